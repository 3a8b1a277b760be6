"""Einsum: products and sums, named by the labels of axes.

Every operand has a label for each of its axes. Operands are multiplied where labels agree, and labels that the result
does not have are summed. The transpose of that by one operand is an einsum again: the cotangent takes the operand's
place, and the labels of operand and result change roles.

    >>> import numpy as np, autograd_core as ag
    >>> x, w = np.ones((2, 3)), np.ones((3, 4))
    >>> ag.einsum("ik,kj->ij", x, w).shape
    (2, 4)
    >>> ag.grad(lambda w: np.einsum("ik,kj->", x, w))(w)[0]
    array([2., 2., 2., 2.])

Not here: `matmul`, `tensordot` and the other products that sum over a fixed choice of axes (`contraction`).
"""

from __future__ import annotations

from itertools import chain
from typing import Any

import numpy as np

from autograd_core.errors import ShapeError, explain
from autograd_core.operation import operation
from autograd_core.record import Value
from autograd_core.registry import composite, example
from autograd_core.values import as_array

__all__ = ["contract", "einsum", "relabel"]

Shape = tuple[int, ...]
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"  # importing `string` takes half a millisecond

# --------------------------------------------------------------------------------------------------- reading subscripts


def _explicit(subscripts: str, shapes: list[Shape]) -> str:
    """Return subscripts with an output and without ellipses: "...i,i" for shapes (2, 3) and (3,) is "ai,i->a".

    Raises ShapeError where the labels are not as many as the axes.
    """
    left, arrow, output = subscripts.replace(" ", "").partition("->")
    terms = left.split(",")
    if len(terms) != len(shapes):
        given = f"{subscripts!r} for {len(shapes)} operands"
        raise ShapeError(
            explain("einsum needs one group of labels for each operand", given, "separate groups by commas")
        )
    hidden = [_hidden(term, shape, subscripts) for term, shape in zip(terms, shapes, strict=True)]
    free = [letter for letter in LETTERS if letter not in subscripts]
    dots = "".join(free[: max(hidden)])
    terms = [term.replace("...", dots[len(dots) - n :]) for term, n in zip(terms, hidden, strict=True)]
    if arrow:
        return f"{','.join(terms)}->{output.replace('...', dots)}"
    named = left.replace(",", "").replace("...", "")
    once = sorted(label for label in set(named) if named.count(label) == 1)
    return f"{','.join(terms)}->{dots}{''.join(once)}"


def _hidden(term: str, shape: Shape, subscripts: str) -> int:
    """Return how many axes the ellipsis of a term stands for."""
    named = len(term.replace("...", ""))
    if named > len(shape) or (named < len(shape) and "..." not in term):
        given = f"labels {term!r} in {subscripts!r} for shape {shape}"
        raise ShapeError(
            explain("einsum needs one label for each axis", given, "add labels, or ... for the other axes")
        )
    return len(shape) - named


