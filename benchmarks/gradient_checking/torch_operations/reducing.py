"""Sums, products, norms, order statistics and losses: zeros in products, ties, norms at 0, large numbers."""

from __future__ import annotations

import torch
from torch import linalg
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

ONE_ZERO = given(1.5, 0.0, -2.0, 3.0)
TWO_ZEROS = given(1.5, 0.0, -2.0, 0.0)
TIES = given([1.0, 3.0, 3.0], [2.0, 2.0, 2.0])

REDUCTIONS = [
    Operation("sum with broadcasting", lambda x, y: (x * y).sum(0), (real(3, 1, 4), real(2, 4))),
    Operation("sum to size", lambda x: x.sum_to_size(1, 3) ** 2, (real(2, 3),)),
    Operation("mean", lambda x: x.mean((0, -1), keepdim=True) ** 2, (real(2, 3, 4),)),
    Operation("prod", torch.prod, (real(5),)),
    Operation("prod with one zero", torch.prod, (ONE_ZERO,)),
    Operation("prod with two zeros", torch.prod, (TWO_ZEROS,)),
    Operation("prod along an axis", lambda x: x.prod(1), (torch.stack([ONE_ZERO, TWO_ZEROS]),)),
    Operation("cumprod with one zero", lambda x: x.cumprod(0), (ONE_ZERO,)),
    Operation("cumprod with two zeros", lambda x: x.cumprod(0), (TWO_ZEROS,)),
    Operation("complex cumprod", lambda z: z.cumprod(0), (complex_numbers(4),)),
    Operation("cumsum", lambda x: x.cumsum(1) ** 2, (real(2, 3),)),
    Operation("logcumsumexp", lambda x: x.logcumsumexp(0), (real(4, low=-50, high=50),)),
    Operation("logsumexp of large numbers", lambda x: x.logsumexp(0), (given(1000.0, 1001.0, -1000.0),)),
    Operation("softmax of large numbers", lambda x: x.softmax(0), (given(1000.0, 1001.0, -1000.0),)),
    Operation("log_softmax", lambda x: x.log_softmax(-1), (real(2, 4, low=-30, high=30),)),
    Operation("softmin", lambda x: F.softmin(x, dim=0), (real(4),)),
    Operation("float32 softmax", lambda x: x.softmax(0), (single(5, low=-5, high=5),)),
    Operation("float32 logsumexp", lambda x: x.logsumexp(0), (single(5, low=50, high=60),)),
    Operation("var and std", lambda x: (x.var(0), x.std(1)), (real(3, 4),)),
    Operation("var far from 0", lambda x: (x + 1e6).var(), (real(5),)),
    Operation("std of equal numbers", torch.std, (given(2.0, 2.0, 2.0),)),
    Operation("complex var", torch.var, (complex_numbers(4),)),
    Operation("corrcoef", torch.corrcoef, (real(2, 5),)),
    Operation("cov", torch.cov, (real(2, 5),)),
    Operation("trapezoid", torch.trapezoid, (real(5), real(5))),
    Operation("diff", lambda x: torch.diff(x, n=2), (real(6),)),
    Operation("nansum", torch.nansum, (real(4),)),
]

ORDER = [
    Operation("amax with ties", lambda x: x.amax(1), (TIES,)),
    Operation("amin with ties, all axes", torch.amin, (TIES,)),
    Operation("max along an axis with ties", lambda x: x.max(1).values, (TIES,)),
    Operation("max of all with ties", torch.max, (TIES,)),
    Operation("median", lambda x: x.median(1).values, (real(3, 5),)),
    Operation("median with ties", torch.median, (TIES,)),
    Operation("quantile", lambda x: torch.quantile(x, 0.3), (real(6),)),
    Operation("sort", lambda x: x.sort(1).values, (real(2, 5),)),
    Operation("sort with ties", lambda x: x.sort(1).values, (TIES,)),
    Operation("topk", lambda x: x.topk(2).values, (real(2, 5),)),
    Operation("kthvalue", lambda x: x.kthvalue(2).values, (real(2, 5),)),
    Operation("mode", lambda x: x.mode(1).values, (real(2, 5),)),
    Operation("cummax with ties", lambda x: x.cummax(0).values, (given(1.0, 1.0, 0.0, 2.0, 2.0),)),
    Operation("cummin", lambda x: x.cummin(0).values, (real(5),)),
    Operation("msort", torch.msort, (real(4, 2),)),
    Operation("aminmax", lambda x: tuple(torch.aminmax(x)), (real(5),)),
]

