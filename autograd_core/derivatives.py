"""Jacobians, Hessians and derivatives of any order: `jacobian`, `hessian`, `hvp`, `derivative`, `elementwise_grad`.

A Jacobian is found row by row in reverse mode, or column by column in forward mode, whichever are fewer; all rows, or
columns, travel through one sweep side by side, as examples of a `vmap`.

    >>> import numpy as np, autograd_core as ag
    >>> ag.jacobian(lambda x: x[0] * x)(np.array([1.0, 2.0]))
    array([[2., 0.],
           [2., 1.]])
    >>> ag.derivative(lambda x: x**5, order=4)(1.0)
    120.0

Not here: gradients and products with Jacobians (`transforms`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from math import prod
from typing import Any

import numpy as np

from autograd_core.batching import Batched, Level, Loop, at_work, whole
from autograd_core.differentiate import has_nan
from autograd_core.errors import ConfigurationError, GradientError, explain
from autograd_core.ops.joining import concatenate, stack
from autograd_core.ops.movement import moveaxis, reshape
from autograd_core.ops.reduction import sum as total_of
from autograd_core.record import Leaf, Value
from autograd_core.runs import Run, Span, as_value
from autograd_core.shapes import pieces
from autograd_core.transforms import grad, split_arguments, transposed, vjp
from autograd_core.values import conjugated, make

__all__ = ["derivative", "elementwise_grad", "hessian", "hvp", "jacobian"]

AnyFunction = Callable[..., Any]
Argnums = int | Sequence[int]

AT_ONCE = 2**22
"""How many numbers the cotangents of one array of the record may have, of all rows that travel side by side."""

LEAST = 4
"""How many rows are worth their way side by side."""


# ------------------------------------------------------------------------------------------------------------ Jacobians


def jacobian(function: AnyFunction, argnums: Argnums = 0, *, holomorphic: bool = False) -> AnyFunction:
    """Return the Jacobian of a function of arrays: J[i, j] = ∂yᵢ/∂xⱼ, of shape y.shape + x.shape.

    Of a function that returns a container it is the same container of Jacobians, each with the form of the argument.

    >>> import numpy as np
    >>> jacobian(lambda x: x * x)(np.array([1.0, 2.0]))
    array([[2., 0.],
           [0., 4.]])
    >>> jacobian(lambda x: {"twice": 2 * x, "sum": np.sum(x)})(np.array([1.0, 2.0]))["sum"]
    array([1., 1.])
    >>> jacobian(lambda t: np.exp(1j * t))(0.0)
    1j

    A complex y of real arguments has a complex Jacobian. For complex arguments a row is the gradient of a real yᵢ; with
    `holomorphic` J holds complex derivatives.

    Raises GradientError where there is no result, DTypeError for a complex one of complex arguments unless
    `holomorphic`.
    """

    @wraps(function)
    def jacobian_of_function(*args: Any, **kwargs: Any) -> Any:
        leaves, call, form = split_arguments(function, argnums, args, kwargs)
        run = Run(call, leaves)
        _check(run, holomorphic=holomorphic)
        blocks = _by_columns(run) if _has_fewer_columns(run, holomorphic=holomorphic) else _by_rows(run, holomorphic)
        return run.rebuild([form([_formed(b, x) for b, x in zip(row, leaves, strict=True)]) for row in blocks])

    return jacobian_of_function


def _check(run: Run, *, holomorphic: bool) -> None:
    if not run.outputs:
        run.single("jacobian")  # finds words
    for y in run.outputs:
        if holomorphic or _is_complex(*run.span.inputs):
            run.require_field(y, "jacobian", holomorphic=holomorphic)


def _is_complex(*values: Any) -> bool:
    return any(x.array.dtype.kind == "c" for x in values)


def _has_fewer_columns(run: Run, *, holomorphic: bool) -> bool:
    """Whether forward mode needs fewer sweeps: not of a real function of complex numbers, whose rows are gradients."""
    if not holomorphic and _is_complex(*run.span.inputs):
        return False
    rows = sum(_sizes(run, run.outputs)) * (2 if _is_complex(*run.outputs) and not holomorphic else 1)
    return sum(_sizes(run, run.span.inputs)) < rows


def _sizes(run: Run, values: list[Any]) -> list[int]:
    return [prod(run.shape(x)) for x in values]


def _by_rows(run: Run, holomorphic: bool) -> list[list[Any]]:
    """Return the Jacobian of each output by each input, found in reverse mode."""
    rows = _pulled(run, run.span, run.lifted)
    if not holomorphic and _is_complex(*run.outputs):  # of real inputs: ∂(Re y) + i ∂(Im y)
        rows = [real + 1j * imag for real, imag in zip(rows, _pulled(run, run.span, run.lifted, -1j), strict=True)]
    elif not holomorphic:
        rows = list(map(conjugated, rows))
    parts = [_parts(run, x, run.outputs) for x in rows]
    return [
        [reshape(part[k], run.shape(y) + run.shape(x)) for part, x in zip(parts, run.span.inputs, strict=True)]
        for k, y in enumerate(run.outputs)
    ]


def _by_columns(run: Run) -> list[list[Any]]:
    """Return the Jacobian of each output by each input, found in forward mode."""
    span, needed = transposed(run)
    columns = _pulled(run, span, run.lifted, needed=needed)
    parts = [_parts(run, y, run.span.inputs) for y in columns]
    return [
        [
            reshape(moveaxis(part, 0, -1), run.shape(y) + run.shape(x))
            for part, x in zip(parts[k], run.span.inputs, strict=True)
        ]
        for k, y in enumerate(run.outputs)
    ]


def _parts(run: Run, rows: Any, values: list[Any]) -> list[Any]:
    """Return the rows that belong to each of some values."""
    return [rows[part] for part in pieces(_sizes(run, values))]


def _pulled(run: Run, span: Span, lifted: bool, factor: Any = 1, needed: Any = None) -> list[Any]:
    """Return the cotangents of the inputs of a span for each entry of its outputs, along a first axis."""
    sizes = _sizes(run, span.outputs)
    at_once = max(1, AT_ONCE // max(1, span.widest()))
    found = []
    for start in range(0, sum(sizes), at_once):
        rows = np.eye(min(at_once, sum(sizes) - start), sum(sizes), start) * factor
        columns = np.split(rows, np.cumsum(sizes)[:-1], axis=1)
        seeds = [_seeds(run, c, y) for c, y in zip(columns, span.outputs, strict=True)]
        found.append(_side_by_side(span, seeds, lifted, needed) or _one_by_one(span, seeds, lifted, needed))
    if not found:
        return [make(np.zeros((0, *run.shape(x)), x.array.dtype), None) for x in span.inputs]
    return [
        run.shown_behind(concatenate(chunks) if len(found) > 1 else chunks[0]) for chunks in zip(*found, strict=True)
    ]


def _seeds(run: Run, rows: Any, y: Any) -> Any:
    """Return rows of an identity as cotangents of a value, one after the other; the same for all examples of a vmap."""
    shape, whole = run.shape(y), y.array.shape
    lead = len(whole) - len(shape)
    return np.broadcast_to(rows.astype(y.array.dtype).reshape((len(rows), *(1,) * lead, *shape)), (len(rows), *whole))


def _side_by_side(span: Span, seeds: list[Any], lifted: bool, needed: Any) -> list[Any] | None:
    """Return what one sweep gives for all seeds together; None where each has to go alone, for whatever reason."""
    level = Level(len(seeds[0]))
    if level.size < LEAST:
        return None
    given = [Batched(level, make(seed, None)) for seed in seeds]
    try:
        with at_work(level):
            found = [whole(level, g) for g in span.pull_quickly(given, lifted, needed)]
    except Loop as loop:
        if loop.level is not level:
            raise
        return None
    except Exception:  # noqa: BLE001  # whatever it is, a seed that goes alone meets it again
        return None
    fits = all(Leaf(x.array).fits(g[0]) for x, g in zip(span.inputs, found, strict=True))
    return found if fits and not any(has_nan(g) for g in found) else None


def _one_by_one(span: Span, seeds: list[Any], lifted: bool, needed: Any) -> list[Any]:
    rows = [[as_value(g) for g in span.pull(list(row), lifted, needed)] for row in zip(*seeds, strict=True)]
    return [stack(column) for column in zip(*rows, strict=True)]


def _formed(block: Any, given: Any) -> Any:
    """Return a block of a Jacobian in the form of the argument."""
    if isinstance(given, Value) or block.node or block.is_mapped:
        return block
    return block.array if block.ndim or type(block.array) is not np.ndarray else block.array.item()


def hessian(function: AnyFunction, argnums: Argnums = 0, *, holomorphic: bool = False) -> AnyFunction:
    """Return the Hessian of a scalar function: H[i, j] = ∂²f/∂xᵢ∂xⱼ, of shape x.shape + x.shape.

    For a container, or several arguments, it is a container of containers: one row for each leaf.

    >>> import numpy as np
    >>> hessian(lambda x: x[0] * x[1] ** 2)(np.array([1.0, 2.0]))
    array([[0., 4.],
           [4., 2.]])
    >>> hessian(lambda a, b: a * b**2, (0, 1))(1.0, 2.0)
    ((0.0, 4.0), (4.0, 2.0))

    Raises the errors of `grad`.
    """
    return jacobian(grad(function, argnums, holomorphic=holomorphic), argnums, holomorphic=holomorphic)


def hvp(function: AnyFunction, argnums: int = 0) -> AnyFunction:
    """Return the Hessian-vector product of a scalar function: (…, x, …, v) ↦ H v, without forming H.

    The vector is the last argument and has the form of argument `argnums`.

    >>> import numpy as np
    >>> hvp(lambda x: np.sum(x**3))(np.array([1.0, 2.0]), np.array([1.0, 0.0]))
    array([6., 0.])

    Raises ShapeError where the vector does not have the form of the argument, GradientError where it or the argument is
    missing, and the errors of `grad`.
    """
    gradient = grad(function, argnums)

    @wraps(function)
    def hessian_vector_product(*args: Any, **kwargs: Any) -> Any:
        if not 1 - len(args) <= argnums < len(args) - 1:
            given = f"argnums={argnums} for a call with {len(args)} positional arguments"
            remedy = "pass the arguments of the function by position, and the vector after them"
            raise GradientError(explain("no such argument, or no vector", given, remedy))
        *primals, vector = args

        def of_one(x: Any) -> Any:
            full = list(primals)
            full[argnums] = x
            return gradient(*full, **kwargs)

        return vjp(of_one, primals[argnums])[1](vector)[0]

    return hessian_vector_product


# -------------------------------------------------------------------------------------------- functions of each element


def elementwise_grad(function: AnyFunction, argnums: Argnums = 0, *, holomorphic: bool = False) -> AnyFunction:
    """Return the derivative of a function that acts on each element of an array alone: f′(xᵢ), of the shape of x.

    It is the gradient of the sum of the results, which is the same where no element has a part in another's result.

    >>> import numpy as np
    >>> elementwise_grad(np.square)(np.array([1.0, 2.0, 3.0]))
    array([2., 4., 6.])

    Raises the errors of `grad`.
    """

    @wraps(function)
    def total(*args: Any, **kwargs: Any) -> Any:
        return total_of(function(*args, **kwargs))

    return grad(total, argnums, holomorphic=holomorphic)


def derivative(function: AnyFunction, argnums: int = 0, *, order: int = 1) -> AnyFunction:
    """Return a derivative of a function that acts on each element of an array alone: f⁽ⁿ⁾(xᵢ), of the shape of x.

    The work grows about threefold with each order.

    >>> derivative(lambda x: x**5, order=3)(2.0)
    240.0

    Raises ConfigurationError where `order` is no natural number, and the errors of `grad`.
    """
    if order != int(order) or order < 0:
        raise ConfigurationError(explain("there is no such derivative", f"order={order!r}", "pass 0, 1, 2, …"))
    for _ in range(int(order)):
        function = elementwise_grad(function, argnums)
    return function
