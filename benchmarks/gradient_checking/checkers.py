"""Who checks: ours and the peers, each with its default settings, given a function of NumPy with its gradient.

    >>> import numpy as np
    >>> CHECKERS["complex step"].check(lambda x: (x**2).sum(), lambda x: 2 * x, (np.ones(3),))
    (<Outcome.PASS: '.'>, '')

The gradient is handed over as users of each library write their own rules: `torch.autograd.Function`, `jax.custom_vjp`,
autograd's `primitive`. All of them call the function in NumPy. Modes that a rule for the backward pass does not have
are left out (`modes=["rev"]`). Where a library has no default for a number, the one that its documentation uses is
taken.

Not here: what is checked (`functions`), and counting (`measuring`).
"""

# ruff: noqa: PLC0415 - the peers are optional packages, and each is imported only where it is needed

from __future__ import annotations

import enum
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.gradient_checking.case import Function
from benchmarks.gradient_checking.flattening import Flat, as_tuple

__all__ = ["CHECKERS", "Checker", "Outcome"]

Arguments = tuple[Any, ...]


class Outcome(enum.Enum):
    """What a checker says of a gradient; the value is its letter in the records."""

    PASS = "."  # noqa: S105 - no password
    ALARM = "A"
    ABSTAIN = "?"
    ERROR = "E"
    """It stops with an error that says nothing of the gradient."""


@dataclass(frozen=True)
class Checker:
    """One checker: its name in tables, the peer that it belongs to, and how it judges."""

    label: str
    peer: str
    judge: Callable[[Function, Function, Arguments], Outcome]

    def check(self, f: Function, gradient: Function, args: Arguments) -> tuple[Outcome, str]:
        """Return what it says, and the error that it stops with, which is an outcome as well."""
        try:
            with seeded(), warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                return self.judge(f, gradient, args), ""
        except Exception as error:  # noqa: BLE001 - whatever a library raises is what its user gets
            return Outcome.ERROR, " ".join(f"{type(error).__name__}: {error}".split())[:200]


@contextmanager
def seeded() -> Iterator[None]:
    """Let every check draw the same: autograd and SciPy draw from NumPy's global state, which is put back."""
    before = np.random.get_state()  # noqa: NPY002 - theirs
    np.random.seed(0)  # noqa: NPY002 - theirs
    try:
        yield
    finally:
        np.random.set_state(before)  # noqa: NPY002 - theirs


def verdict(is_right: bool) -> Outcome:
    """Return the outcome of a checker that knows only two."""
    return Outcome.PASS if is_right else Outcome.ALARM


def pulled_back(cotangent: Any, gradient: Any) -> Arguments:
    """Return the cotangent times the Jacobian of each argument."""
    return tuple(np.tensordot(cotangent, g, np.ndim(cotangent)) for g in as_tuple(gradient))


def ours(f: Function, gradient: Function, args: Arguments) -> Outcome:
    """Check with `autograd_core.testing.check_gradients`."""
    from autograd_core.testing import check_gradients

    outcomes = {"pass": Outcome.PASS, "fail": Outcome.ALARM}
    return outcomes.get(check_gradients(f, *args, gradient=gradient, raises=False).verdict, Outcome.ABSTAIN)


def torch_gradcheck(*, fast_mode: bool) -> Callable[[Function, Function, Arguments], Outcome]:
    """Return the check of `torch.autograd.gradcheck`."""

    def judge(f: Function, gradient: Function, args: Arguments) -> Outcome:
        import torch

        leaves = [torch.tensor(np.asarray(arg), requires_grad=True) for arg in args]
        call = torch_function(f, gradient).apply
        return verdict(torch.autograd.gradcheck(call, leaves, raise_exception=False, fast_mode=fast_mode))

    return judge


def torch_function(f: Function, gradient: Function) -> Any:
    """Return the pair as a `torch.autograd.Function`."""
    import torch

    class Pair(torch.autograd.Function):  # type: ignore[misc]  # torch is not installed where types are checked
        @staticmethod
        def forward(ctx: Any, *tensors: Any) -> Any:
            ctx.args = [tensor.detach().numpy() for tensor in tensors]
            return torch.as_tensor(np.asarray(f(*ctx.args)))

        @staticmethod
        def backward(ctx: Any, cotangent: Any) -> Any:
            pulled = pulled_back(cotangent.numpy(), gradient(*ctx.args))
            found = tuple(map(torch.as_tensor, pulled))
            return found[0] if len(found) == 1 else found

    return Pair


