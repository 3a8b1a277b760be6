"""Schedules: learning rates that change with the step.

    >>> halving = ExponentialDecay(initial_learning_rate=0.1, decay_steps=1000, decay_rate=0.5)
    >>> print(halving(0), halving(1000), halving(2000))
    0.1 0.05 0.025

A schedule is a function of the number of steps that are done; any will do, as in `SGD(lambda step: 0.1 / (1 + step))`.
Names and formulas are those of `keras.optimizers.schedules`, written in NumPy functions, so that the step may also be a
Tensor. Not here: how an optimizer asks for the rate (`Optimizer`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.errors import ConfigurationError, explain
from optim.checks import positive

__all__ = ["CosineDecay", "ExponentialDecay", "InverseTimeDecay", "PiecewiseConstantDecay", "PolynomialDecay"]


class _Schedule:
    def __repr__(self) -> str:
        given = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
        return f"{type(self).__name__}({given})"


class ExponentialDecay(_Schedule):
    """The rate is multiplied by `decay_rate` every `decay_steps` steps: `η = η₀ · r^(t / T)`.

    With `staircase`, t / T is rounded down, so that the rate falls at once, every T steps.

    >>> print(ExponentialDecay(1.0, decay_steps=10, decay_rate=0.5, staircase=True)(19))
    0.5

    Raises ConfigurationError where `decay_steps` is not above 0.
    """

    def __init__(
        self, initial_learning_rate: float, decay_steps: float, decay_rate: float, staircase: bool = False
    ) -> None:
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = decay_steps
        self.decay_rate = decay_rate
        self.staircase = staircase
        positive("decay_steps", self.decay_steps)

    def __call__(self, step: Any) -> Any:
        """Return the rate after `step` steps."""
        return self.initial_learning_rate * np.power(self.decay_rate, _periods(step, self.decay_steps, self.staircase))


class InverseTimeDecay(_Schedule):
    """The rate falls like one over time: `η = η₀ / (1 + r · t / T)`.

    With `staircase`, t / T is rounded down.

    >>> print(InverseTimeDecay(1.0, decay_steps=10, decay_rate=1.0)(10))
    0.5

    Raises ConfigurationError where `decay_steps` is not above 0.
    """

    def __init__(
        self, initial_learning_rate: float, decay_steps: float, decay_rate: float, staircase: bool = False
    ) -> None:
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = decay_steps
        self.decay_rate = decay_rate
        self.staircase = staircase
        positive("decay_steps", self.decay_steps)

    def __call__(self, step: Any) -> Any:
        """Return the rate after `step` steps."""
        return self.initial_learning_rate / (1 + self.decay_rate * _periods(step, self.decay_steps, self.staircase))


class PolynomialDecay(_Schedule):
    """The rate goes down to an end in `decay_steps` steps: `η = (η₀ − η₁) · (1 − t / T)^p + η₁` with t at most T.

    With `cycle`, T is instead stretched to its next multiple whenever t passes it, so that the rate rises again.

    >>> print(PolynomialDecay(1.0, decay_steps=10, end_learning_rate=0.0, power=2.0)(5))
    0.25

    Raises ConfigurationError where `decay_steps` is not above 0.
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: float,
        end_learning_rate: float = 0.0001,
        power: float = 1.0,
        cycle: bool = False,
    ) -> None:
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = decay_steps
        self.end_learning_rate = end_learning_rate
        self.power = power
        self.cycle = cycle
        positive("decay_steps", self.decay_steps)

    def __call__(self, step: Any) -> Any:
        """Return the rate after `step` steps."""
        if self.cycle:
            done = step / (self.decay_steps * np.maximum(np.ceil(step / self.decay_steps), 1))
        else:
            done = np.minimum(step, self.decay_steps) / self.decay_steps
        fall = self.initial_learning_rate - self.end_learning_rate
        return fall * np.power(1 - done, self.power) + self.end_learning_rate


class CosineDecay(_Schedule):
    """The rate follows half a cosine down to the share `alpha`: `η = η₀ · ((1 − α) · (1 + cos(π t / T)) / 2 + α)`.

    t stops at T. With `warmup_target`, the rate first rises on a line from η₀ to that target in `warmup_steps` steps,
    and goes down from there.
    From Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts" (2017).

    >>> print(CosineDecay(1.0, decay_steps=10)(5))
    0.5

    Raises ConfigurationError where `decay_steps`, or `warmup_steps` with a target, is not above 0.
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: float,
        alpha: float = 0.0,
        warmup_target: float | None = None,
        warmup_steps: float = 0,
    ) -> None:
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = decay_steps
        self.alpha = alpha
        self.warmup_target = warmup_target
        self.warmup_steps = warmup_steps
        positive("decay_steps", self.decay_steps)
        if self.warmup_target is not None:
            positive("warmup_steps", self.warmup_steps)

    def __call__(self, step: Any) -> Any:
        """Return the rate after `step` steps."""
        if self.warmup_target is None:
            return self._fall(self.initial_learning_rate, step)
        rise = (self.warmup_target - self.initial_learning_rate) * (step / self.warmup_steps)
        fall = self._fall(self.warmup_target, step - self.warmup_steps)
        return np.where(step < self.warmup_steps, self.initial_learning_rate + rise, fall)

    def _fall(self, top: float, step: Any) -> Any:
        done = np.minimum(step, self.decay_steps) / self.decay_steps
        return top * ((1 - self.alpha) * 0.5 * (1 + np.cos(np.pi * done)) + self.alpha)


class PiecewiseConstantDecay(_Schedule):
    """The rate is `values[i]` up to and including step `boundaries[i]`, and `values[-1]` after the last.

    >>> rate = PiecewiseConstantDecay(boundaries=[100, 200], values=[1.0, 0.5, 0.1])
    >>> print(rate(100), rate(101), rate(201))
    1.0 0.5 0.1

    Raises ConfigurationError where `values` is not one longer than `boundaries`, or the boundaries do not rise.
    """

    def __init__(self, boundaries: Sequence[float], values: Sequence[float]) -> None:
        self.boundaries = boundaries
        self.values = values
        if len(self.boundaries) != len(self.values) - 1:
            given = f"{len(self.boundaries)} boundaries and {len(self.values)} values"
            raise ConfigurationError(explain("one more value than boundaries is needed", given, "add or remove values"))
        if any(low >= high for low, high in zip(self.boundaries, self.boundaries[1:], strict=False)):
            given = f"boundaries={list(self.boundaries)}"
            raise ConfigurationError(explain("boundaries must rise", given, "sort them and name each once"))

    def __call__(self, step: Any) -> Any:
        """Return the rate after `step` steps."""
        rate = np.asarray(self.values[-1], float)
        for boundary, value in zip(reversed(self.boundaries), reversed(self.values[:-1]), strict=True):
            rate = np.where(step <= boundary, value, rate)
        return rate


def _periods(step: Any, decay_steps: float, staircase: bool) -> Any:
    return np.floor(step / decay_steps) if staircase else step / decay_steps