NORMS = [
    Operation("norm", linalg.vector_norm, (real(4),)),
    Operation("norm at 0", linalg.vector_norm, (given(0.0, 0.0, 0.0),)),
    Operation("norm, p = 1 with a zero", lambda x: linalg.vector_norm(x, 1), (ONE_ZERO,)),
    Operation("norm, p = 3 with a zero", lambda x: linalg.vector_norm(x, 3), (ONE_ZERO,)),
    Operation("norm, p = 1.5 with a zero", lambda x: linalg.vector_norm(x, 1.5), (ONE_ZERO,)),
    Operation("norm, p = 1/2", lambda x: linalg.vector_norm(x, 0.5), (real(4, low=0.5),)),
    Operation("norm, p = ∞ with ties", lambda x: linalg.vector_norm(x, torch.inf), (given(2.0, -2.0, 1.0),)),
    Operation("norm, p = -∞ with ties", lambda x: linalg.vector_norm(x, -torch.inf), (given(2.0, -2.0, 3.0),)),
    Operation("norm of tiny numbers", linalg.vector_norm, (given(1e-8, -2e-8),)),
    Operation("complex norm", linalg.vector_norm, (complex_numbers(4),)),
    Operation("normalize", lambda x: F.normalize(x, dim=1), (real(3, 4),)),
    Operation("renorm", lambda x: torch.renorm(x, 2, 0, 1.0), (real(3, 4),)),
    Operation("dist", torch.dist, (real(4), real(4))),
    Operation("dist at 0", torch.dist, (ONE_ZERO, ONE_ZERO)),
    Operation("cdist", torch.cdist, (real(3, 2), real(4, 2))),
    Operation("cdist of one set with itself", lambda x: torch.cdist(x, x), (real(3, 2),)),
    Operation("cdist, p = 1", lambda x, y: torch.cdist(x, y, p=1.0), (real(3, 2), real(4, 2))),
    Operation("cdist, p = ∞", lambda x, y: torch.cdist(x, y, p=torch.inf), (real(3, 2), real(4, 2))),
    Operation(
        "cdist by matrix products",
        lambda x, y: torch.cdist(x, y, compute_mode="use_mm_for_euclid_dist"),
        (real(3, 2), real(4, 2)),
    ),
    Operation("pdist", F.pdist, (real(4, 3),)),
    Operation("pairwise_distance", F.pairwise_distance, (real(3, 4), real(3, 4))),
    Operation("cosine_similarity", F.cosine_similarity, (real(3, 4), real(3, 4))),
]

CLASSES = indices(4, 3)

LOSSES = [
    Operation("cross_entropy", lambda x: F.cross_entropy(x, CLASSES), (real(3, 4, low=-50, high=50),)),
    Operation("cross_entropy, smoothed", lambda x: F.cross_entropy(x, CLASSES, label_smoothing=0.1), (real(3, 4),)),
    Operation(
        "cross_entropy, weighted", lambda x: F.cross_entropy(x, CLASSES, given(1.0, 2.0, 3.0, 4.0)), (real(3, 4),)
    ),
    Operation(
        "cross_entropy of probabilities", lambda x, p: F.cross_entropy(x, p.softmax(1)), (real(3, 4), real(3, 4))
    ),
    Operation(
        "binary_cross_entropy", F.binary_cross_entropy, (real(4, low=0.01, high=0.99), real(4, low=0.1, high=0.9))
    ),
    Operation("… with logits", F.binary_cross_entropy_with_logits, (given(-50.0, 0.0, 50.0), given(0.0, 0.3, 1.0))),
    Operation("kl_div", lambda x, y: F.kl_div(x, y, reduction="sum"), (real(4), real(4, low=0.1))),
    Operation("gaussian_nll_loss", F.gaussian_nll_loss, (real(4), real(4), real(4, low=0.1))),
    Operation("poisson_nll_loss", F.poisson_nll_loss, (real(4), real(4, low=0.5))),
    Operation(
        "smooth_l1_loss at its corners", F.smooth_l1_loss, (given(0.0, 1.0, 2.0, 3.0), given(0.0, 0.0, 2.0, 1.0))
    ),
    Operation("huber_loss", F.huber_loss, (real(4), real(4))),
    Operation("l1_loss at 0", F.l1_loss, (given(0.0, 1.0, 2.0), given(0.0, 0.0, 2.0))),
    Operation("mse_loss", F.mse_loss, (real(4), real(4))),
    Operation("soft_margin_loss", lambda x: F.soft_margin_loss(x, torch.tensor([1, -1, 1])), (real(3),)),
    Operation("multi_margin_loss", lambda x: F.multi_margin_loss(x, CLASSES), (real(3, 4),)),
    Operation("triplet_margin_loss", F.triplet_margin_loss, (real(3, 4), real(3, 4), real(3, 4))),
    Operation(
        "cosine_embedding_loss",
        lambda x, y: F.cosine_embedding_loss(x, y, torch.tensor([1, -1])),
        (real(2, 3), real(2, 3)),
    ),
    Operation(
        "margin_ranking_loss", lambda x, y: F.margin_ranking_loss(x, y, torch.tensor([1, -1])), (real(2), real(2))
    ),
    Operation(
        "ctc_loss",
        lambda x: F.ctc_loss(x.log_softmax(2), torch.tensor([[1, 2, 2]]), torch.tensor([6]), torch.tensor([3])),
        (real(6, 1, 4),),
    ),
]

OPERATIONS = [*REDUCTIONS, *ORDER, *NORMS, *LOSSES]
