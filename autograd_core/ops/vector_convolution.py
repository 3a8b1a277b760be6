"""Convolution and correlation of two vectors, as NumPy has them.

One operation does the work, and its rules are the operation itself with one vector reversed, so that derivatives of
every order come for free. Where every overlap of the vectors counts ("full"), the rule needs whole overlaps only
("valid"), and the other way round: backwards costs no more than forwards for each of the two.

    >>> import numpy as np, autograd_core as ag
    >>> ag.grad(lambda v: np.convolve([1.0, 2.0, 3.0], v).sum())(np.array([1.0, -1.0]))
    array([6., 6.])

Not here: windows over sequences and images, with many channels at once (`convolution`).
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from autograd_core.errors import ShapeError, explain, unknown_name
from autograd_core.operation import operation
from autograd_core.ops.joining import sliced
from autograd_core.ops.movement import reshape
from autograd_core.registry import complex_of, composite, example
from autograd_core.values import as_operand

__all__ = ["convolution", "convolve", "correlate"]

OTHER: dict[str, Literal["full", "valid"]] = {"full": "valid", "valid": "full"}
MODES = ("full", "same", "valid")


@operation(
    formula="y_k = Σ_j a_j · v_{k−j}",
    batched=None,
    examples=[
        example((5,), (3,)),
        example((2,), (4,)),
        example((5,), (3,), mode="valid"),
        example((3,), (3,), "valid"),
    ],
)
def convolution(a: Any, v: Any, /, mode: Literal["full", "valid"] = "full") -> Any:
    """Return the convolution of two vectors, with all overlaps ("full") or whole ones only ("valid").

    The second vector may be the longer one with "full" only; `convolve` takes both in any order.
    """
    return np.convolve(a, v, mode)


@convolution.rule("a", formula="∂a = ∂y ∗ reversed v, full for valid and valid for full")
def _(g: Any, v: Any, mode: str) -> Any:
    return convolution.apply(g, v[::-1], mode=OTHER[mode])


@convolution.rule("v", formula="∂v = ∂y ∗ reversed a, valid")
def _(g: Any, a: Any, mode: str) -> Any:
    longer, shorter = (g, a[::-1]) if mode == "full" else (a[::-1], g)
    return convolution.apply(longer, shorter, mode="valid")


CASES = [
    *[example((4,), (3,), mode) for mode in MODES],
    *[example((2,), (5,), mode) for mode in MODES],
    example((4,), (4,), "same"),
    example(complex_of((3,)), complex_of((2,)), "same"),
]


@composite(np.convolve, examples=[example((), (3,)), *CASES])
def convolve(a: Any, v: Any, mode: str = "full") -> Any:
    """Return the convolution of two vectors: y_k = Σ_j a_j · v_{k−j}.

    mode  "full": wherever they overlap; "same": as many as the longer vector has, in the middle of these; "valid": only
          where they overlap wholly

    >>> convolve([1.0, 2.0, 3.0], [1.0, 1.0])
    Tensor([1., 3., 5., 3.])
    >>> convolve([1.0, 2.0, 3.0], [1.0, 1.0], "valid")
    Tensor([3., 5.])

    Raises ShapeError where one of them is no vector or is empty, UnknownNameError for another mode.
    """
    a, v = [reshape(x, 1) if x.ndim == 0 else x for x in map(as_operand, (a, v))]
    _check(a, v, mode)
    a, v = (v, a) if len(v) > len(a) else (a, v)
    return _between(a, v, mode, (len(v) - 1) // 2)


@composite(np.correlate, examples=CASES)
def correlate(a: Any, v: Any, mode: str = "valid") -> Any:
    """Return the cross-correlation of two vectors: y_k = Σ_n a_{n+k} · v̄_n.

    mode  as of `convolve`

    >>> correlate([1.0, 2.0, 3.0], [0.0, 1.0])
    Tensor([2., 3.])

    Raises ShapeError where one of them is no vector or is empty, UnknownNameError for another mode.
    """
    a, v = as_operand(a), as_operand(v)
    _check(a, v, mode)
    v = (np.conjugate(v) if v.dtype.kind == "c" else v)[::-1]
    if len(v) > len(a):
        return _between(v, a, mode, len(a) // 2)
    return _between(a, v, mode, (len(v) - 1) // 2)


def _check(a: Any, v: Any, mode: str) -> None:
    if mode not in MODES:
        raise unknown_name("mode of a convolution", mode, MODES)
    if a.ndim != 1 or v.ndim != 1 or not a.size or not v.size:
        given = f"shapes {a.shape} and {v.shape}"
        raise ShapeError(explain("a convolution is of two vectors", given, "pass vectors that are not empty"))


def _between(longer: Any, shorter: Any, mode: str, start: int) -> Any:
    """Return the convolution; "same" is a part of "full" that starts where NumPy says."""
    if mode != "same":
        return convolution(longer, shorter, mode=mode)
    return sliced(convolution(longer, shorter), start, start + len(longer), 0)
