"""The functions of functions of HIPS autograd: `grad`, `jacobian`, `make_vjp` and their kin, with its arguments.

    >>> import numpy as np
    >>> grad(lambda w, x: np.sum(w * x), 1)(np.array([1.0, 2.0]), np.array([3.0, 4.0]))
    array([1., 2.])

For complex numbers the convention is that of HIPS autograd, the conjugate of `autograd_core`'s: grad = ∂f/∂a − i ∂f/∂b.
Results are arrays, numbers and containers of them, as there. Not here: how functions are differentiated (`transforms`,
`derivatives`).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np

import autograd_core as ag
from autograd_core.errors import DTypeError, GradientError, explain
from autograd_core.tree import tree_map
from autograd_core.values import conjugated

__all__ = [
    "checkpoint",
    "deriv",
    "elementwise_grad",
    "grad",
    "grad_and_aux",
    "grad_named",
    "hessian",
    "hessian_tensor_product",
    "hessian_vector_product",
    "holomorphic_grad",
    "jacobian",
    "make_ggnvp",
    "make_hvp",
    "make_jvp",
    "make_vjp",
    "multigrad_dict",
    "tensor_jacobian_product",
    "value_and_grad",
    "vector_jacobian_product",
]

AnyFunction = Callable[..., Any]
Argnum = int | tuple[int, ...] | list[int]


# ------------------------------------------------------------------------------------------------------------ pullbacks


def _of_arguments(fun: AnyFunction, argnum: Argnum, args: tuple[Any, ...], kwargs: Any) -> tuple[AnyFunction, Any]:
    """Return a function of the arguments `argnum` alone, and these: one, or a tuple."""
    numbers = (argnum,) if isinstance(argnum, int) else tuple(argnum)

    def of_some(chosen: Any) -> Any:
        full = list(args)
        for n, x in zip(numbers, (chosen,) if isinstance(argnum, int) else chosen, strict=True):
            full[n] = x
        return fun(*full, **kwargs)

    chosen = tuple(args[n] for n in numbers)
    return of_some, chosen[0] if isinstance(argnum, int) else chosen


def _conjugate(tree: Any) -> Any:
    """Turn gradients of one convention into those of the other."""
    return tree_map(lambda g: conjugated(g) if hasattr(g, "dtype") else g.conjugate(), tree)


def make_vjp(fun: AnyFunction, argnum: Argnum = 0) -> AnyFunction:
    """Return a function of the same arguments that gives the pullback, ḡ ↦ ḡᵀ J, and the value.

    >>> vjp, y = make_vjp(np.sin)(0.0)
    >>> vjp(2.0), y
    (2.0, 0.0)
    """

    @wraps(fun)
    def pullback_and_value(*args: Any, **kwargs: Any) -> tuple[AnyFunction, Any]:
        of_some, chosen = _of_arguments(fun, argnum, args, kwargs)
        value, pullback = ag.vjp(of_some, chosen)
        return lambda g: _conjugate(pullback(_conjugate(g))[0]), value

    return pullback_and_value


def make_jvp(fun: AnyFunction, argnum: Argnum = 0) -> AnyFunction:
    """Return a function of the same arguments that gives the pushforward, v ↦ (y, J v).

    >>> make_jvp(np.sin)(0.0)(2.0)
    (0.0, 2.0)
    """

    @wraps(fun)
    def pushforward(*args: Any, **kwargs: Any) -> AnyFunction:
        of_some, chosen = _of_arguments(fun, argnum, args, kwargs)
        return lambda v: ag.jvp(of_some, (chosen,), (v,))

    return pushforward


# --------------------------------------------------------------------------------------------------------- first order


def value_and_grad(fun: AnyFunction, argnum: Argnum = 0) -> AnyFunction:
    """Return a function that gives the scalar value and the gradient.

    >>> value_and_grad(np.exp)(0.0)
    (1.0, 1.0)

    Raises GradientError where the result is no scalar, DTypeError where it is complex.
    """

    @wraps(fun)
    def both(*args: Any, **kwargs: Any) -> tuple[Any, Any]:
        vjp, value = make_vjp(fun, argnum)(*args, **kwargs)
        if np.size(value) != 1:
            remedy = "reduce it, or use jacobian or elementwise_grad"
            raise GradientError(explain("grad needs a scalar", f"a result of shape {np.shape(value)}", remedy))
        if np.iscomplexobj(value):
            remedy = "return its real part, or use holomorphic_grad"
            raise DTypeError(explain("grad needs a real result", f"one of type {type(value).__name__}", remedy))
        return value, vjp(_ones(value))

    return both


def _ones(value: Any) -> Any:
    """Return the cotangent 1 for every element, as a plain array."""
    return tree_map(lambda y: np.ones(np.shape(y), y.dtype if hasattr(y, "dtype") else float), value)


def grad(fun: AnyFunction, argnum: Argnum = 0) -> AnyFunction:
    """Return the gradient of a scalar function with respect to argument `argnum`, or to a tuple of them.

    >>> grad(np.exp)(0.0)
    1.0

    Raises GradientError where the result is no scalar.
    """
    both = value_and_grad(fun, argnum)
    return wraps(fun)(lambda *args, **kwargs: both(*args, **kwargs)[1])


def elementwise_grad(fun: AnyFunction, argnum: Argnum = 0) -> AnyFunction:
    """Return the sum of the rows of the Jacobian in one pass: for elementwise functions the derivatives.

    >>> elementwise_grad(np.square)(np.array([1.0, 2.0]))
    array([2., 4.])

    Raises GradientError where the result is complex.
    """

    @wraps(fun)
    def sums(*args: Any, **kwargs: Any) -> Any:
        vjp, value = make_vjp(fun, argnum)(*args, **kwargs)
        if np.iscomplexobj(value):
            given = f"a result of dtype {value.dtype}"
            raise GradientError(explain("elementwise_grad needs a real result", given, "return its real part"))
        return vjp(_ones(value))

    return sums


def deriv(fun: AnyFunction, argnum: Argnum = 0) -> AnyFunction:
    """Return the derivative in forward mode, along ones.

    >>> deriv(np.square)(3.0)
    6.0
    """

    @wraps(fun)
    def derivative(*args: Any, **kwargs: Any) -> Any:
        of_some, chosen = _of_arguments(fun, argnum, args, kwargs)
        return ag.jvp(of_some, (chosen,), (_ones(chosen),))[1]

    return derivative


def jacobian(fun: AnyFunction, argnum: int = 0) -> AnyFunction:
    """Return the Jacobian, of shape y.shape + x.shape.

    >>> jacobian(np.square)(np.array([1.0, 2.0]))
    array([[2., 0.],
           [0., 4.]])
    """

    @wraps(fun)
    def rows(*args: Any, **kwargs: Any) -> Any:
        vjp, value = make_vjp(fun, argnum)(*args, **kwargs)
        basis = np.eye(np.size(value), dtype=_ones(value).dtype).reshape(-1, *np.shape(value))
        x = args[argnum]
        return np.reshape(np.stack([vjp(row) for row in basis]), np.shape(value) + np.shape(x))

    return rows


def holomorphic_grad(fun: AnyFunction, argnum: Argnum = 0) -> AnyFunction:
    """Return the complex derivative of a holomorphic function.

    >>> holomorphic_grad(np.square)(1.0j)
    2j
    """
    return grad(lambda *args, **kwargs: np.real(fun(*args, **kwargs)), argnum)


def grad_named(fun: AnyFunction, argname: str) -> AnyFunction:
    """Return the gradient with respect to the argument of a name.

    >>> grad_named(lambda x, y: x * y, "y")(2.0, 3.0)
    2.0
    """
    return grad(fun, list(inspect.signature(fun).parameters).index(argname))


def multigrad_dict(fun: AnyFunction) -> AnyFunction:
    """Return the gradients with respect to all arguments, by name.

    >>> multigrad_dict(lambda x, y: x * y)(2.0, y=3.0)
    {'x': 3.0, 'y': 2.0}
    """
    signature = inspect.signature(fun)

    def of_names(named: dict[str, Any]) -> Any:
        bound = signature.bind_partial()
        bound.arguments.update(named)
        return fun(*bound.args, **bound.kwargs)

    @wraps(fun)
    def by_name(*args: Any, **kwargs: Any) -> Any:
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        return grad(of_names)(dict(bound.arguments))

    return by_name


def grad_and_aux(fun: AnyFunction, argnum: Argnum = 0) -> AnyFunction:
    """Return the gradient of the first result, and the second result as it is.

    >>> grad_and_aux(lambda x: (x * x, "more"))(3.0)
    (6.0, 'more')
    """

    @wraps(fun)
    def both(*args: Any, **kwargs: Any) -> tuple[Any, Any]:
        seen: list[Any] = []

        def first(*inner: Any, **named: Any) -> Any:
            value, aux = fun(*inner, **named)
            seen.append(aux)
            return value

        gradient = grad(first, argnum)(*args, **kwargs)
        return gradient, tree_map(lambda x: x.array if isinstance(x, ag.Tensor) else x, seen[-1])

    return both


def checkpoint(fun: AnyFunction) -> AnyFunction:
    """Return a function that is computed once more in the backward pass instead of being kept: `ag.checkpoint`.

    >>> grad(checkpoint(np.sin))(0.0)
    1.0
    """
    return ag.checkpoint(fun)  # type: ignore[no-any-return]  # loaded when first needed


# -------------------------------------------------------------------------------------------------------- second order


def hessian(fun: AnyFunction, argnum: int = 0) -> AnyFunction:
    """Return the Hessian of a scalar function, of shape x.shape + x.shape.

    >>> hessian(lambda x: x[0] * x[1])(np.array([1.0, 2.0]))
    array([[0., 1.],
           [1., 0.]])
    """
    return jacobian(jacobian(fun, argnum), argnum)


def make_hvp(fun: AnyFunction, argnum: Argnum = 0) -> AnyFunction:
    """Return a function of the same arguments that gives the product v ↦ H v, and the gradient.

    >>> hvp, g = make_hvp(lambda x: x**3)(2.0)
    >>> hvp(1.0), g
    (12.0, 12.0)
    """
    return make_vjp(grad(fun, argnum), argnum)


def hessian_tensor_product(fun: AnyFunction, argnum: int = 0) -> AnyFunction:
    """Return the Hessian times a tensor, which is the last argument.

    >>> hessian_tensor_product(lambda x: np.sum(x**3))(np.array([1.0, 2.0]), np.array([1.0, 0.0]))
    array([6., 0.])
    """
    gradient = grad(fun, argnum)

    def dotted(*args: Any, **kwargs: Any) -> Any:
        return np.tensordot(gradient(*args[:-1], **kwargs), args[-1], np.ndim(args[-1]))

    return grad(dotted, argnum)


def tensor_jacobian_product(fun: AnyFunction, argnum: int = 0) -> AnyFunction:
    """Return a tensor, which is the last argument, times the Jacobian.

    >>> tensor_jacobian_product(np.square)(np.array([1.0, 2.0]), np.array([1.0, 10.0]))
    array([ 2., 40.])
    """

    def dotted(*args: Any, **kwargs: Any) -> Any:
        return np.tensordot(args[-1], fun(*args[:-1], **kwargs), np.ndim(args[-1]))

    return jacobian(dotted, argnum)


hessian_vector_product, vector_jacobian_product = hessian_tensor_product, tensor_jacobian_product


def _half_square(x: Any) -> Any:
    return 0.5 * np.sum(x**2, axis=-1)


def make_ggnvp(f: AnyFunction, g: AnyFunction = _half_square, f_argnum: int = 0) -> AnyFunction:
    """Return a function of the arguments of `f` that gives v ↦ Jᵀ H J v: the generalised Gauss-Newton product of g ∘ f.

    J is the Jacobian of `f`, H the Hessian of `g` at the value of `f`.

    >>> make_ggnvp(np.sin)(0.0)(2.0)
    2.0
    """

    @wraps(f)
    def product(*args: Any, **kwargs: Any) -> AnyFunction:
        of_one, x = _of_arguments(f, f_argnum, args, kwargs)
        vjp, value = make_vjp(of_one)(x)
        hvp, _ = make_hvp(g)(value)
        return lambda v: vjp(hvp(make_jvp(of_one)(x)(v)[1]))

    return product
