"""How weights begin: constant, or random in just the spread that keeps signals alive, with the names of Keras.

    >>> GlorotUniform(seed=1)((784, 512)).dtype
    dtype('float32')
    >>> get("zeros")((2,))
    Tensor([0., 0.], dtype=float32)

Each is called with a shape and gives a Tensor, float32 by default. With a seed an initializer gives the same numbers
each time it is called; without, the next ones of `autograd_core.random`, which `nn.utils.set_random_seed` sets.

With a weight matrix of shape (fan_in, fan_out), a sum of fan_in products has the variance of its inputs if weights have
the variance 1 / fan_in; the same holds for gradients on their way back with 1 / fan_out. Not here: the generator itself
(`autograd_core.random`).
"""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

import autograd_core as ag
from autograd_core.errors import ConfigurationError, ShapeError, explain, unknown_name

__all__ = ["Constant", "GlorotNormal", "GlorotUniform", "HeNormal", "HeUniform", "Initializer", "LecunNormal"]
__all__ += [
    "LecunUniform",
    "Ones",
    "RandomNormal",
    "RandomUniform",
    "TruncatedNormal",
    "VarianceScaling",
    "Zeros",
    "get",
]

Shape = Sequence[int]

STANDARD_DEVIATION_OF_TRUNCATED = 0.87962566103423978
"""The standard deviation of a standard normal law that is cut off at ±2."""


class Initializer:
    """The base of all initializers: a subclass defines `__call__(shape, dtype)`."""

    def __call__(self, shape: Shape, dtype: Any = "float32") -> ag.Tensor:
        """Return the first values of a weight."""
        given = f"the class {type(self).__name__} without __call__"
        raise ConfigurationError(
            explain("an initializer cannot be called", given, "define __call__(self, shape, dtype)")
        )


class Constant(Initializer):
    """The same number everywhere.

    >>> Constant(0.5)((2,))
    Tensor([0.5, 0.5], dtype=float32)
    """

    def __init__(self, value: float = 0.0) -> None:
        self.value = value

    def __call__(self, shape: Shape, dtype: Any = "float32") -> ag.Tensor:
        """Return an array of the number."""
        return ag.Tensor(np.full(tuple(shape), self.value, dtype))


class Zeros(Constant):
    """0 everywhere.

    >>> Zeros()((2,))
    Tensor([0., 0.], dtype=float32)
    """

    def __init__(self) -> None:
        super().__init__(0.0)


class Ones(Constant):
    """1 everywhere.

    >>> Ones()((2,))
    Tensor([1., 1.], dtype=float32)
    """

    def __init__(self) -> None:
        super().__init__(1.0)


# ------------------------------------------------------------------------------------------------------------- random


class _Random(Initializer):
    """An initializer that draws random numbers."""

    def __init__(self, seed: int | None = None) -> None:
        self.seed = seed

    def _generator(self) -> Any:
        return ag.random.default if self.seed is None else ag.random.Generator(self.seed)


class RandomUniform(_Random):
    """Uniform numbers from `minval` to `maxval`.

    >>> RandomUniform(0.0, 1.0, seed=1)((3,)).shape
    (3,)
    """

    def __init__(self, minval: float = -0.05, maxval: float = 0.05, seed: int | None = None) -> None:
        super().__init__(seed)
        self.minval, self.maxval = minval, maxval

    def __call__(self, shape: Shape, dtype: Any = "float32") -> ag.Tensor:
        """Return random numbers."""
        return _uniform(self._generator(), shape, dtype, self.minval, self.maxval)


class RandomNormal(_Random):
    """Normal numbers.

    >>> RandomNormal(5.0, 0.0)((2,))
    Tensor([5., 5.], dtype=float32)
    """

    def __init__(self, mean: float = 0.0, stddev: float = 0.05, seed: int | None = None) -> None:
        super().__init__(seed)
        self.mean, self.stddev = mean, stddev

    def __call__(self, shape: Shape, dtype: Any = "float32") -> ag.Tensor:
        """Return random numbers."""
        return _normal(self._generator(), shape, dtype, self.mean, self.stddev)


class TruncatedNormal(RandomNormal):
    """Normal numbers, drawn again where they are more than two standard deviations from the mean.

    >>> abs(TruncatedNormal(0.0, 1.0, seed=1)((1000,)).numpy()).max() <= 2
    np.True_
    """

    def __call__(self, shape: Shape, dtype: Any = "float32") -> ag.Tensor:
        """Return random numbers."""
        return _truncated_normal(self._generator(), shape, dtype, self.mean, self.stddev)


