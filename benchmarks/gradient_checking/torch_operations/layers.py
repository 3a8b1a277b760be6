"""What networks are made of: convolution, pooling, sampling, normalization, attention, recurrence, whole modules."""

from __future__ import annotations

from typing import Any

import torch
import torch.utils.checkpoint
from torch import nn
from torch.nn import functional as F  # noqa: N812 - as everyone writes it

from benchmarks.gradient_checking.torch_operations.drawing import Operation, complex_numbers, given, real, single

__all__ = ["OPERATIONS"]


TIED = given([[[1.0, 1.0, 0.0, 2.0], [1.0, 0.0, 2.0, 2.0], [3.0, 3.0, 3.0, 3.0], [0.0, 3.0, 3.0, 3.0]]])

CONVOLUTIONS = [
    Operation("linear", F.linear, (real(2, 3), real(4, 3), real(4))),
    Operation("bilinear", F.bilinear, (real(2, 3), real(2, 2), real(2, 3, 2), real(2))),
    Operation(
        "conv1d, circular padding",
        lambda x, w: F.conv1d(F.pad(x, (2, 2), "circular"), w),
        (real(1, 2, 6), real(2, 2, 3)),
    ),
    Operation("conv2d", F.conv2d, (real(2, 2, 5, 4), real(3, 2, 3, 2), real(3))),
    Operation(
        "conv2d, strides, dilation, groups",
        lambda x, w: F.conv2d(x, w, stride=2, padding=1, dilation=2, groups=2),
        (real(1, 4, 7, 6), real(2, 2, 2, 2)),
    ),
    Operation("conv2d, same", lambda x, w: F.conv2d(x, w, padding="same"), (real(1, 1, 4, 4), real(1, 1, 3, 2))),
    Operation("conv3d", F.conv3d, (real(1, 1, 3, 3, 3), real(2, 1, 2, 2, 2))),
    Operation(
        "conv_transpose2d",
        lambda x, w: F.conv_transpose2d(x, w, stride=2, output_padding=1),
        (real(1, 2, 3, 3), real(2, 1, 2, 3)),
    ),
    Operation("float32 conv2d", F.conv2d, (single(1, 2, 5, 5), single(2, 2, 3, 3))),
    Operation("complex conv1d", F.conv1d, (complex_numbers(1, 1, 5), complex_numbers(1, 1, 3))),
    Operation("unfold and fold", lambda x: F.fold(F.unfold(x, 2) ** 2, (3, 3), 2), (real(1, 1, 3, 3),)),
    Operation("pad, reflect", lambda x: F.pad(x, (2, 1), "reflect") ** 2, (real(1, 1, 4),)),
    Operation("pad, replicate", lambda x: F.pad(x, (2, 1), "replicate") ** 2, (real(1, 1, 4),)),
    Operation("pixel_shuffle", lambda x: F.pixel_shuffle(x, 2) ** 2, (real(1, 4, 2, 2),)),
]

POOLING = [
    Operation("max_pool2d", lambda x: F.max_pool2d(x, 2), (real(1, 1, 4, 4),)),
    Operation("max_pool2d with ties", lambda x: F.max_pool2d(x, 2), (TIED,)),
    Operation("max_pool2d with overlaps", lambda x: F.max_pool2d(x, 3, 1, 1), (real(1, 1, 4, 4),)),
    Operation("max_pool1d, dilated", lambda x: F.max_pool1d(x, 2, 1, dilation=2), (real(1, 1, 6),)),
    Operation(
        "max_unpool2d", lambda x: F.max_unpool2d(*F.max_pool2d(x, 2, return_indices=True), 2), (real(1, 1, 4, 4),)
    ),
    Operation("avg_pool2d", lambda x: F.avg_pool2d(x, 3, 2, 1, count_include_pad=False) ** 2, (real(1, 1, 5, 5),)),
    Operation("lp_pool2d", lambda x: F.lp_pool2d(x, 3.0, 2), (real(1, 1, 4, 4, low=0.1),)),
    Operation("adaptive_avg_pool2d", lambda x: F.adaptive_avg_pool2d(x, (2, 3)) ** 2, (real(1, 1, 5, 4),)),
    Operation("adaptive_max_pool2d with ties", lambda x: F.adaptive_max_pool2d(x, 2), (TIED,)),
]

GRID = real(1, 3, 3, 2, low=-1.2, high=1.2)