def _subscripts(operands: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
    """Return subscripts and arrays of either form: (subscripts, x, …), or (x, labels of x, …, labels of the result)."""
    if isinstance(operands[0], str):
        return operands[0], operands[1:]
    arrays, labels = operands[: len(operands) // 2 * 2 : 2], operands[1::2]
    names = _names(list(chain(*labels, operands[-1] if len(operands) % 2 else ())))
    text = ",".join(_spelled(term, names) for term in labels)
    return (f"{text}->{_spelled(operands[-1], names)}" if len(operands) % 2 else text), arrays


def _names(labels: list[Any]) -> dict[Any, str]:
    """Return a letter for each label, in the order of the labels, as NumPy sorts an output that is not given.

    Raises ShapeError for other numbers than NumPy's labels.
    """
    known = sorted({label for label in labels if label is not Ellipsis})
    if known and not 0 <= known[0] <= known[-1] < len(LETTERS):
        remedy = f"number the axes from 0 to {len(LETTERS) - 1}"
        raise ShapeError(explain("einsum has no such label", f"labels {known}", remedy))
    return dict(zip(known, LETTERS[26:] + LETTERS[:26], strict=False)) | {Ellipsis: "..."}


def _spelled(labels: Any, names: dict[Any, str]) -> str:
    return "".join(names[label] for label in labels)


# ---------------------------------------------------------------------------------------------------------- transposing


def _transposed(g: Any, k: int, subscripts: str, shapes: tuple[Shape, ...], others: list[Any]) -> Any:
    """Return the cotangent of operand k: the einsum of `g` and the other operands, labelled as operand k is.

    A label that is in neither, for it was only summed, or is of length 1 there, comes from an operand of ones; of one
    that operand k has twice, for its diagonal was taken, the second place comes from an identity matrix.
    """
    left, output = subscripts.split("->")
    terms = left.split(",")
    own = terms.pop(k)
    known = _lengths([output, *terms], [g.shape, *(x.shape for x in others)])
    free = (letter for letter in LETTERS if letter not in subscripts)
    result, extra, extra_terms = "", [], []
    for label, n in zip(own, shapes[k], strict=True):
        if label in result:
            twin = next(free)
            extra.append(np.eye(n, dtype=g.dtype))
            extra_terms.append(label + twin)
            result += twin
            continue
        if label not in known or (n != 1 and known[label] == 1):
            extra.append(np.ones(n, g.dtype))
            extra_terms.append(label)
        result += label
    apply = contract.apply if others or extra else relabel.apply
    return apply(g, *others, *extra, subscripts=f"{','.join([output, *terms, *extra_terms])}->{result}")


def _lengths(terms: list[str], shapes: list[Shape]) -> dict[str, int]:
    """Return the length of each label; of 1 and another the other, for 1 is stretched."""
    lengths: dict[str, int] = {}
    for label, n in zip("".join(terms), chain(*shapes), strict=True):
        lengths[label] = n if lengths.get(label, 1) == 1 else lengths[label]
    return lengths


def _shrunk(g: Any, shape: Shape) -> Any:
    """Sum over the axes of length 1 that the product stretched."""
    axes = tuple(i for i, n in enumerate(shape) if n == 1 and g.shape[i] != 1)
    return np.add.reduce(g, axis=axes, keepdims=True) if axes else g


# ------------------------------------------------------------------------------------------------------- the operations


def _case(*operands: Any, subscripts: str) -> Any:
    return example(*operands, subscripts=subscripts)


@operation(
    formula="y = Σ x over labels",
    batched=None,
    view=True,
    examples=[
        _case((3, 4), subscripts="ij->ji"),
        _case((3, 3), subscripts="ii->i"),
        _case((3, 4, 3), subscripts="iji->"),
        _case((3, 4), subscripts="ij->i"),
        _case((2, 2, 2), subscripts="iii->i"),
        _case((0, 4), subscripts="ij->j"),
    ],
)
def relabel(x: Any, /, *, subscripts: str) -> Any:
    """Return the einsum of one operand: transposes and diagonals, which are views, and sums."""
    return np.einsum(subscripts, x)


@relabel.rule("x", formula="∂x = ∂y, repeated over the labels that were summed")
def _(g: Any, x_shape: Shape, subscripts: str) -> Any:
    return _transposed(g, 0, subscripts, (x_shape,), [])


@operation(
    formula="y = Σ x₁ · x₂ · … over labels",
    batched=None,
    examples=[
        _case((2, 3), (3, 4), subscripts="ij,jk->ik"),
        _case((3,), (4,), subscripts="i,j->ij"),
        _case((2, 3), (2, 3), subscripts="ij,ij->"),
        _case((2, 3), (4,), subscripts="ij,k->k"),
        _case((3, 3), (3, 2), subscripts="ii,ij->j"),
        _case((2, 3), (3, 4), (4, 2), subscripts="ij,jk,kl->il"),
        _case((1, 3), (2, 3), subscripts="ij,ij->i"),
        _case((1, 3), (2, 3), subscripts="ij,ij->j"),
        _case((2, 0), (0, 4), subscripts="ij,jk->ik"),
    ],
)
def contract(*xs: Any, subscripts: str, optimize: Any = True) -> Any:
    """Return the einsum of several operands; `optimize` says how NumPy finds the order of products, as in NumPy."""
    return np.einsum(subscripts, *xs, optimize=optimize)


@contract.rule("xs", formula="∂xₖ = Σ ∂y · (the other x) over labels")
def _(g: Any, xs: tuple[Any, ...], k: int, subscripts: str) -> Any:
    others = [x for i, x in enumerate(xs) if i != k]
    return _shrunk(_transposed(g, k, subscripts, tuple(x.shape for x in xs), others), xs[k].shape)


@composite(
    np.einsum,
    examples=[
        example("ij,jk", (2, 3), (3, 4)),
        example("...ij,...jk->...ik", (5, 2, 3), (3, 4)),
        example("b...,b", (2, 3), (2,)),
        example("ba", (2, 3)),
        example("ii", (3, 3)),
        example((2, 3), [0, 1], (3, 4), [1, 2], [0, 2]),
        example((2, 3), [7, 2]),
        example((5, 2, 3), [..., 0, 1], (3,), [1], [..., 0]),
        example("i,i,i->", (3,), (3,), (3,), optimize="greedy"),
        example("ij,ij->j", (2, 3), (2, 3), optimize=False),
    ],
)
def einsum(*operands: Any, dtype: Any = None, order: str = "K", casting: str = "safe", optimize: Any = True) -> Any:
    """Return products summed over labels: "ij,jk->ik" is the matrix product, y[i, k] = Σⱼ a[i, j] · b[j, k].

    operands  the labels as text and then the arrays, or each array followed by a list of its labels, and at last, if
              wanted, that of the result; ... stands for all axes that have no label
    optimize  how the order of products is found, as in NumPy; unlike there it is found if nothing is said

    Raises ShapeError where labels and shapes do not fit.

    >>> import numpy as np
    >>> einsum("ii", np.ones((2, 2))), einsum(np.ones((2, 3)), [0, 1], [1])
    (Tensor(2.), Tensor([2., 2., 2.]))
    """
    subscripts, given = _subscripts(operands)
    arrays: list[Any] = [x if isinstance(x, Value) else as_array(x) for x in given]
    arrays = arrays if dtype is None else [x.astype(dtype) for x in arrays]
    subscripts = _explicit(subscripts, [x.shape for x in arrays])
    if len(arrays) == 1:
        return relabel(arrays[0], subscripts=subscripts)
    return contract(*arrays, subscripts=subscripts, optimize=optimize)
