"""Functions of functions: `grad`, `value_and_grad`, `vjp`, `jvp`.

They take a Python function on arrays and return another. Arguments may be NumPy arrays, numbers, Tensors, and nested
tuples, lists, dicts and dataclasses of these; results come back in the same form: arrays for arrays, Tensors for
Tensors. Strings, booleans and functions inside containers stay what they are. They nest to any order.

    >>> import numpy as np, autograd_core as ag
    >>> def f(x):
    ...     return np.sum(x**3)
    >>> ag.grad(f)(np.array([1.0, 2.0]))
    array([ 3., 12.])
    >>> ag.grad(ag.grad(lambda x: x**3))(2.0)
    12.0

Not here: the sweep itself (`differentiate`), the `backward` method of Tensors, Jacobians and Hessians (`derivatives`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any

import numpy as np

from autograd_core.differentiate import check_real, dependents
from autograd_core.errors import GradientError, ShapeError, explain
from autograd_core.record import Leaf, Node, Value, is_recording
from autograd_core.runs import Run, Span, as_value, inside, is_computed
from autograd_core.tree import matched, numbers_of
from autograd_core.values import as_array, conjugated, make

__all__ = ["grad", "jvp", "split_arguments", "transposed", "value_and_grad", "vjp"]

AnyFunction = Callable[..., Any]
Argnums = int | Sequence[int]


def split_arguments(
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
    leaves, filled = numbers_of([args[n] for n in numbers], depth=1)

    def call(inputs: list[Any]) -> Any:
        full = list(args)
        for n, arg in zip(numbers, filled(inputs), strict=True):
            full[n] = arg
        return function(*full, **kwargs)

    def form(results: Iterable[Any]) -> Any:
        built = filled(results)
        return built[0] if isinstance(argnums, int) else tuple(built)

    return leaves, call, form


def value_and_grad(function: AnyFunction, argnums: Argnums = 0, *, holomorphic: bool = False) -> AnyFunction:
    """Return a function that gives both the scalar value of `function` and its gradient.

    The gradient has the form of argument `argnums`, or is a tuple where `argnums` is one. For a complex argument
    z = a + ib it is ∂f/∂a + i ∂f/∂b, the direction of steepest ascent of the real f; with `holomorphic`, for a complex
    f, it is the derivative f′(z).

    >>> import numpy as np
    >>> value_and_grad(lambda x: np.sum(x * x))(np.array([1.0, 2.0]))
    (np.float64(5.0), array([2., 4.]))
    >>> value_and_grad(lambda z: abs(z) ** 2)(3.0 + 4.0j)
    (25.0, (6+8j))

    Raises GradientError where the result is no scalar or was cut off from its inputs, DTypeError for integers, for a
    complex result unless `holomorphic`, and for real numbers with it.
    """

    @wraps(function)
    def value_and_gradient(*args: Any, **kwargs: Any) -> tuple[Any, Any]:
        leaves, call, form = split_arguments(function, argnums, args, kwargs)
        run = Run(call, leaves)
        y = run.scalar("grad", holomorphic=holomorphic)
        found = run.span.pull([np.ones_like(y.array)], run.lifted)
        return run.value(y), form(run.gradients(found if holomorphic else map(conjugated, found)))

    return value_and_gradient


def grad(function: AnyFunction, argnums: Argnums = 0, *, holomorphic: bool = False) -> AnyFunction:
    """Return the gradient of a scalar function, a function of the same arguments; see `value_and_grad`.

    >>> import numpy as np
    >>> grad(np.exp)(0.0)
    1.0
    >>> grad(lambda w: w["a"] * w["b"])({"a": 2.0, "b": 3.0})
    {'a': 3.0, 'b': 2.0}
    >>> grad(lambda z: z**3, holomorphic=True)(1j)
    (-3+0j)

    Raises the errors of `value_and_grad`.
    """
    both = value_and_grad(function, argnums, holomorphic=holomorphic)

    @wraps(function)
    def gradient(*args: Any, **kwargs: Any) -> Any:
        return both(*args, **kwargs)[1]

    return gradient


def vjp(function: AnyFunction, *primals: Any) -> tuple[Any, AnyFunction]:
    """Return the value of `function` and its vector-Jacobian product, ḡ ↦ (ḡᵀ J₁, ḡᵀ J₂, …).

    For complex numbers ḡ ↦ Jᴴ ḡ: the gradient of a real function of the result becomes that of the arguments.

    >>> import numpy as np
    >>> y, pullback = vjp(lambda a, b: a * b, np.array([1.0, 2.0]), 3.0)
    >>> pullback(np.array([1.0, 10.0]))
    (array([ 3., 30.]), 21.0)

    Raises ShapeError where a cotangent does not have the shape of its result.
    """
    leaves, call, form = split_arguments(function, tuple(range(len(primals))), primals, {})
    run = Run(call, [x.copy("K") if isinstance(x, np.ndarray) else x for x in leaves])

    def pullback(cotangents: Any) -> Any:
        matching = [conjugated(g) for g in _matching(run, run.outputs, matched(run.result, cotangents, "a cotangent"))]
        lifted = run.lifted or (is_recording() and (inside.get() or any(is_computed(g) for g in matching)))
        return form(run.gradients(map(conjugated, run.span.pull(matching, lifted))))

    return run.rebuild([run.value(y) for y in run.outputs]), pullback


def _matching(run: Run, values: list[Any], leaves: list[Any]) -> list[Any]:
    """Return cotangents or tangents as the record holds them: with the dtypes of the values that they belong to.

    Raises ShapeError where shapes differ, DTypeError where one is complex and its value is not.
    """
    leaves = [g if isinstance(g, Value) else as_array(g) for g in leaves]
    shapes = [g.array.shape if isinstance(g, Value) else g.shape for g in leaves]
    wanted = [run.shape(y) for y in values]
    if shapes != wanted:
        given = f"shapes {', '.join(map(str, shapes))} for {', '.join(map(str, wanted))}"
        raise ShapeError(explain("a cotangent or tangent does not fit its value", given, "pass one of the same shape"))
    for y, g in zip(values, leaves, strict=True):
        check_real(g.dtype, y.array.dtype, "a cotangent or tangent")
    return [run.lowered(_cast(g, y.array.dtype)) for y, g in zip(values, leaves, strict=True)]


def _cast(g: Any, dtype: Any) -> Any:
    if isinstance(g, Value):
        return g if g.array.dtype == dtype else g.astype(dtype)  # type: ignore[attr-defined]  # every Value is a Tensor
    return g if g.dtype == dtype else g.astype(dtype)


def jvp(function: AnyFunction, primals: Sequence[Any], tangents: Sequence[Any]) -> tuple[Any, Any]:
    """Return the value of `function` and its Jacobian-vector product, J₁ v₁ + J₂ v₂ + …: forward mode.

    The pullback is linear in the cotangent, so pulling back through it is pushing forward: no second set of rules.

    >>> import numpy as np
    >>> jvp(np.sin, (0.0,), (2.0,))
    (0.0, 2.0)

    Raises ShapeError where a tangent does not have the shape of its primal.
    """
    leaves, call, _ = split_arguments(function, tuple(range(len(primals))), tuple(primals), {})
    run = Run(call, leaves)
    vectors = _matching(run, run.span.inputs, matched(list(primals), list(tangents), "a tangent", depth=1))
    lifted = run.lifted or (is_recording() and any(is_computed(v) for v in vectors))
    span, needed = transposed(run)
    pushed = [as_value(v) for v in span.pull(vectors, lifted, needed)]
    return run.rebuild([run.value(y) for y in run.outputs]), run.rebuild([run.value(v) for v in pushed])


def transposed(run: Run) -> tuple[Span, set[Node]]:
    """Return the record of the pullback of a run, and the nodes that a sweep back through it has to visit."""
    dummies = [make(np.ones_like(y.array), Leaf(y.array)) for y in run.outputs]
    span = Span(dummies, [as_value(g) for g in run.span.pull(dummies, lifted=True)])
    return span, dependents([g.node for g in span.outputs if isinstance(g.node, Node)], span.stops)
