"""How an operation is applied to many examples at once: where their axis, which stands first, goes.

Each rule calls the same operation again, on the whole: of an elementwise operation with axes of length 1 between, so
that the axes of one example stay aligned; of a reduction with its axis moved on by one. An operation without a rule is
applied to one example after the other, which is always right.

    >>> import numpy as np
    >>> from autograd_core.ops.reducers import sum
    >>> apply(Call(sum, [np.ones((2, 3, 4))], [True], {"axis": 0, "keepdims": False}, 2)).shape
    (2, 4)

Not here: the values that have such an axis (`batching`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from autograd_core.operation import Operation
from autograd_core.ops.indexing import HOLE
from autograd_core.ops.joining import stack
from autograd_core.ops.labelled import LETTERS
from autograd_core.ops.movement import broadcast_to, reshape, transpose
from autograd_core.values import as_operand

__all__ = ["RULES", "Call", "apply"]


class Call(NamedTuple):
    """An operation with operands of which some, the mapped ones, hold all examples along a first axis."""

    operation: Operation
    xs: list[Any]
    mapped: list[bool]
    params: Mapping[str, Any]
    size: int

    def ndim(self, i: int) -> int:
        """Return how many axes one example of an operand has."""
        return np.ndim(self.xs[i]) - self.mapped[i]

    def shape(self, i: int) -> tuple[int, ...]:
        """Return the shape of one example of an operand."""
        return np.shape(self.xs[i])[1:] if self.mapped[i] else np.shape(self.xs[i])

    def whole(self, i: int, ndim: int = 0) -> Any:
        """Return all examples of an operand along a first axis, each with axes of length 1 put before if it has fewer.

        The first axis has length 1 where all examples are the same.
        """
        shape = self.shape(i)
        if self.mapped[i] and ndim <= len(shape):
            return self.xs[i]
        first = self.size if self.mapped[i] else 1
        return reshape(as_operand(self.xs[i]), (first, *(1,) * (ndim - len(shape)), *shape))

    def repeated(self, i: int) -> Any:
        """Return all examples of an operand along a first axis, repeated where all are the same."""
        if self.mapped[i]:
            return self.xs[i]
        x = as_operand(self.xs[i])
        return broadcast_to(x, (self.size, *x.shape))

    def on(self, *xs: Any, **params: Any) -> Any:
        """Apply the operation to other operands, and with some parameters changed."""
        return self.operation(*xs, **{**self.params, **params})


Rule = Callable[[Call], Any]


def apply(call: Call) -> Any:
    """Apply an operation to all examples; return the result, or results, with the examples along a first axis."""
    operation = call.operation
    if not operation.__module__.startswith("autograd_core."):
        return one_by_one(call)  # what somebody else says of his own operation nobody has tested
    rule = RULES.get(operation.name) or (one_by_one if operation.batched is None else _side_by_side)
    return rule(call)


def one_by_one(call: Call) -> Any:
    """Apply the operation to one example after the other."""
    each = [
        call.on(*[x[i] if mapped else x for x, mapped in zip(call.xs, call.mapped, strict=True)])
        for i in range(call.size)
    ]
    return tuple(map(stack, zip(*each, strict=True))) if isinstance(each[0], tuple) else stack(each)


def _side_by_side(call: Call) -> Any:
    """Apply an operation that broadcasts all but the last axes, `batched` of them, of each operand."""
    if any(np.ndim(value) for value in call.params.values()):
        return one_by_one(call)  # a parameter that is an array would have to be aligned, too
    ndims = [call.ndim(i) for i in range(len(call.xs))]
    if min(ndims) < (call.operation.batched or 0):
        return one_by_one(call)  # which finds words for the mistake
    return call.on(*[call.whole(i, max(ndims)) if call.mapped[i] else x for i, x in enumerate(call.xs)])


def _matmul(call: Call) -> Any:
    """Multiply; many vectors by one matrix or vector in one product of matrices."""
    (a, b), (left, right) = call.xs, (call.ndim(0), call.ndim(1))
    if not call.mapped[0] and right == 1 and left in (1, 2):
        return call.on(b, transpose(as_operand(a)))
    if not call.mapped[1] and left == 1 and right in (1, 2):
        return call.on(a, b)
    a = as_operand(a)[..., None, :] if left == 1 else a
    b = as_operand(b)[..., None] if right == 1 else b
    y = _side_by_side(call._replace(xs=[a, b]))
    y = y[..., 0] if right == 1 else y
    return y[..., 0] if left == right == 1 else y[..., 0, :] if left == 1 else y


# ------------------------------------------------------------------------------------------------------- along an axis


def _shifted(axis: Any, ndim: int) -> Any:
    """Return the axis, or axes, of one example as those of all."""
    if axis is None:
        return tuple(range(1, ndim + 1))
    return tuple([i % ndim + 1 for i in axis]) if isinstance(axis, tuple) else axis % ndim + 1


def _along(call: Call) -> Any:
    """Apply an operation along an axis, all operands having the same axes."""
    ndim, axis = call.ndim(0), call.params["axis"]
    given = axis if isinstance(axis, tuple) else () if axis is None else (axis,)
    if not all(-ndim <= i < ndim for i in given):
        return one_by_one(call)  # a single number, which NumPy reduces along axis 0, or a mistake
    return call.on(*map(call.repeated, range(len(call.xs))), axis=_shifted(axis, ndim))


def _repeated(call: Call) -> Any:
    """Apply an operation along the last axis."""
    return call.on(*map(call.repeated, range(len(call.xs))))


# ------------------------------------------------------------------------------------------------------------ movement


def _reshape(call: Call) -> Any:
    shape = call.params["shape"]
    shape = tuple(shape) if np.iterable(shape) else (shape,)
    if call.params["order"] != "C":
        return one_by_one(call)
    if -1 in shape:  # found from one example, for there may be none of all
        shape = np.empty(call.shape(0), bool).reshape(shape).shape
    return call.on(call.xs[0], shape=(call.size, *shape))


def _transpose(call: Call) -> Any:
    ndim, axes = call.ndim(0), call.params["axes"]
    axes = range(ndim)[::-1] if axes is None else axes
    return call.on(call.xs[0], axes=(0, *_shifted(tuple(axes), ndim)))


def _broadcast_to(call: Call) -> Any:
    shape = call.params["shape"]
    shape = tuple(shape) if np.iterable(shape) else (shape,)
    return call.on(call.whole(0, len(shape)), shape=(call.size, *shape))


def _diagonal(call: Call) -> Any:
    axis1, axis2 = _shifted((call.params["axis1"], call.params["axis2"]), call.ndim(0))
    return call.on(call.xs[0], axis1=axis1, axis2=axis2)


def _einsum(call: Call) -> Any:
    terms, _, output = call.params["subscripts"].partition("->")
    free = next((letter for letter in LETTERS if letter not in terms), None)
    if free is None:
        return one_by_one(call)
    named = [free * mapped + term for term, mapped in zip(terms.split(","), call.mapped, strict=True)]
    return call.on(*call.xs, subscripts=f"{','.join(named)}->{free}{output}")


# ------------------------------------------------------------------------------------------------------------- indexing


def _key(template: Any) -> tuple[Any, ...]:
    return template if isinstance(template, tuple) else (template,)


def _stays_in_place(template: tuple[Any, ...]) -> bool:
    """Whether the axes of arrays in an index come where the arrays stand: where these stand side by side."""
    if HOLE not in template:
        return True
    places = [i for i, part in enumerate(template) if part is HOLE or isinstance(part, int)]
    return places == list(range(places[0], places[-1] + 1))


def _index(call: Call, count: int, **params: Any) -> Any:
    """Apply an operation with an index, the first `count` operands being what is read or written."""
    template = _key(call.params["template"])
    if any(call.mapped[count:]):
        return _index_by_example(call, count, template, **params)
    if not _stays_in_place(template):
        return one_by_one(call)
    return call.on(*map(call.repeated, range(count)), *call.xs[count:], template=(slice(None), *template), **params)


def _index_by_example(call: Call, count: int, template: tuple[Any, ...], **params: Any) -> Any:
    """Apply it with an index that differs between examples: it has one more array, the number of the example."""
    arrays = range(count, len(call.xs))
    plain = all(part is HOLE for part in template[: len(arrays)])
    if not plain or any(as_operand(call.xs[i]).dtype == bool for i in arrays):
        return one_by_one(call)
    ndim = max(call.ndim(i) for i in arrays)
    numbers = np.arange(call.size).reshape((call.size, *(1,) * ndim))
    wide = [call.whole(i, ndim) for i in arrays]
    return call.on(*map(call.repeated, range(count)), numbers, *wide, template=(HOLE, *template), **params)


def _read(call: Call) -> Any:
    return _index(call, 1)


def _scatter(call: Call) -> Any:
    return _index(call, 1, shape=(call.size, *call.params["shape"]))


def _assemble(call: Call) -> Any:
    templates = tuple([(slice(None), *_key(template)) for template in call.params["templates"]])
    shape = (call.size, *call.params["shape"])
    return call.on(*map(call.repeated, range(len(call.xs))), shape=shape, templates=templates)


def _setitem(call: Call) -> Any:
    key = _key(call.params["template"])
    if call.mapped[1] or any(call.mapped[2:]) or not call.mapped[0] or call.ndim(1) or not _stays_in_place(key):
        return one_by_one(call)
    return call.on(*call.xs, template=(slice(None), *key))


ALONG = "concatenate cummax cummin cumprod cumsum euclidean_norm log_softmax logcumsumexp logsumexp max mean min prod"
ALONG += " softmax softmax_cross_entropy sort std sum var"
RULES: dict[str, Rule] = dict.fromkeys(ALONG.split(), _along)
"""Where the axis of the examples goes, by the name of the operation; one that broadcasts needs no rule of its own."""
RULES |= {"broadcast_to": _broadcast_to, "contract": _einsum, "diagonal": _diagonal, "gather": _read, "getitem": _read}
RULES |= {"assemble": _assemble, "imag": _repeated, "matmul": _matmul, "real": _repeated}
RULES |= {"recurrence": _repeated, "relabel": _einsum, "reshape": _reshape, "scatter": _scatter, "setitem": _setitem}
RULES |= {"sparse_softmax_cross_entropy": _repeated, "transpose": _transpose}
