"""Indexing, scattering, joining, shapes and Fourier transforms: duplicates, overlaps, odd lengths."""

from __future__ import annotations

from typing import Any

import torch
from torch import fft
from torch.nn import functional as F  # noqa: N812 - as everyone writes it

from benchmarks.gradient_checking.torch_operations.drawing import (
    Operation,
    complex_numbers,
    given,
    indices,
    real,
    single,
)

__all__ = ["OPERATIONS"]

TWICE = torch.tensor([0, 2, 0, 1])
"""Indices of which one comes twice."""

ROWS = indices(3, 2, 4)
MASK = torch.tensor([True, False, True, False])


def in_place(x: Any) -> Any:
    """Write into the argument itself."""
    x[0] = x[1].exp()
    return x.mul_(2).sin_()


INDEXING = [
    Operation("indexing with duplicates", lambda x: x[TWICE] ** 2, (real(3, 2),)),
    Operation("indexing with a mask", lambda x: x[MASK] ** 2, (real(4),)),
    Operation("gather", lambda x: x.gather(0, ROWS) ** 2, (real(3, 4),)),
    Operation("scatter", lambda x, y: x.scatter(0, torch.tensor([[2, 0, 1]]), y) ** 2, (real(3, 3), real(1, 3))),
    Operation("scatter_add", lambda x, y: x.scatter_add(0, ROWS, y) ** 2, (real(3, 4), real(2, 4))),
    Operation(
        "scatter_reduce, product with zeros",
        lambda x, y: x.scatter_reduce(0, TWICE, y, "prod"),
        (given(1.0, 0.0, 2.0), given(0.0, 2.0, 3.0, 0.0)),
    ),
    Operation(
        "scatter_reduce, maximum with ties",
        lambda x, y: x.scatter_reduce(0, TWICE, y, "amax"),
        (given(1.0, 2.0, 0.0), given(1.0, 3.0, 1.0, 2.0)),
    ),
    Operation("scatter_reduce, mean", lambda x, y: x.scatter_reduce(0, TWICE, y, "mean") ** 2, (real(3), real(4))),
    Operation("index_add", lambda x, y: x.index_add(0, TWICE, y, alpha=2) ** 2, (real(3, 2), real(4, 2))),
    Operation("index_copy", lambda x, y: x.index_copy(0, torch.tensor([2, 0]), y) ** 2, (real(3, 2), real(2, 2))),
    Operation("index_fill", lambda x, y: x.index_fill(0, torch.tensor([2, 0]), y), (real(3, 2), real())),
    Operation(
        "index_put, accumulated", lambda x, y: x.index_put((TWICE,), y, accumulate=True) ** 2, (real(3, 2), real(4, 2))
    ),
    Operation("index_reduce, product", lambda x, y: x.index_reduce(0, TWICE, y, "prod"), (real(3), real(4))),
    Operation("masked_select", lambda x: x.masked_select(MASK) ** 2, (real(4),)),
    Operation("masked_fill", lambda x, y: x.masked_fill(MASK, y) ** 2, (real(4), real())),
    Operation("masked_scatter", lambda x, y: x.masked_scatter(MASK, y) ** 2, (real(4), real(2))),
    Operation("take", lambda x: x.take(TWICE) ** 2, (real(2, 2),)),
    Operation("take_along_dim", lambda x: x.take_along_dim(ROWS, 0) ** 2, (real(3, 4),)),
    Operation("put", lambda x, y: x.put(TWICE, y, accumulate=True) ** 2, (real(2, 2), real(4))),
    Operation("embedding", lambda w: F.embedding(TWICE, w) ** 2, (real(3, 2),)),
    Operation("embedding, sparse gradient", lambda w: F.embedding(TWICE, w, sparse=True) ** 2, (real(3, 2),)),
    Operation("embedding_bag, mean", lambda w: F.embedding_bag(TWICE.view(2, 2), w, mode="mean") ** 2, (real(3, 2),)),
    Operation("embedding_bag, maximum", lambda w: F.embedding_bag(TWICE.view(2, 2), w, mode="max"), (real(3, 2),)),
    Operation("written in place", in_place, (real(4),)),
    Operation("copied into a view", lambda x, y: torch.zeros_like(x).T.copy_(y) * x.T, (real(3, 2), real(2, 3))),
]

