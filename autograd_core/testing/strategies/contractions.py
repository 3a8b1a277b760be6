"""Calls of contractions: operands that fit each other, with the parameters that say how.

    >>> from autograd_core.testing.strategies.finding import smallest
    >>> smallest(contraction_operands("matmul"), lambda call: all(x.ndim == 2 for x in call.operands))
    np.matmul(array([[1.]]), array([[1.]]))

Not here: shapes that broadcast (`shapes`), matrices of special kinds (`matrices`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograd_core.registry import REAL
from autograd_core.testing.strategies.arrays import arrays
from autograd_core.testing.strategies.asking import names_of
from autograd_core.testing.strategies.choices import RARELY
from autograd_core.testing.strategies.shapes import any_shape, broadcast_shapes, side

__all__ = ["CONTRACTIONS", "Contraction", "contraction_operands"]

Shape = tuple[int, ...]
CONTRACTIONS = ("matmul", "dot", "inner", "tensordot", "einsum")
LETTERS = "ijk"


@dataclass(frozen=True)
class Contraction:
    """A call of one of NumPy's contractions: a function of its operands, which prints as Python code.

    name      of the function
    operands  its arrays
    first     what stands before them: the subscripts of `np.einsum`
    params    what stands behind them, by name: the axes of `np.tensordot`
    """

    name: str
    operands: tuple[Any, ...]
    first: tuple[Any, ...] = ()
    params: Mapping[str, Any] = field(default_factory=dict)

    def __call__(self, *operands: Any) -> Any:
        """Contract any operands of these shapes: arrays, or Tensors, for NumPy's functions take both."""
        return getattr(np, self.name)(*self.first, *operands, **self.params)

    def __repr__(self) -> str:
        params = [f"{name}={value!r}" for name, value in self.params.items()]
        return f"np.{self.name}({', '.join([*map(repr, (*self.first, *self.operands)), *params])})"


def contraction_operands(
    name: Any = "any", *, dtype: Any = "float64", elements: Any = REAL, layouts: Any = "any"
) -> st.SearchStrategy[Contraction]:
    """Return a strategy for calls of contractions, each a `Contraction`; check it by `call, *call.operands`.

    "matmul"     vectors, matrices, and batches of these that broadcast: (…, m, n) · (…, n, p)
    "dot"        (…, n) · (n,), (…, n) · (…, n, p), and numbers times arrays
    "inner"      (…, n) · (…, n)
    "tensordot"  `axes` as a number, or as two lists in any order, counted from either end
    "einsum"     one to three operands, with sums, repeated subscripts (diagonals), any order in the result, or none
                 said, and `...`

    name      one or several of these, or "any"
    elements, dtype, layouts   as for `arrays`

    >>> from autograd_core.testing.strategies.finding import smallest
    >>> smallest(contraction_operands("tensordot"), lambda call: call.params["axes"] == 1)
    np.tensordot(array([1.]), array([1.]), axes=1)

    Raises UnknownNameError for another name, and the errors of `arrays`.
    """
    among = names_of("contraction", name, CONTRACTIONS)
    shaped = {"dtype": dtype, "elements": elements, "layouts": layouts}
    arrays((), **shaped)  # says now what is wrong
    return _contraction(among, shaped)


@st.composite
def _contraction(draw: st.DrawFn, names: tuple[str, ...], shaped: dict[str, Any]) -> Contraction:
    name = draw(st.sampled_from(names))
    shapes, first, params = DRAWN[name](draw)
    return Contraction(name, tuple(draw(arrays(shape, **shaped)) for shape in shapes), first, params)


Call = tuple[tuple[Shape, ...], tuple[Any, ...], dict[str, Any]]
SIDE = side(0, 3)
LEADING = any_shape(max_dims=2, max_side=3)


def _matmul(draw: st.DrawFn) -> Call:
    m, n, p = draw(SIDE), draw(SIDE), draw(SIDE)
    is_matrix = draw(st.booleans()), draw(st.booleans())
    left, right = draw(broadcast_shapes(2, max_dims=1, max_side=3))
    return ((*left, m, n) if is_matrix[0] else (n,), (*right, n, p) if is_matrix[1] else (n,)), (), {}


def _dot(draw: st.DrawFn) -> Call:
    n, form = draw(SIDE), draw(st.sampled_from(["vector", "matrix", "left number", "right number"]))
    left = draw(LEADING)
    if form == "vector":
        return ((*left, n), (n,)), (), {}
    if form == "matrix":
        return ((*left, n), (*draw(any_shape(max_dims=1, max_side=3)), n, draw(SIDE))), (), {}
    return ((), left) if form == "left number" else (left, ()), (), {}


def _inner(draw: st.DrawFn) -> Call:
    n = draw(SIDE)
    return ((*draw(LEADING), n), (*draw(LEADING), n)), (), {}


def _tensordot(draw: st.DrawFn) -> Call:
    left, shared, right = draw(LEADING), draw(LEADING), draw(any_shape(max_dims=1, max_side=3))
    if not draw(st.booleans()):
        return ((*left, *shared), (*shared, *right)), (), {"axes": len(shared)}
    placed = [_placed(draw, shared, free) for free in (left, right)]
    return (placed[0][0], placed[1][0]), (), {"axes": (placed[0][1], placed[1][1])}


def _placed(draw: st.DrawFn, shared: Shape, free: Shape) -> tuple[Shape, list[int]]:
    """Return a shape in which shared and free axes stand in any order, and where the shared ones are."""
    sides = (*shared, *free)
    order = draw(st.permutations(range(len(sides))))
    places = [order.index(k) - draw(st.sampled_from([0, len(sides)])) for k in range(len(shared))]
    return tuple(sides[k] for k in order), places


def _einsum(draw: st.DrawFn) -> Call:
    sides = {letter: draw(SIDE) for letter in LETTERS}
    terms = draw(st.lists(st.text(LETTERS, max_size=3), min_size=1, max_size=3))
    ellipses = draw(RARELY)
    batches = draw(broadcast_shapes(len(terms), max_dims=1, max_side=3)) if ellipses else ((),) * len(terms)
    dots = "..." if ellipses else ""
    subscripts = ",".join(dots + term for term in terms)
    if draw(st.booleans()):
        kept = draw(st.permutations(sorted(set("".join(terms)))))
        subscripts += "->" + dots + "".join(kept[: draw(st.integers(0, len(kept)))])
    shapes = [(*batch, *(sides[letter] for letter in term)) for batch, term in zip(batches, terms, strict=True)]
    return tuple(shapes), (subscripts,), {}


DRAWN = {"matmul": _matmul, "dot": _dot, "inner": _inner, "tensordot": _tensordot, "einsum": _einsum}