def jax_check_grads(*, x64: bool) -> Callable[[Function, Function, Arguments], Outcome]:
    """Return the check of `jax.test_util.check_grads`, with numbers of that width."""

    def judge(f: Function, gradient: Function, args: Arguments) -> Outcome:
        import jax
        import jax.numpy as jnp
        from jax.test_util import check_grads

        with wide(jax, x64):
            return raises_assertion(
                lambda: check_grads(jax_function(f, gradient), tuple(map(jnp.asarray, args)), 1, ["rev"])
            )

    return judge


@contextmanager
def wide(jax: Any, x64: bool) -> Iterator[None]:
    """Let JAX use float64, or not."""
    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", x64)
    try:
        yield
    finally:
        jax.config.update("jax_enable_x64", before)


def jax_function(f: Function, gradient: Function) -> Any:
    """Return the pair as a `jax.custom_vjp`; the checker does not compile it, so NumPy sees the numbers."""
    import jax
    import jax.numpy as jnp

    @jax.custom_vjp  # type: ignore[untyped-decorator]  # jax is not installed where types are checked
    def call(*args: Any) -> Any:
        return jnp.asarray(f(*map(np.asarray, args)))

    def backward(args: Any, cotangent: Any) -> Any:
        pulled = pulled_back(np.asarray(cotangent), gradient(*map(np.asarray, args)))
        return tuple(jnp.asarray(g, arg.dtype) for g, arg in zip(pulled, args, strict=True))

    call.defvjp(lambda *args: (call(*args), args), backward)
    return call


def raises_assertion(check: Callable[[], object]) -> Outcome:
    """Return the outcome of a check that raises where it finds a mistake."""
    try:
        check()
    except AssertionError:
        return Outcome.ALARM
    return Outcome.PASS


def autograd_check_grads(f: Function, gradient: Function, args: Arguments) -> Outcome:
    """Check with `autograd.test_util.check_grads`."""
    from autograd.extend import defvjp, primitive
    from autograd.test_util import check_grads

    call = primitive(f)
    rules = [lambda y, *xs, k=k: lambda c: pulled_back(c, gradient(*xs))[k] for k in range(len(args))]
    defvjp(call, *rules)
    return raises_assertion(lambda: check_grads(call, modes=["rev"], order=1)(*args))


def scipy_check_grad(f: Function, gradient: Function, args: Arguments) -> Outcome:
    """Check with `scipy.optimize.check_grad`, which returns a distance; 1e-6 is what tests that use it mostly allow."""
    from scipy.optimize import check_grad

    flat = Flat(f, args)
    weights = np.cos(np.arange(flat.f(flat.x).size))  # it knows functions with one number as result only

    def jacobian(x: Any) -> Any:
        return weights @ flat.jacobian(gradient(*flat.arguments(x)))

    return verdict(bool(check_grad(lambda x: float(weights @ flat.f(x)), jacobian, flat.x) < 1e-6))


def complex_step(f: Function, gradient: Function, args: Arguments) -> Outcome:
    """Compare with Im f(x + 1e-20 i) / 1e-20, as precisely as `numpy.testing.assert_allclose` does by default."""
    flat = Flat(f, args)
    steps = flat.x + 1e-20j * np.eye(flat.x.size)
    columns = [np.imag(flat.f(step)) / 1e-20 for step in steps]
    given = flat.jacobian(gradient(*args))
    return raises_assertion(lambda: np.testing.assert_allclose(np.stack(columns, axis=1), given))


CHECKERS = {
    "ours": Checker("autograd-core check_gradients", "ours", ours),
    "torch": Checker("torch gradcheck", "torch", torch_gradcheck(fast_mode=False)),
    "torch fast": Checker("torch gradcheck, fast_mode", "torch", torch_gradcheck(fast_mode=True)),
    "jax": Checker("jax check_grads, float64", "jax", jax_check_grads(x64=True)),
    "jax float32": Checker("jax check_grads, float32", "jax", jax_check_grads(x64=False)),
    "autograd": Checker("autograd check_grads", "autograd", autograd_check_grads),
    "scipy": Checker("scipy check_grad < 1e-6", "scipy", scipy_check_grad),
    "complex step": Checker("complex step", "numpy", complex_step),
}
"""Name to checker."""