SAMPLING = [
    Operation("grid_sample", lambda x, g: F.grid_sample(x, g, align_corners=False), (real(1, 2, 4, 4), GRID)),
    Operation(
        "grid_sample, bicubic, reflected",
        lambda x, g: F.grid_sample(x, g, "bicubic", "reflection", align_corners=True),
        (real(1, 1, 4, 4), GRID),
    ),
    Operation(
        "grid_sample, border, at grid points",
        lambda x, g: F.grid_sample(x, g, padding_mode="border", align_corners=True),
        (real(1, 1, 3, 3), given([[[-1.0, -1.0], [0.0, 0.0], [1.0, 0.5]]])),
    ),
    Operation("affine_grid", lambda t: F.affine_grid(t, [1, 1, 2, 3], align_corners=False) ** 2, (real(1, 2, 3),)),
    Operation("interpolate, bilinear", lambda x: F.interpolate(x, (5, 3), mode="bilinear") ** 2, (real(1, 1, 3, 4),)),
    Operation("interpolate, bicubic", lambda x: F.interpolate(x, (5, 3), mode="bicubic") ** 2, (real(1, 1, 3, 4),)),
    Operation("interpolate, nearest", lambda x: F.interpolate(x, scale_factor=1.5) ** 2, (real(1, 1, 4),)),
    Operation("interpolate, area", lambda x: F.interpolate(x, 3, mode="area") ** 2, (real(1, 1, 7),)),
    Operation(
        "interpolate, antialiased",
        lambda x: F.interpolate(x, (2, 2), mode="bilinear", antialias=True) ** 2,
        (real(1, 1, 5, 5),),
    ),
]

NORMALIZATION = [
    Operation("layer_norm", lambda x, w, b: F.layer_norm(x, (4,), w, b), (real(3, 4), real(4), real(4))),
    Operation("layer_norm of equal numbers", lambda x: F.layer_norm(x, (3,)), (given([2.0, 2.0, 2.0]),)),
    Operation("float32 layer_norm", lambda x, w: F.layer_norm(x, (8,), w), (single(3, 8), single(8))),
    Operation("rms_norm", lambda x, w: F.rms_norm(x, (4,), w), (real(3, 4), real(4))),
    Operation(
        "batch_norm, training",
        lambda x, w, b: F.batch_norm(x, None, None, w, b, training=True),
        (real(5, 3), real(3), real(3)),
    ),
    Operation(
        "batch_norm, evaluation",
        lambda x, w: F.batch_norm(x, torch.zeros(3, dtype=x.dtype), torch.ones(3, dtype=x.dtype), w),
        (real(4, 3), real(3)),
    ),
    Operation("group_norm", lambda x: F.group_norm(x, 2), (real(2, 4, 3),)),
    Operation("instance_norm", F.instance_norm, (real(2, 2, 4),)),
    Operation("local_response_norm", lambda x: F.local_response_norm(x, 3), (real(1, 5, 3),)),
]


def attention(q: Any, k: Any, v: Any) -> Any:
    """Attend to what comes before."""
    return F.scaled_dot_product_attention(q, k, v, is_causal=True)


def with_parameters(module: Any) -> Any:
    """Return a module as a function of its parameters and its argument."""
    return lambda parameters, *args: torch.func.functional_call(module, parameters, args)


def parameters(module: Any) -> Any:
    """Return the parameters of a module by name."""
    return {name: p.detach().clone() for name, p in module.named_parameters()}


torch.manual_seed(5)
CELL = nn.GRUCell(2, 3, dtype=torch.float64)
LSTM = nn.LSTM(2, 2, num_layers=2, bidirectional=True, dtype=torch.float64)
ENCODER = nn.TransformerEncoderLayer(4, 2, 8, dropout=0.0, batch_first=True, dtype=torch.float64)
ATTENTION = nn.MultiheadAttention(4, 2, batch_first=True, dtype=torch.float64)
NORMED = nn.utils.parametrizations.weight_norm(nn.Linear(3, 2, dtype=torch.float64))
PERCEPTRON = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 2))

NETWORKS = [
    Operation(
        "scaled_dot_product_attention",
        F.scaled_dot_product_attention,
        (real(1, 2, 3, 4), real(1, 2, 3, 4), real(1, 2, 3, 4)),
    ),
    Operation("… that is causal", attention, (real(1, 3, 4), real(1, 3, 4), real(1, 3, 4))),
    Operation("GRUCell", with_parameters(CELL), (parameters(CELL), real(4, 2), real(4, 3))),
    Operation("LSTM", with_parameters(LSTM), (parameters(LSTM), real(3, 1, 2))),
    Operation("MultiheadAttention", lambda x: ATTENTION(x, x, x)[0], (real(1, 3, 4),)),
    Operation("TransformerEncoderLayer", ENCODER, (real(1, 3, 4),)),
    Operation("weight_norm", with_parameters(NORMED), (parameters(NORMED), real(2, 3))),
    Operation("float32 perceptron", with_parameters(PERCEPTRON), (parameters(PERCEPTRON), single(4, 3))),
    Operation("vmap of grad", torch.func.vmap(torch.func.grad(lambda x: x**3 + x.sin())), (real(4),)),
    Operation("a gradient inside", torch.func.grad(lambda z: (z**3).prod()), (real(3),)),
    Operation("compiled", torch.compile(lambda x: x.sin() * x, backend="aot_eager"), (real(3),)),
    Operation("checkpoint", lambda x: torch.utils.checkpoint.checkpoint(torch.sin, x, use_reentrant=False), (real(3),)),
]

OPERATIONS = [*CONVOLUTIONS, *POOLING, *SAMPLING, *NORMALIZATION, *NETWORKS]
