"""The optimizer: a formula, and what is the same for every formula.

A formula turns one parameter, its gradient and its slots (what the optimizer remembers about it) into new ones. That is
all there is to write:

    >>> import numpy as np, autograd_core as ag
    >>> class SignDescent(Optimizer):
    ...     def update(self, parameter, gradient, slots, learning_rate, step):
    ...         return parameter - learning_rate * np.sign(gradient), {}
    >>> w = ag.Variable([1.0, -2.0], name="w")
    >>> optimizer = SignDescent(learning_rate=0.5)
    >>> loss = (w * w).sum()
    >>> loss.backward()
    >>> optimizer.step([w])
    >>> w
    Variable([ 0.5, -1.5], name='w')

Names and defaults are those of Keras 3. Not here: the formulas (`sgd`, `rmsprop`, `adam` and so on), clipping
(`clipping`), learning rates that change (`schedules`).
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from numbers import Real
from typing import Any, ClassVar, TypedDict

import numpy as np

from autograd_core.errors import (
    ConfigurationError,
    DTypeError,
    GradientError,
    NotFiniteError,
    ShapeError,
    UnknownNameError,
    explain,
    unknown_name,
)
from autograd_core.record import Value, scope, setting, tracing
from autograd_core.tensor import Variable
from autograd_core.values import as_array, make
from optim.blocks import Slots, in_blocks
from optim.checks import not_negative, positive
from optim.clipping import clip_by_global_norm, clip_by_norm, clip_by_value
from optim.pairs import as_pairs, from_pairs

__all__ = ["Clips", "Optimizer", "Options", "Rate", "Slots", "like"]

Rate = float | Callable[[Any], Any]
"""A learning rate: a number, or a function of the number of steps done, such as those in `schedules`."""


class Clips(TypedDict, total=False):
    """The keyword arguments that every optimizer takes, but for the weight decay."""

    clipnorm: float | None
    clipvalue: float | None
    global_clipnorm: float | None
    name: str | None


class Options(Clips, total=False):
    """The keyword arguments that every optimizer takes; `Optimizer` says what they mean."""

    weight_decay: float | None


def like(number: Any, array: Any) -> Any:
    """Return a number in the dtype of an array, so that it does not promote the array; a Python number never does.

    >>> import numpy as np
    >>> like(np.float64(0.1), np.ones(3, np.float32))
    np.float32(0.1)
    """
    return number.astype(array.dtype) if hasattr(number, "dtype") else number


class Optimizer:
    """Base of all optimizers; a subclass defines `update`, and `slots` if it remembers anything.

    Of a complex Variable the real and imaginary parts are updated as two real parameters.

    learning_rate    a number, or a function of the number of steps done
    weight_decay     λ: before each update, `w ← w · (1 − η λ)`, apart from the gradient
    clipnorm         each gradient is shortened to this norm where it is longer
    clipvalue        each element of a gradient is moved into [−clipvalue, clipvalue]
    global_clipnorm  all gradients are shortened by one factor where their common norm is larger
    name             for messages; the name of the class in lower case if None

    Raises ConfigurationError where an argument cannot work or several ways of clipping are asked for, UnknownNameError
    for an argument that there is not, NotFiniteError for a learning rate that is infinite or NaN.
    """

    elementwise: ClassVar[bool] = False
    """Whether `update` treats all elements alike, each on its own, so that it may be given the array in parts."""

    def __init__(
        self,
        learning_rate: Rate,
        *,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        name: str | None = None,
        **unknown: Any,
    ) -> None:
        if unknown:
            raise _unknown_argument(type(self), *next(iter(unknown.items())))
        clips = {"clipnorm": clipnorm, "clipvalue": clipvalue, "global_clipnorm": global_clipnorm}
        _check_clips({argument: value for argument, value in clips.items() if value is not None})
        self.clipnorm, self.clipvalue, self.global_clipnorm = clipnorm, clipvalue, global_clipnorm
        self.weight_decay = None if weight_decay is None else not_negative("weight_decay", weight_decay)
        self.name = name or type(self).__name__.lower()
        self.iterations = Variable(0, name="iterations", trainable=False)
        self.learning_rate = learning_rate
        self._slots: dict[Variable, dict[str, Variable]] = {}
        self._undecayed: tuple[list[Variable], list[str]] = ([], [])

    def __repr__(self) -> str:
        rate = self._rate.item() if isinstance(self._rate, Variable) else self._rate
        return f"{type(self).__name__}(learning_rate={rate}, iterations={self.iterations.item()})"

    # ---------------------------------------------------------------------------------------------------- the formula

    def slots(self, parameter: Any) -> Slots:
        """Return what is remembered about a parameter, by name, as it is before the first step: arrays."""
        return {}

    def update(self, parameter: Any, gradient: Any, slots: Slots, learning_rate: Any, step: Any) -> tuple[Any, Slots]:
        """Return the new values of a parameter and its new slots; change nothing.

        A formula in NumPy functions, for arrays and for Tensors. `learning_rate` has the dtype of the parameter; `step`
        is an integer that counts from 1, and `like` brings what is computed from it into that dtype.

        Raises ConfigurationError where a subclass does not define it.
        """
        given, remedy = type(self).__name__, "define update(), or use a subclass that does, such as SGD"
        raise ConfigurationError(explain("this optimizer has no formula", given, remedy))

    def updated(
        self,
        parameter: Any,
        gradient: Any,
        slots: Slots,
        learning_rate: Any,
        step: Any,
        *,
        weight_decay: float | None = None,
    ) -> tuple[Any, Slots]:
        """Return what one step makes of a parameter and its slots: weight decay, then the formula. Change nothing.

        Raises DTypeError for complex numbers, of which the formulas would square the wrong parts.
        """
        if parameter.dtype.kind == "c":
            remedy = "pass the real and the imaginary part, or a Variable to apply(), which takes both apart"
            raise DTypeError(explain("formulas of optimizers are of real numbers", f"dtype {parameter.dtype}", remedy))
        learning_rate = like(learning_rate, parameter)
        if weight_decay:
            parameter = parameter * (1 - learning_rate * weight_decay)
        return self.update(parameter, gradient, slots, learning_rate, step)

    def clip(self, gradients: Iterable[Any]) -> list[Any]:
        """Return the gradients, clipped as this optimizer was asked to.

        >>> import numpy as np
        >>> Optimizer(0.1, clipvalue=1.0).clip([np.array([-3.0, 0.5])])
        [array([-1. ,  0.5])]
        """
        if self.clipnorm is not None:
            return [clip_by_norm(gradient, self.clipnorm) for gradient in gradients]
        if self.clipvalue is not None:
            return [clip_by_value(gradient, self.clipvalue) for gradient in gradients]
        if self.global_clipnorm is not None:
            return clip_by_global_norm(gradients, self.global_clipnorm)
        return list(gradients)

    # ------------------------------------------------------------------------------------------------------- the state

    @property
    def learning_rate(self) -> Any:
        """The learning rate of the next step: a Variable, or what the schedule says.

        Set it to a number or to a schedule. Raises what the constructor raises.
        """
        rate = self._rate
        return rate if isinstance(rate, Variable) else _finite(rate(self.iterations.item()))

    @learning_rate.setter
    def learning_rate(self, learning_rate: Any) -> None:
        if callable(learning_rate):
            self._rate: Variable | Callable[[Any], Any] = learning_rate
            return
        rate = _finite(learning_rate)
        if isinstance(getattr(self, "_rate", None), Variable):
            self._rate.assign(rate)  # type: ignore[union-attr]  # a Variable, as the line above says
        else:
            self._rate = Variable(rate, name="learning_rate", dtype=float, trainable=False)

    @property
    def variables(self) -> list[Variable]:
        """Everything that changes: the number of steps done, the learning rate if it is a number, and all slots."""
        rate = [self._rate] if isinstance(self._rate, Variable) else []
        return [self.iterations, *rate, *(slot for slots in self._slots.values() for slot in slots.values())]

    def build(self, variables: Iterable[Any]) -> None:
        """Make the slots of variables that are new to this optimizer; `apply` does so by itself.

        Raises ConfigurationError for anything that is no Variable.
        """
        for variable in variables:
            if not isinstance(variable, Variable):
                given = f"{type(variable).__name__} of shape {np.shape(variable)}"
                remedy = "make it one: w = ag.Variable(w)"
                raise ConfigurationError(explain("only a Variable can be given new values", given, remedy))
            if variable not in self._slots:
                with setting(tracing, None):  # a slot lives on after a trace
                    self._slots[variable] = {
                        name: Variable(start, name=f"{variable.name or 'variable'}_{name}", trainable=False)
                        for name, start in self.slots(as_pairs(variable.array)).items()
                    }

    def exclude_from_weight_decay(
        self, var_list: Iterable[Variable] | None = None, var_names: Iterable[str] | None = None
    ) -> None:
        """Leave these variables alone when weights decay, and those with one of `var_names` in their name.

        >>> optimizer = Optimizer(0.1, weight_decay=0.01)
        >>> optimizer.exclude_from_weight_decay(var_names=["bias"])
        """
        self._undecayed = list(var_list or ()), list(var_names or ())

    # -------------------------------------------------------------------------------------------------------- stepping

    def apply(self, gradients: Iterable[Any], variables: Iterable[Variable] | None = None) -> None:
        """Take one step: give each variable the values that follow from its gradient.

        gradients  one array or Tensor for each variable, of its shape
        variables  those that the optimizer knows already if None

        Nothing is recorded. Raises GradientError where a gradient is None or their number is wrong, ShapeError where a
        gradient does not fit, ConfigurationError where there are no variables, NotFiniteError for the learning rate.
        """
        targets = self._targets(variables)
        checked = _fitting(list(gradients), targets)
        if not targets:
            return
        with setting(scope, (self.name,)):
            rate = self._rate_now()
            step = self.iterations.array + 1
            for gradient, variable in zip(self.clip(checked), targets, strict=True):
                self._change(variable, gradient, rate, step)
            self.iterations.assign(step)

    def _rate_now(self) -> Any:
        """Return the learning rate of this step as an array; of a schedule under trace as a formula of the step."""
        if not isinstance(self._rate, Variable) and tracing.get():
            rate = self._rate(self.iterations.array)
            return rate.array if isinstance(rate, Value) else rate if isinstance(rate, np.ndarray) else np.float64(rate)
        rate = self.learning_rate
        return rate.array if isinstance(rate, Variable) else np.float64(rate)

    def apply_gradients(self, grads_and_vars: Iterable[tuple[Any, Variable]]) -> None:
        """Take one step, given pairs of a gradient and its variable, as from `zip(gradients, variables)`.

        Raises what `apply` raises.
        """
        pairs = list(grads_and_vars)
        self.apply([gradient for gradient, _ in pairs], [variable for _, variable in pairs])

    def step(self, variables: Iterable[Variable] | None = None) -> None:
        """Take one step with the gradients that `backward` left in the variables' `grad`.

        Raises what `apply` raises.
        """
        targets = self._targets(variables)
        self.apply([variable.grad for variable in targets], targets)

    def zero_grad(self, variables: Iterable[Variable] | None = None) -> None:
        """Forget the gradients in the variables' `grad`, so that the next `backward` starts anew.

        Raises ConfigurationError where there are no variables.
        """
        for variable in self._targets(variables):
            if variable.requires_grad:
                variable.grad = None

    def _targets(self, variables: Iterable[Variable] | None) -> list[Variable]:
        if variables is None:
            if not self._slots:
                remedy = "pass the variables, or call build(variables) first"
                raise ConfigurationError(explain(f"{self.name} knows no variables yet", "variables=None", remedy))
            return list(self._slots)
        targets = list(variables)
        self.build(targets)
        return targets

    def _change(self, variable: Variable, gradient: Any, learning_rate: Any, step: Any) -> None:
        slots = self._slots[variable]
        decay = self.weight_decay if self._decays(variable) else None
        formula = partial(self.updated, learning_rate=learning_rate, step=step, weight_decay=decay)
        arrays = {name: slot.array for name, slot in slots.items()}
        # A plain array is all that the formula needs here, and nothing is recorded.
        change = partial(in_blocks, formula) if self.elementwise and not tracing.get() else formula
        parameter, changed = change(as_pairs(variable.array), gradient, arrays)
        variable.assign(make(from_pairs(as_array(parameter), variable.dtype), None))
        for name, slot in slots.items():
            slot.assign(make(as_array(changed[name]), None))

    def _decays(self, variable: Variable) -> bool:
        excluded, names = self._undecayed
        if any(variable is each for each in excluded):
            return False
        return not any(name in (variable.name or "") for name in names)


def _unknown_argument(optimizer: type[Optimizer], name: str, value: Any) -> UnknownNameError:
    kind = f"argument of {optimizer.__name__}"
    if name == "lr":  # as in Keras before 2.3, and in many books
        return UnknownNameError(explain(f"unknown {kind}", repr(name), f"say learning_rate={value!r}"))
    known = {*inspect.signature(optimizer).parameters, *Options.__annotations__} - {"options", "unknown"}
    return unknown_name(kind, name, known)


def _check_clips(clips: dict[str, float]) -> None:
    """Refuse several ways of clipping at once, and limits that are not above 0."""
    if len(clips) > 1:
        given = ", ".join(f"{argument}={value}" for argument, value in clips.items())
        remedy = "choose one of clipnorm, clipvalue and global_clipnorm"
        raise ConfigurationError(explain("gradients can be clipped in one way only", given, remedy))
    for argument, value in clips.items():
        positive(argument, value)


def _finite(learning_rate: Any) -> float:
    """Return a learning rate that can be used, as a Python number."""
    number = learning_rate.array if isinstance(learning_rate, Value) else learning_rate
    if not isinstance(number, Real) and not (isinstance(number, np.ndarray) and number.ndim == 0):
        wrong = "learning_rate must be a number or a function of the step"
        raise ConfigurationError(explain(wrong, f"learning_rate={learning_rate!r}", "pass, say, 0.001"))
    rate = float(number)
    if not math.isfinite(rate):
        raise NotFiniteError(explain("learning_rate must be finite", f"learning_rate={rate}", "pass, say, 0.001"))
    if rate < 0:
        remedy = "pass a positive number; the minus sign is part of the formula"
        raise ConfigurationError(explain("learning_rate must not be negative", f"learning_rate={rate}", remedy))
    return rate


def _fitting(gradients: Sequence[Any], variables: Sequence[Variable]) -> list[Any]:
    """Return the gradients as arrays of their variables' dtypes; of complex ones as pairs."""
    if len(gradients) != len(variables):
        given = f"{len(gradients)} gradients for {len(variables)} variables"
        raise GradientError(explain("each variable needs one gradient", given, "pass lists of equal length"))
    return [_fit(g, v, k) for k, (g, v) in enumerate(zip(gradients, variables, strict=True))]


def _fit(gradient: Any, variable: Variable, place: int) -> Any:
    what = f"{variable.name!r}" if variable.name else f"variable number {place}"
    if gradient is None:
        remedy = "the loss does not depend on it, or backward() was not called: use it in the loss, or leave it out"
        raise GradientError(explain(f"{what} has no gradient", f"None for shape {variable.shape}", remedy))
    array = as_array(gradient.array if isinstance(gradient, Value) else gradient)
    if array.shape != variable.shape:
        given = f"shape {array.shape} for shape {variable.shape}"
        remedy = "pass the gradient of a scalar loss with respect to this variable"
        raise ShapeError(explain(f"the gradient of {what} has the wrong shape", given, remedy))
    return as_pairs(array.astype(variable.dtype, copy=False))
