"""`check_gradients`: whether a gradient is that of its function, at a point, by the function's values.

    >>> import numpy as np
    >>> check_gradients(np.tanh, np.array([0.5, 20.0])).verdict
    'pass'

Not here: functions of random arguments (`properties`).
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Literal

import numpy as np

from autograd_core.errors import AutogradError, GradientCheckWarning, GradientMismatch
from autograd_core.testing import batches, causes, contracts, curves, frameworks, inputs, rays, second_order, snippets
from autograd_core.testing.findings import finding, remarks
from autograd_core.testing.forms import Vector
from autograd_core.testing.lines import Line, Test
from autograd_core.testing.locating import Judge
from autograd_core.testing.outcomes import Limits, Outcome, is_failure
from autograd_core.testing.pullbacks import MisshapenError, Pullbacks
from autograd_core.testing.reports import Breach, Finding, Report, Verdict
from autograd_core.testing.subjects import Subject

__all__ = ["check_gradients", "observers"]

SHOWN = 3
"""How many entries that are not finite are looked at."""

UNEVEN = 30.0
"""How unlike the terms of a gradient are where one more line, on which the small ones show, is worth its values."""

HIDDEN = 0.1
"""A relative error from which on a slope is not known at all."""

PROBES = 6
"""In how many directions slopes are added up before a gradient is called wrong."""

observers: list[Callable[[Report], None]] = []
"""Functions that are told the result of every check, such as the record of a test run."""


def check_gradients(
    f: Callable[..., Any],
    *args: Any,
    gradient: Callable[..., Any] | None = None,
    vjp: Callable[..., Any] | None = None,
    jvp: Callable[..., Any] | None = None,
    order: int = 1,
    contract: bool = True,
    batched: bool = False,
    seed: int = 0,
    name: str | None = None,
    raises: bool = True,
) -> Report:
    """Compare a gradient with the values of its function around a point, within an error bound that is derived.

    f         function of the arguments: numbers, arrays, or containers of them, of NumPy, this package, PyTorch or JAX
    args      the point: arrays, Tensors, numbers, containers; those of floating point are moved, others are constants
    gradient  function of the same arguments that returns their gradients, shaped like them: one, or a tuple of several;
              for a function with an array as result its Jacobian, of shape result.shape + argument.shape
    vjp       rule under test, (v, *args) ↦ Jᵀ v, with v shaped like the result; without either, the framework's own
    jvp       forward rule, (u, *args) ↦ J u, with u shaped like the arguments: under test, too; ⟨v, J u⟩ = ⟨Jᵀ v, u⟩
    order     2 checks the rule of the rule as well, through the framework
    contract  whether a rule is also held to what holds of all rules (`contracts`)
    batched   whether the first axis of arguments and results counts examples: each alone must then give the same
    seed      of the random directions; the same seed, the same check
    name      what the function is called in the report
    raises    whether a wrong gradient raises; else it is only reported

        >>> check_gradients(lambda x: np.sum(x**2), np.ones(3), gradient=lambda x: 2 * x).verdict
        'pass'
        >>> check_gradients(np.maximum, np.zeros(2), np.zeros(2)).verdict
        'not differentiable'
        >>> cube, wrong = lambda x: np.sum(x**3), lambda x: 3 * x
        >>> report = check_gradients(cube, np.array([1.0, 2.0]), gradient=wrong, raises=False)
        >>> found = report.findings[0]
        >>> report.verdict, found.entry, round(found.given, 6), round(found.measured, 6)
        ('fail', (1,), 6.0, 12.0)

    The derivative is compared along a few random lines through the point, with the slope of polynomials that fit the
    function's values there (`slopes`); a difference is only called one after a closer look (`examining`). Complex
    gradients follow one convention: the derivative of a real function along u is Re(conj(g) · u).

    Returns a Report, whose verdict is "pass", "fail", "not differentiable" (a kink, and the gradient is one that is
    possible there), "inconclusive" (noise) or "vacuous" (nothing to move). Warns GradientCheckWarning of the last two;
    but in a test of Hypothesis an example that is vacuous is one of many, and no reason to warn.
    Raises GradientMismatch where the gradient is wrong, and GradientCheckError where there is nothing to check: a
    function that raises, is nan, is random, takes or returns no floating point.
    """
    __tracebackhide__ = True  # pytest shows the line of the test
    try:
        switches = {"contract": contract, "batched": batched, "raises": raises}
        inputs.require_options(order=order, seed=seed, name=name, **switches)
        inputs.require_functions(f, args, gradient=gradient, vjp=vjp, jvp=jvp)
        subject = inputs.taken(f, args, frameworks.of(args, f), name)
        options: dict[str, Any] = {"contract": contract, "jvp": jvp, "order": order, "batched": batched}
        report = _Check(subject, Pullbacks(subject, gradient, vjp), seed, **options).report()
    except AutogradError as error:
        raise inputs.outwards(error) from error.__cause__
    for observe in observers:
        observe(report)
    if raises and report.verdict == "fail":
        raise GradientMismatch(report, report)  # in words once it is shown
    if raises and not report.passed and not (report.verdict == "vacuous" and _is_one_of_many()):
        warnings.warn(str(report), GradientCheckWarning, stacklevel=2)
    return report


def _is_one_of_many() -> bool:
    """Whether this is an example in a test of Hypothesis, among which some have no elements."""
    hypothesis = sys.modules.get("hypothesis")
    return hypothesis is not None and bool(hypothesis.currently_in_test_context())


def _along(g: Vector, rng: np.random.Generator) -> Vector:
    """Return random sizes with the signs of a gradient: a factor that is wrong for all entries shows most there."""
    sizes = np.abs(rays.signs(g.size, rng))
    return np.asarray(np.where(g < 0, -sizes, sizes))


class _Check:
    """One check, in progress."""

    def __init__(
        self,
        subject: Subject,
        pullbacks: Pullbacks,
        seed: int,
        *,
        contract: bool,
        jvp: Any = None,
        order: int = 1,
        batched: bool = False,
    ) -> None:
        self.subject, self.pullbacks, self.contract, self.jvp = subject, pullbacks, contract, jvp
        self.order, self.batched, self.seed = order, batched, seed
        self.rng = np.random.default_rng(seed)
        self.limits = Limits.of(max(1, subject.x.size, subject.y.size), is_single=subject.is_single)
        self.outcomes: list[Outcome] = []
        self.findings: list[Finding] = []
        self.breaches: list[Breach] = []
        self.misshapen: MisshapenError | None = None
        self.is_zero = True

    def report(self) -> Report:
        """Check, and return what was found."""
        contracts.require_steady(self.subject)
        is_empty = not self.subject.x.size or not self.subject.y.size
        try:
            if self.contract or self.jvp is not None:
                self.breaches += contracts.broken(self.pullbacks, self.rng, self.jvp, contract=self.contract)
            if not is_empty and contracts.UNRELIABLE.isdisjoint(breach.law for breach in self.breaches):
                self.breaches += batches.broken(self.pullbacks, self.rng) if self.batched else []
                self._look(Judge.of(self.subject, self.pullbacks, self.limits))
        except MisshapenError as wrong:
            self.misshapen = wrong
            self.breaches.append(contracts.misshapen(self.subject, wrong))
        if self.order == 2 and not is_empty and self._verdict() != "fail":
            self.breaches += self._second_order()
        contracts.require_steady(self.subject)
        verdict: Verdict = "vacuous" if is_empty and not self.breaches else self._verdict()
        kinks = [] if verdict == "fail" else [*self._kinks()]
        return Report(
            verdict,
            self.subject.name,
            self._resolution(),
            self.subject.evaluations,
            (*self.findings, *kinks[:SHOWN]),
            tuple(self.breaches),
            tuple(self._notes(is_empty=is_empty)),
            curve=curves.later(self.outcomes),
            explain=self._explained if verdict == "fail" else None,
        )

    def _resolution(self) -> float:
        """Return the smallest relative error that would have been seen along the line that was seen best."""
        agreeing = [outcome.resolution for outcome in self.outcomes if outcome.kind == "agrees" and outcome.scale]
        return min(agreeing) + self.limits.floor if agreeing else float("inf")

    def _kinks(self) -> Iterator[Finding]:
        """Yield the entries at which a kink was found."""
        for outcome in self.outcomes:
            if outcome.kind == "kink" and np.count_nonzero(outcome.line.u) == 1:
                yield finding("kink", self.subject, outcome)

    def _second_order(self) -> list[Breach]:
        """Return what is wrong with the rule as a function, checked in the same way."""
        cotangents = self.pullbacks.result.unpacked(rays.signs(self.subject.y.size, self.rng))
        rule, args = second_order.rule_of(self.subject, self.pullbacks, cotangents)
        subject = Subject.of(rule, args, self.subject.framework, f"the rule of {self.subject.name}")
        pullbacks = Pullbacks(subject)
        report = _Check(subject, pullbacks, self.seed, contract=self.contract).report()
        self.subject.evaluations += report.evaluations
        symmetric = report.verdict == "pass"
        found = second_order.asymmetric(subject, pullbacks, self.subject.x.size, self.rng) if symmetric else []
        return [*second_order.as_breaches(report), *found]

    def _explained(self) -> tuple[str, str]:
        """Return the cause, where numbers confirm one, and the snippet."""
        is_misshapen = self.misshapen is not None
        is_numeric = is_misshapen or bool(self.findings)
        cause = causes.cause(self.subject, self.pullbacks, self.misshapen) if is_numeric else ""
        options: dict[str, Any] = {} if self.jvp is None else {"jvp": self.jvp}
        options |= {"order": self.order} if self.order != 1 else {}
        options |= {"batched": True} if self.batched else {}
        return cause, snippets.snippet(self.subject, self.pullbacks, self._fails, **options)

    def _fails(self, args: tuple[Any, ...]) -> bool:
        """Whether the same check fails for other arguments."""
        try:
            subject = Subject.of(self.subject.function, args, self.subject.framework)
            pullbacks = Pullbacks(subject, self.pullbacks.gradient, self.pullbacks.vjp)
            options = {"contract": self.contract, "jvp": self.jvp, "order": self.order, "batched": self.batched}
            return _Check(subject, pullbacks, 0, **options).report().verdict == "fail"
        except AutogradError:
            return False

    def _look(self, judge: Judge) -> None:
        """Look along lines in several directions, until one shows a wrong gradient."""
        self._look_at_dead(judge)
        for u, known in self._directions(judge):
            line = Line(self.subject, np.where(judge.bent, 0.0, u))
            if not line.u.any():
                continue
            test = known or self._test(judge, line)
            self.is_zero = self.is_zero and not test.g.any()
            is_known = any(outcome.kind == "agrees" for outcome in self.outcomes)
            found = judge.settled(line, test, is_known=is_known)
            self.outcomes += found
            if (wrong := next(filter(is_failure, found), None)) and self._is_blamed(judge, wrong):
                return
        self._look_at_ties(judge)

    def _is_blamed(self, judge: Judge, wrong: Outcome) -> bool:
        """Note a failure, unless the function has slopes there that do not add up, and so no derivative."""
        kind: Literal["differs", "outside"] = "outside" if wrong.kind == "kink" else "differs"
        blamed, result = judge.blamed(wrong)
        if kind == "differs" and not judge.adds_up(blamed, self._others(judge)):
            self.outcomes[:] = [each for each in self.outcomes if not is_failure(each)]
            self.outcomes.append(replace(blamed, kind="kink", is_nonlinear=True))
            return False
        self.findings.append(finding(kind, self.subject, blamed, result))
        self.outcomes.insert(0, blamed)
        return True

    def _look_at_ties(self, judge: Judge) -> None:
        """See whether entries at a tie share its slope: a function with a kink along each may have none if all move."""
        x = self.subject.x
        if not any(outcome.kind == "kink" for outcome in self.outcomes) or len(np.unique(x)) == x.size:
            return
        line = Line(self.subject, np.where(judge.dead, 0.0, rays.together(x, self.rng)))
        outcome = judge.looked_at(line, self._test(judge, line))
        if outcome.kind == "differs":
            self.findings.append(finding("differs", self.subject, outcome))
            self.outcomes.insert(0, outcome)

    def _test(self, judge: Judge, line: Line) -> Test:
        step = self.limits.step
        self.last = judge.test(rays.weights(line.slopes(step), line.sizes, self.subject.eps / step, self.rng))
        return self.last

    def _directions(self, judge: Judge) -> Iterator[tuple[Vector, Test | None]]:
        """Yield directions, and the cotangent if it is that of an earlier one, whose gradient the direction follows."""
        x, alive = self.subject.x, ~judge.dead
        even, sizes = rays.absolute_sizes(x), rays.relative_sizes(x)
        if not alive.any():
            return
        yield alive * rays.signs(x.size, self.rng) * even, None
        first = self.last
        if x.size > 1:
            yield alive * _along(first.g, self.rng) * rays.equalized(even, first.g), first
        if not np.allclose(sizes, even):
            yield alive * rays.signs(x.size, self.rng) * sizes, None
        if rays.spread(even, first.g) > UNEVEN:
            yield alive * rays.signs(x.size, self.rng) * rays.equalized(even, first.g, rays.SMALL), first

    def _others(self, judge: Judge) -> Iterator[Vector]:
        """Yield some directions, to see whether slopes add up."""
        free = ~judge.dead
        for _ in range(PROBES):
            yield free * rays.signs(self.subject.x.size, self.rng) * rays.relative_sizes(self.subject.x)

    def _look_at_dead(self, judge: Judge) -> None:
        """See whether an entry that is infinite stands where the function has no finite slope; nan never passes.

        Beside results that are nan it is no mistake either: a rule multiplies what it has there by 0.
        """
        is_beside_nan = np.isnan(judge.first) & np.isnan(self.subject.y).any()
        for j in np.flatnonzero(judge.dead & ~is_beside_nan)[:SHOWN]:
            line = Line(self.subject, np.zeros_like(self.subject.x))
            line.u[j] = rays.absolute_sizes(self.subject.x)[j]
            found = judge.settled(line, judge.test(np.isfinite(self.subject.y).astype(float)))
            outcome = next((each for each in found if each.kind == "kink"), found[0])
            given = float(judge.first[j])
            is_right = outcome.kind == "kink" and np.isinf(given)
            self.findings.append(finding("kink" if is_right else "not finite", self.subject, outcome, given=given))

    def _verdict(self) -> Verdict:
        kinds = {outcome.kind for outcome in self.outcomes}
        if self.breaches or any(found.kind != "kink" for found in self.findings):
            return "fail"
        if self.findings or "kink" in kinds or np.isinf(self.subject.y).any():
            return "not differentiable"
        return "pass" if "agrees" in kinds and np.isfinite(self.subject.y).all() else "inconclusive"

    def _notes(self, *, is_empty: bool) -> Iterator[str]:
        y, kinds = self.subject.y, {outcome.kind for outcome in self.outcomes}
        if left_out := int(np.sum(~np.isfinite(y))):
            yield f"{left_out} of {y.size} numbers of the result are nan or infinite, and were left out"
        if is_empty:
            yield "there is nothing to move, or nothing that moves: a size is 0"
        elif self.is_zero and self.outcomes and not self.findings and kinds == {"agrees"}:
            yield "the gradient is zero everywhere, and so are the slopes that were measured"
        elif HIDDEN < self._resolution() < np.inf:
            yield "the slopes are so small beside the values of the function that rounding hides them"
        if any(outcome.is_nonlinear for outcome in self.outcomes):
            yield "slopes along different directions do not add up, as where a function is not smooth"
        if not self.findings and not self.breaches:
            yield from remarks(self.subject, self.outcomes)
