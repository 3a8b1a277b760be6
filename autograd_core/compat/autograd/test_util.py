"""Checking gradients by finite differences, with the arguments of HIPS autograd.

    >>> import numpy as np
    >>> check_grads(np.tanh, modes=["rev"], order=2)(np.array([0.5, 1.0]))

Not here: error bounds; tolerances are guessed, as there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

import numpy as np

from autograd_core import tree
from autograd_core.compat.autograd.differential_operators import Argnum, _of_arguments, make_jvp, make_vjp
from autograd_core.compat.autograd.misc.flatten import flatten

__all__ = ["check_equivalent", "check_grads", "combo_check", "scalar_close"]

STEP = 1e-6
TOLERANCE = 1e-6  # absolute or relative, as there
"""What HIPS autograd takes."""


def check_grads(
    f: Callable[..., Any], argnum: Argnum = 0, modes: Sequence[str] = ("fwd", "rev"), order: int = 2
) -> Callable[..., None]:
    """Return a function of the arguments of `f` that raises AssertionError where derivatives up to `order` are wrong.

    >>> check_grads(lambda x: x**3, modes=["fwd"], order=1)(2.0)
    """

    def check(*args: Any, **kwargs: Any) -> None:
        of_some, chosen = _of_arguments(f, argnum, args, kwargs)
        for mode in modes:
            (_check_pushforward if mode == "fwd" else _check_pullback)(of_some, chosen, tuple(modes), order)

    return check


def _random_like(like: Any) -> Any:
    """Return random numbers in the form of nested containers; complex ones for complex numbers."""
    vector, unflatten = flatten(like)
    rng = np.random.default_rng(0)
    return unflatten(rng.standard_normal(vector.shape) + 1j * rng.standard_normal(vector.shape))


def _numerical(f: Callable[[Any], Any], x: Any, v: Any) -> Any:
    """Return the central difference of `f` along `v`, as a vector."""
    (x, unflatten), (v, _) = flatten(x), flatten(v)
    ends = [flatten(f(unflatten(x + sign * STEP / 2 * v)))[0] for sign in (1, -1)]
    return (ends[0] - ends[1]) / STEP


def _check_pushforward(f: Callable[[Any], Any], x: Any, modes: tuple[str, ...], order: int) -> None:
    v = _random_like(x)
    pushed = flatten(make_jvp(f)(x)(v)[1])[0]
    weights = np.random.default_rng(1).standard_normal(pushed.shape)
    _compare("forward mode", f, np.real(weights @ pushed), np.real(weights @ _numerical(f, x, v)))
    if order > 1:
        check_grads(lambda x, v: make_jvp(f)(x)(v)[1], (0, 1), modes, order - 1)(x, v)


def _check_pullback(f: Callable[[Any], Any], x: Any, modes: tuple[str, ...], order: int) -> None:
    vjp, value = make_vjp(f)(x)
    v, g = _random_like(x), _random_like(value)
    exact = np.real(flatten(vjp(g))[0] @ flatten(v)[0])
    _compare("reverse mode", f, exact, np.real(flatten(g)[0] @ _numerical(f, x, v)))
    if order > 1:
        check_grads(lambda x, g: make_vjp(f)(x)[0](g), (0, 1), modes, order - 1)(x, g)


def _compare(mode: str, f: Any, exact: Any, numerical: Any) -> None:
    if not scalar_close(exact, numerical):
        name = getattr(f, "__name__", "f")
        message = f"{mode} of {name}: analytic {exact!r}, numerical {numerical!r}"
        raise AssertionError(message)


def scalar_close(a: Any, b: Any) -> bool:
    """Return whether two numbers differ by less than 10⁻⁶, absolutely or relatively.

    >>> scalar_close(1.0, 1.0 + 1e-8)
    True
    """
    return bool(abs(a - b) < TOLERANCE or abs(a - b) / abs(a + b) < TOLERANCE)


def check_equivalent(x: Any, y: Any) -> None:
    """Raise AssertionError unless two values have the same form and close numbers.

    >>> check_equivalent([1.0, np.ones(2)], [1.0, np.ones(2)])
    """
    (a, _), (b, _) = tree.flatten(x), tree.flatten(y)
    assert [np.shape(leaf) for leaf in a] == [np.shape(leaf) for leaf in b], f"forms differ:\nx: {x}\ny: {y}"
    weights = tree.flatten(_random_like(x))[0]
    left, right = (sum(np.sum(np.real(w * leaf)) for w, leaf in zip(weights, leaves, strict=True)) for leaves in (a, b))
    assert scalar_close(left, right), f"values differ:\nx: {x}\ny: {y}"


def combo_check(fun: Callable[..., Any], *args: Any, **kwargs: Any) -> Callable[..., None]:
    """Return a function that checks all combinations of the lists of arguments that it is given.

    >>> combo_check(np.sum, modes=["rev"], order=1)([np.ones((2, 2))], axis=[0, 1])
    """

    def check(*choices: Any, **named: Any) -> None:
        for chosen in product(*choices):
            for options in product(*named.values()):
                check_grads(fun, *args, **kwargs)(*chosen, **dict(zip(named, options, strict=True)))

    return check
