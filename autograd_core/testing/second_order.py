"""The second order: a rule is itself a function, of the arguments and the cotangent, and its own gradient is checked.

    >>> from autograd_core.testing import frameworks
    >>> subject = Subject.of(np.tanh, (np.array([0.5, 1.0]),), frameworks.OURS)
    >>> rule, args = rule_of(subject, Pullbacks(subject), [np.array([1.0, 0.0])])
    >>> rule(*args)[0].round(3)
    array([0.786, 0.   ])

That gradient is the framework's: through its own rules or, where the rule is the user's, through the operations that it
is made of. It has a second law to keep: second derivatives do not depend on their order, so ⟨w, H u⟩ = ⟨u, H w⟩. Not
here: how a gradient is checked (`checking`).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core import tree
from autograd_core.errors import GradientCheckError, explain
from autograd_core.testing import rays
from autograd_core.testing.forms import Vector
from autograd_core.testing.pullbacks import Pullbacks
from autograd_core.testing.reports import Breach, Report
from autograd_core.testing.snippets import argument_names
from autograd_core.testing.subjects import Subject
from autograd_core.transforms import vjp

__all__ = ["as_breaches", "asymmetric", "rule_of"]

Function = Callable[..., Any]


def rule_of(subject: Subject, pullbacks: Pullbacks, cotangents: list[Any]) -> tuple[Function, tuple[Any, ...]]:
    """Return the rule as a function of the function's arguments and the cotangents, with these arguments."""
    names = [*argument_names(subject), "cotangent"]

    def rule(*given: Any) -> Any:
        *args, vs = given
        if pullbacks.vjp is not None:
            return pullbacks.vjp(vs[0] if len(vs) == 1 else tuple(vs), *args)
        if pullbacks.gradient is not None:
            return pullbacks.gradient(*args)
        return _pulled(subject, args, vs)

    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    signature = inspect.Signature([inspect.Parameter(name, kind) for name in names])
    setattr(rule, "__signature__", signature)  # noqa: B010  # the attribute that inspect reads has no type
    return rule, (*subject.arguments(subject.x), [subject.framework.constant(v) for v in cotangents])


def _pulled(subject: Subject, args: list[Any], vs: list[Any]) -> list[Any]:
    """Return the gradients by the framework, in a way that it can differentiate again."""
    leaves, rebuild = tree.flatten(tuple(args))
    inputs = [leaves[k] for k in subject.places]

    def results(*xs: Any) -> list[Any]:
        full = list(leaves)
        for k, x in zip(subject.places, xs, strict=True):
            full[k] = x
        ys = tree.flatten(subject.function(*rebuild(full)))[0]
        return [y for y in ys if subject.framework.differentiates(y)]

    match subject.framework.name:
        case "autograd_core":
            return list(vjp(results, *inputs)[1](list(vs)))
        case "jax":
            jax = subject.framework.jax  # type: ignore[attr-defined]  # of that adapter
            conjugate = jax.numpy.conj  # for JAX' gradients are the conjugates of ours
            return [conjugate(g) for g in jax.vjp(results, *inputs)[1]([conjugate(v) for v in vs])]
        case "torch":
            torch = subject.framework.torch  # type: ignore[attr-defined]  # of that adapter
            inputs = [x if x.requires_grad else x.clone().requires_grad_() for x in inputs]
            found = torch.autograd.grad(results(*inputs), inputs, list(vs), create_graph=True, allow_unused=True)
            return [torch.zeros_like(x) if g is None else g for g, x in zip(found, inputs, strict=True)]
    message = "the second order is checked by a framework that can differentiate its own gradients"
    raise GradientCheckError(explain(message, subject.framework.name, "leave out order=2"))


def asymmetric(rule: Subject, pullbacks: Pullbacks, size: int, rng: np.random.Generator) -> list[Breach]:
    """Return a breach where the second derivatives by the first `size` coordinates depend on their order."""
    x = rule.x[:size]
    u, w = (rays.signs(size, rng) * rays.absolute_sizes(x) for _ in range(2))
    if rule.y.size != size:
        return []
    pull = pullbacks.at(rule.x)
    with np.errstate(all="ignore"):
        first, second = _times(pull(w)[:size], u), _times(pull(u)[:size], w)
    if not abs(first[0] - second[0]) > (1e-2 if rule.is_single else 1e-6) * (first[1] + second[1]):
        return []
    numbers = f"⟨w, H u⟩ = {first[0]:.6g} and ⟨u, H w⟩ = {second[0]:.6g} must be equal"
    said = f"second order: the Hessian is not symmetric, {numbers}: the gradient is that of no function"
    return [Breach("symmetric", said)]


def _times(g: Vector, u: Vector) -> tuple[float, float]:
    return float(g @ u), float(np.abs(g) @ np.abs(u))


def as_breaches(report: Report) -> list[Breach]:
    """Return what is wrong with the rule of the rule, said of the first order's report."""
    if report.verdict != "fail":
        return []
    wrong = [found for found in report.findings if found.kind != "kink"]
    sentences = [*(breach.sentence for breach in report.breaches), *(found.sentence for found in wrong)]
    return [Breach("second order", f"second order, f being the rule: {sentence}") for sentence in sentences]
