"""Functions of functions: `grad`, `value_and_grad`, `vjp`, `jvp`, `jacobian`, `hessian`, `hvp`.

They take a Python function on arrays and return another. Arguments may be NumPy arrays, numbers, Tensors, and nested
tuples, lists, dicts and dataclasses of these; results come back in the same form: arrays for arrays, Tensors for
Tensors. They nest to any order.

    >>> import numpy as np, autograd_core as ag
    >>> def f(x):
    ...     return np.sum(x**3)
    >>> ag.grad(f)(np.array([1.0, 2.0]))
    array([ 3., 12.])
    >>> ag.hessian(f)(np.array([1.0, 2.0]))
    array([[ 6.,  0.],
           [ 0., 12.]])
    >>> ag.grad(ag.grad(lambda x: x**3))(2.0)
    12.0

Not here: the sweep itself (`differentiate`) and the `backward` method of Tensors.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import numpy as np

from autograd_core.differentiate import dependents
from autograd_core.errors import GradientError, ShapeError, explain
from autograd_core.record import Leaf, Node, Value, is_recording
from autograd_core.runs import Run, Span, as_value, inside, is_computed
from autograd_core.tree import flatten
from autograd_core.values import make

__all__ = ["grad", "hessian", "hvp", "jacobian", "jvp", "value_and_grad", "vjp"]

AnyFunction = Callable[..., Any]
Argnums = int | Sequence[int]


def _split(
    function: AnyFunction, argnums: Argnums, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[Any, Any, Any]:
    """Return the leaves to differentiate by, a function of these alone, and what builds the form of a result."""
    numbers = (argnums,) if isinstance(argnums, int) else tuple(argnums)
    for n in numbers:
        if not -len(args) <= n < len(args):
            given = f"argnums={argnums} for a call with {len(args)} positional arguments"
            raise GradientError(
                explain("no such argument to differentiate by", given, "count positional arguments from 0")
            )
    if len({n % len(args) for n in numbers}) < len(numbers):
        raise GradientError(explain("an argument is named twice", f"argnums={argnums}", "name it once"))
    leaves, rebuild = flatten([args[n] for n in numbers])

    def call(inputs: list[Any]) -> Any:
        full = list(args)
        for n, arg in zip(numbers, rebuild(inputs), strict=True):
            full[n] = arg
        return function(*full, **kwargs)

    def form(results: list[Any]) -> Any:
        built = rebuild(results)
        return built[0] if isinstance(argnums, int) else tuple(built)

    return leaves, call, form


# --------------------------------------------------------------------------------------------------------- first order


def value_and_grad(function: AnyFunction, argnums: Argnums = 0) -> AnyFunction:
    """Return a function that gives both the scalar value of `function` and its gradient.

    The gradient has the form of argument `argnums`, or is a tuple where `argnums` is one.

    >>> import numpy as np
    >>> value_and_grad(lambda x: np.sum(x * x))(np.array([1.0, 2.0]))
    (np.float64(5.0), array([2., 4.]))

    Raises GradientError where the result is no scalar or was cut off from its inputs, DTypeError for integers.
    """

    @wraps(function)
    def value_and_gradient(*args: Any, **kwargs: Any) -> tuple[Any, Any]:
        leaves, call, form = _split(function, argnums, args, kwargs)
        run = Run(call, leaves)
        y = run.scalar("grad")
        found = run.span.pull([np.ones_like(y.array)], run.lifted)
        return run.value(y), form(run.gradients(found))

    return value_and_gradient


def grad(function: AnyFunction, argnums: Argnums = 0) -> AnyFunction:
    """Return the gradient of a scalar function, a function of the same arguments.

    >>> import numpy as np
    >>> grad(np.exp)(0.0)
    1.0
    >>> grad(lambda w: w["a"] * w["b"])({"a": 2.0, "b": 3.0})
    {'a': 3.0, 'b': 2.0}

    Raises GradientError where the result is no scalar or was cut off from its inputs, DTypeError for integers.
    """
    both = value_and_grad(function, argnums)

    @wraps(function)
    def gradient(*args: Any, **kwargs: Any) -> Any:
        return both(*args, **kwargs)[1]

    return gradient


def vjp(function: AnyFunction, *primals: Any) -> tuple[Any, AnyFunction]:
    """Return the value of `function` and its vector-Jacobian product, ḡ ↦ (ḡᵀ J₁, ḡᵀ J₂, …).

    >>> import numpy as np
    >>> y, pullback = vjp(lambda a, b: a * b, np.array([1.0, 2.0]), 3.0)
    >>> pullback(np.array([1.0, 10.0]))
    (array([ 3., 30.]), 21.0)

    Raises ShapeError where a cotangent does not have the shape of its result.
    """
    leaves, call, form = _split(function, tuple(range(len(primals))), primals, {})
    run = Run(call, [np.array(x) if isinstance(x, np.ndarray) else x for x in leaves])

    def pullback(cotangents: Any) -> Any:
        matching = _matching(run.outputs, cotangents)
        lifted = run.lifted or (is_recording() and (inside.get() or any(is_computed(g) for g in matching)))
        return form(run.gradients(run.span.pull(matching, lifted)))

    return run.rebuild([run.value(y) for y in run.outputs]), pullback


def _matching(values: list[Any], cotangents: Any) -> list[Any]:
    """Return cotangents or tangents with the dtypes of the values that they belong to."""
    leaves = flatten(cotangents)[0]
    shapes = [(g.array if isinstance(g, Value) else np.asarray(g)).shape for g in leaves]
    wanted = [y.array.shape for y in values]
    if shapes != wanted:
        given = f"shapes {', '.join(map(str, shapes))} for {', '.join(map(str, wanted))}"
        raise ShapeError(explain("a cotangent or tangent does not fit its value", given, "pass one of the same shape"))
    return [_cast(g, y.array.dtype) for y, g in zip(values, leaves, strict=True)]


def _cast(g: Any, dtype: Any) -> Any:
    if isinstance(g, Value):
        return g if g.array.dtype == dtype else g.astype(dtype)  # type: ignore[attr-defined]  # every Value is a Tensor
    return np.asarray(g, dtype)


def jvp(function: AnyFunction, primals: Sequence[Any], tangents: Sequence[Any]) -> tuple[Any, Any]:
    """Return the value of `function` and its Jacobian-vector product, J₁ v₁ + J₂ v₂ + …: forward mode.

    The pullback is linear in the cotangent, so pulling back through it is pushing forward: no second set of rules.

    >>> import numpy as np
    >>> jvp(np.sin, (0.0,), (2.0,))
    (0.0, 2.0)

    Raises ShapeError where a tangent does not have the shape of its primal.
    """
    leaves, call, _ = _split(function, tuple(range(len(primals))), tuple(primals), {})
    run = Run(call, leaves)
    vectors = _matching(run.span.inputs, list(tangents))
    lifted = run.lifted or (is_recording() and any(is_computed(v) for v in vectors))
    dummies = [make(np.ones_like(y.array), Leaf(y.array)) for y in run.outputs]
    transposed = Span(dummies, [as_value(g) for g in run.span.pull(dummies, lifted=True)])
    needed = dependents([g.node for g in transposed.outputs if isinstance(g.node, Node)], transposed.stops)
    pushed = [as_value(v) for v in transposed.pull(vectors, lifted, needed)]
    return run.rebuild([run.value(y) for y in run.outputs]), run.rebuild([run.value(v) for v in pushed])


# -------------------------------------------------------------------------------------------------------- second order


def jacobian(function: AnyFunction, argnums: Argnums = 0) -> AnyFunction:
    """Return the Jacobian of a function of arrays: J[i, j] = ∂yᵢ/∂xⱼ, of shape y.shape + x.shape.

    >>> import numpy as np
    >>> jacobian(lambda x: x * x)(np.array([1.0, 2.0]))
    array([[2., 0.],
           [0., 4.]])

    Raises GradientError where the result is not one array.
    """

    @wraps(function)
    def jacobian_of_function(*args: Any, **kwargs: Any) -> Any:
        leaves, call, form = _split(function, argnums, args, kwargs)
        run = Run(call, leaves)
        y = run.single("jacobian").array
        rows = [run.span.pull([row.reshape(y.shape)], run.lifted) for row in np.eye(y.size, dtype=y.dtype)]
        columns = zip(*rows, strict=True) if rows else [()] * len(leaves)
        return form([_stacked(column, y.shape, x) for column, x in zip(columns, leaves, strict=True)])

    return jacobian_of_function


def _stacked(rows: Sequence[Any], shape: tuple[int, ...], given: Any) -> Any:
    """Return the rows of a Jacobian as one array, of the kind of the argument."""
    rows = [make(row, None) if isinstance(given, Value) and not isinstance(row, Value) else row for row in rows]
    whole = np.stack(rows) if rows else np.zeros(0)
    whole = whole.reshape(shape + np.shape(given))
    if isinstance(whole, Value) and not isinstance(given, Value) and not whole.node:
        whole = whole.array
    return whole if isinstance(whole, Value) or whole.ndim else whole.item()


def hessian(function: AnyFunction, argnums: int = 0) -> AnyFunction:
    """Return the Hessian of a scalar function: H[i, j] = ∂²f/∂xᵢ∂xⱼ, of shape x.shape + x.shape.

    >>> import numpy as np
    >>> hessian(lambda x: x[0] * x[1] ** 2)(np.array([1.0, 2.0]))
    array([[0., 4.],
           [4., 2.]])
    """
    return jacobian(grad(function, argnums), argnums)


def hvp(function: AnyFunction, argnums: int = 0) -> AnyFunction:
    """Return the Hessian-vector product of a scalar function: (…, x, …, v) ↦ H v, without forming H.

    The vector is the last argument and has the form of argument `argnums`.

    >>> import numpy as np
    >>> hvp(lambda x: np.sum(x**3))(np.array([1.0, 2.0]), np.array([1.0, 0.0]))
    array([6., 0.])
    """
    gradient = grad(function, argnums)

    @wraps(function)
    def hessian_vector_product(*args: Any, **kwargs: Any) -> Any:
        *primals, vector = args

        def of_one(x: Any) -> Any:
            full = list(primals)
            full[argnums] = x
            return gradient(*full, **kwargs)

        return vjp(of_one, primals[argnums])[1](vector)[0]

    return hessian_vector_product