class VarianceScaling(_Random):
    """Random numbers of mean 0 and variance scale / n, where n counts the inputs or outputs of a unit.

    scale         what the activation function asks for: 1 for linear and tanh, 2 for relu
    mode          n: "fan_in", "fan_out", or "fan_avg", the mean of both
    distribution  "truncated_normal" (or "normal"), "untruncated_normal" or "uniform"
    seed          for the same numbers at each call

    A normal law cut off at ±2 σ has a standard deviation of 0.8796 σ, which is corrected for. Raises UnknownNameError
    for a mode or distribution that is in no list, ConfigurationError where the scale is not positive.

    >>> round(float(VarianceScaling(2.0, seed=1)((1000, 50)).numpy().var()), 4)
    0.002
    """

    def __init__(
        self,
        scale: float = 1.0,
        mode: str = "fan_in",
        distribution: str = "truncated_normal",
        seed: int | None = None,
    ) -> None:
        super().__init__(seed)
        if scale <= 0:
            raise ConfigurationError(explain("scale must be positive", f"scale={scale!r}", "pass one such as 1.0"))
        if mode not in _FANS:
            raise unknown_name(kind="mode", name=mode, known=_FANS)
        distribution = {"normal": "truncated_normal"}.get(distribution, distribution)
        if distribution not in _DRAWS:
            raise unknown_name(kind="distribution", name=distribution, known=_DRAWS)
        self.scale, self.mode, self.distribution = scale, mode, distribution

    def __call__(self, shape: Shape, dtype: Any = "float32") -> ag.Tensor:
        """Return random numbers."""
        variance = self.scale / max(1.0, _FANS[self.mode](*_fans(shape)))
        return _DRAWS[self.distribution](self._generator(), shape, dtype, math.sqrt(variance))


class GlorotUniform(VarianceScaling):
    """Uniform within ±√(6 / (fan_in + fan_out)): variance 2 / (fan_in + fan_out), a compromise between both directions.

    Glorot, Bengio: Understanding the difficulty of training deep feedforward neural networks, 2010.

    >>> GlorotUniform(seed=1)((3, 3)).shape
    (3, 3)
    """

    def __init__(self, seed: int | None = None) -> None:
        super().__init__(1.0, "fan_avg", "uniform", seed)


class GlorotNormal(VarianceScaling):
    """Truncated normal of variance 2 / (fan_in + fan_out).

    Glorot, Bengio: Understanding the difficulty of training deep feedforward neural networks, 2010.

    >>> GlorotNormal(seed=1)((3, 3)).shape
    (3, 3)
    """

    def __init__(self, seed: int | None = None) -> None:
        super().__init__(1.0, "fan_avg", "truncated_normal", seed)


class HeUniform(VarianceScaling):
    """Uniform within ±√(6 / fan_in): variance 2 / fan_in, since relu lets half of the signal pass.

    He, Zhang, Ren, Sun: Delving deep into rectifiers, 2015.

    >>> HeUniform(seed=1)((3, 3)).shape
    (3, 3)
    """

    def __init__(self, seed: int | None = None) -> None:
        super().__init__(2.0, "fan_in", "uniform", seed)


class HeNormal(VarianceScaling):
    """Truncated normal of variance 2 / fan_in, since relu lets half of the signal pass.

    He, Zhang, Ren, Sun: Delving deep into rectifiers, 2015.

    >>> HeNormal(seed=1)((3, 3)).shape
    (3, 3)
    """

    def __init__(self, seed: int | None = None) -> None:
        super().__init__(2.0, "fan_in", "truncated_normal", seed)


class LecunUniform(VarianceScaling):
    """Uniform within ±√(3 / fan_in): variance 1 / fan_in.

    LeCun, Bottou, Orr, Müller: Efficient backprop, 1998.

    >>> LecunUniform(seed=1)((3, 3)).shape
    (3, 3)
    """

    def __init__(self, seed: int | None = None) -> None:
        super().__init__(1.0, "fan_in", "uniform", seed)


class LecunNormal(VarianceScaling):
    """Truncated normal of variance 1 / fan_in; goes with selu.

    LeCun, Bottou, Orr, Müller: Efficient backprop, 1998.

    >>> LecunNormal(seed=1)((3, 3)).shape
    (3, 3)
    """

    def __init__(self, seed: int | None = None) -> None:
        super().__init__(1.0, "fan_in", "truncated_normal", seed)