SHAPES = [
    Operation(
        "cat and stack", lambda x, y: torch.stack([torch.cat([x, y]), torch.cat([y, x])]) ** 2, (real(3), real(2))
    ),
    Operation("roll, flip, rot90", lambda x: x.roll(1, 0) * x.flip(0) * x.rot90(2), (real(3, 3),)),
    Operation("as_strided with overlaps", lambda x: x.as_strided((3, 3), (1, 1)) ** 2, (real(5),)),
    Operation("unfold with overlaps", lambda x: x.unfold(0, 3, 1) ** 2, (real(6),)),
    Operation("expand and repeat", lambda x: x.expand(3, 4) * x.repeat(1, 4), (real(3, 1),)),
    Operation("repeat_interleave", lambda x: x.repeat_interleave(torch.tensor([2, 0, 3])) ** 2, (real(3),)),
    Operation("tril and triu", lambda x: x.tril() @ x.triu(1), (real(3, 3),)),
    Operation("diagonal and diag_embed", lambda x: x.diagonal(1)[:, None] * x.diag_embed()[0, :3], (real(3, 4),)),
    Operation("a transposed argument", lambda x: x.reshape(-1) ** 2, (real(2, 3).T,)),
    Operation("an argument that is a stretched view", lambda x: x**2, (real(3, 1).expand(3, 4),)),
    Operation("a scalar", lambda x: x**3, (real(),)),
    Operation("no elements", lambda x: (x**2).sum() + x.sum(), (real(0, 3),)),
    Operation("block_diag", torch.block_diag, (real(2, 2), real(1, 3))),
    Operation("cartesian_prod", torch.cartesian_prod, (real(2), real(3))),
    Operation(
        "containers", lambda p: {"y": p["w"] @ p["x"][0], "n": 3}, ({"w": real(2, 3), "x": [real(3), "a word"]},)
    ),
    Operation("vander", lambda x: torch.linalg.vander(x, N=4), (given(0.0, 1.0, -2.0),)),
    Operation("combinations", torch.combinations, (real(4),)),
]

WINDOW = torch.hann_window(8, dtype=torch.float64)

FOURIER = [
    Operation("fft", fft.fft, (complex_numbers(5),)),
    Operation("fft of real numbers, cut", lambda x: fft.fft(x, 4), (real(6),)),
    Operation("ifft, padded", lambda z: fft.ifft(z, 8, norm="ortho"), (complex_numbers(5),)),
    Operation("rfft, odd", fft.rfft, (real(5),)),
    Operation("irfft, odd", lambda z: fft.irfft(z, 5), (complex_numbers(3),)),
    Operation("irfft, even", fft.irfft, (complex_numbers(4),)),
    Operation("hfft", fft.hfft, (complex_numbers(4),)),
    Operation("ihfft", fft.ihfft, (real(5),)),
    Operation("fft2", fft.fft2, (complex_numbers(2, 3),)),
    Operation("rfftn", fft.rfftn, (real(2, 3, 4),)),
    Operation("irfftn", fft.irfftn, (complex_numbers(2, 3, 3),)),
    Operation("fftshift", lambda z: fft.fftshift(z) * z, (complex_numbers(5),)),
    Operation("float32 rfft", fft.rfft, (single(8),)),
    Operation("stft", lambda x: torch.stft(x, 8, 4, window=WINDOW, return_complex=True), (real(24),)),
    Operation("istft", lambda z: torch.istft(z, 8, 4, window=WINDOW), (complex_numbers(5, 6),)),
]

OPERATIONS = [*INDEXING, *SHAPES, *FOURIER]