def _fans(shape: Shape) -> tuple[int, int]:
    """Return how many inputs and outputs a unit has; axes before the last two are those of a window.

    >>> _fans((784, 512)), _fans((3, 3, 16, 32)), _fans((5,)), _fans(())
    ((784, 512), (144, 288), (5, 5), (1, 1))
    """
    if len(shape) < 2:
        n = shape[0] if shape else 1
        return n, n
    window = math.prod(shape[:-2])
    return shape[-2] * window, shape[-1] * window


def _uniform(generator: Any, shape: Shape, dtype: Any, low: float, high: float) -> ag.Tensor:
    return ag.Tensor(generator.uniform(low, high, size=tuple(shape), dtype="float32"), dtype)


def _normal(generator: Any, shape: Shape, dtype: Any, mean: float, stddev: float) -> ag.Tensor:
    return ag.Tensor(generator.normal(mean, stddev, size=tuple(shape), dtype="float32"), dtype)


def _truncated_normal(generator: Any, shape: Shape, dtype: Any, mean: float, stddev: float) -> ag.Tensor:
    """Draw standard normal numbers, those beyond ±2 again, and scale them."""
    x = generator.normal(size=tuple(shape), dtype="float32").array
    while (beyond := np.abs(x) > 2).any():
        x[beyond] = generator.normal(size=int(beyond.sum()), dtype="float32").array
    return ag.Tensor(mean + stddev * x, dtype=dtype)


_FANS: dict[str, Callable[[int, int], float]] = {
    "fan_in": lambda fan_in, fan_out: fan_in,
    "fan_out": lambda fan_in, fan_out: fan_out,
    "fan_avg": lambda fan_in, fan_out: (fan_in + fan_out) / 2,
}

_DRAWS: dict[str, Callable[[Any, Shape, Any, float], ag.Tensor]] = {
    "truncated_normal": lambda rng, shape, dtype, std: _truncated_normal(
        rng, shape, dtype, 0.0, std / STANDARD_DEVIATION_OF_TRUNCATED
    ),
    "untruncated_normal": lambda rng, shape, dtype, std: _normal(rng, shape, dtype, 0.0, std),
    "uniform": lambda rng, shape, dtype, std: _uniform(rng, shape, dtype, -math.sqrt(3) * std, math.sqrt(3) * std),
}

_CLASSES: tuple[type[Initializer], ...] = (
    *(Constant, GlorotNormal, GlorotUniform, HeNormal, HeUniform, LecunNormal, LecunUniform, Ones),
    *(RandomNormal, RandomUniform, TruncatedNormal, VarianceScaling, Zeros),
)

BY_NAME: dict[str, type[Initializer]] = {re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower(): cls for cls in _CLASSES}
BY_NAME |= {"normal": RandomNormal, "uniform": RandomUniform, "one": Ones, "zero": Zeros}


def get(identifier: Any) -> Callable[..., Any]:
    """Return an initializer, from its name, its class, an array of first values, or a function of (shape, dtype).

    Raises UnknownNameError for a name that is in no list, ConfigurationError for anything else.

    >>> type(get("glorot_uniform")).__name__
    'GlorotUniform'
    """
    if isinstance(identifier, str):
        found = BY_NAME.get(identifier) or {cls.__name__: cls for cls in _CLASSES}.get(identifier)
        if found is None:
            raise unknown_name(kind="initializer", name=identifier, known=BY_NAME)
        return found()
    if isinstance(identifier, (np.ndarray, ag.Tensor)):
        return _Given(identifier)
    if inspect.isclass(identifier) and issubclass(identifier, Initializer):
        return identifier()
    if not callable(identifier):
        remedy = "pass a name such as 'glorot_uniform', an Initializer or an array"
        raise ConfigurationError(explain("this is no initializer", repr(identifier), remedy))
    function: Callable[..., Any] = identifier
    return function


class _Given(Initializer):
    """The values of an array."""

    def __init__(self, values: Any) -> None:
        self.values = values

    def __call__(self, shape: Shape, dtype: Any = "float32") -> ag.Tensor:
        """Return the values; raises ShapeError where they have another shape."""
        if self.values.shape != tuple(shape):
            given = f"an array of shape {self.values.shape} for a weight of shape {tuple(shape)}"
            raise ShapeError(
                explain("the first values do not fit the weight", given, "pass an array of the weight's shape")
            )
        return ag.Tensor(self.values, dtype=dtype)
