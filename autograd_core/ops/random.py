"""Random numbers: draws that can be repeated, and through which gradients flow to the parameters of the distribution.

A draw is written as a formula of its parameters and of noise that has none, y = loc + scale · ε, so that it can be
differentiated (Kingma and Welling, Auto-encoding variational Bayes, 2014). The state is one NumPy generator, held by a
`Generator`; the functions of this module use a default one, which `seed` sets back.

    >>> import numpy as np, autograd_core as ag
    >>> rng = ag.random.Generator(0)
    >>> round(ag.grad(lambda high: np.mean(rng.uniform(0.0, high, size=1000)))(2.0), 1)
    0.5
    >>> ag.random.Generator(7).normal() == ag.random.Generator(7).normal()
    Tensor(True)

Not here: gradients of the chance of an outcome, for draws that change in jumps (`bernoulli`, `categorical`, …).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_core.errors import DTypeError, ShapeError, explain
from autograd_core.ops.elementwise import add, multiply, subtract
from autograd_core.ops.gathering import take
from autograd_core.record import tracing
from autograd_core.values import as_array, make, unwrap

if TYPE_CHECKING:
    from autograd_core.tensor import Tensor

__all__ = ["Generator", "bernoulli", "categorical", "default", "exponential", "gumbel", "integers", "normal"]
__all__ += ["permutation", "seed", "uniform"]

Shape = tuple[int, ...]
Size = int | Sequence[int] | None

drawing: ContextVar[Callable[[Any], None] | None] = ContextVar("drawing", default=None)
"""What is called with NumPy's generator before each draw, for whoever repeats draws or forbids them; None as a rule."""


class Generator:
    """A stream of random numbers: the same seed gives the same stream.

    seed  an integer, or a sequence of integers; None takes one from the operating system

    Every draw has a `size`, by default the shape that its parameters broadcast to, and a `dtype`, float32 or float64,
    by default that of its parameters; double precision for Python numbers. Draws raise ShapeError where parameters do
    not broadcast to `size`, DTypeError for another dtype.
    """

    def __init__(self, seed: int | Sequence[int] | None = None) -> None:
        self.seed(seed)

    def seed(self, seed: int | Sequence[int] | None) -> None:
        """Start the stream of a seed.

        >>> rng = Generator(1)
        >>> first = rng.normal()
        >>> rng.seed(1)
        >>> bool(rng.normal() == first)
        True
        """
        if (trace := tracing.get()) is not None:
            trace.seeded.add(self)
        self._seed = seed
        self._stream: Any = None

    @property
    def _numpy(self) -> Any:
        """NumPy's generator, made at the first draw: importing `numpy.random` takes as long as all the rest of us."""
        if self._stream is None:
            self._stream = np.random.Generator(np.random.PCG64(self._seed))
        if (note := drawing.get()) is not None:
            note(self._stream)
        trace = tracing.get()
        return self._stream if trace is None else trace.stream(self)

    @property
    def state(self) -> Mapping[str, Any]:
        """All that decides on the numbers to come; set it to repeat them.

        >>> rng = Generator(1)
        >>> state = rng.state
        >>> first = rng.normal()
        >>> rng.state = state
        >>> bool(rng.normal() == first)
        True
        """
        state: Mapping[str, Any] = self._numpy.bit_generator.state
        return state

    @state.setter
    def state(self, state: Mapping[str, Any]) -> None:
        self._numpy.bit_generator.state = state

    # ----------------------------------------------------------------------------------------- smooth in the parameters

    def normal(self, loc: Any = 0.0, scale: Any = 1.0, size: Size = None, dtype: Any = None) -> Any:
        """Draw from normal distributions: y = loc + scale · ε, ε standard normal.

        >>> Generator(0).normal(5.0, 0.0, size=2)
        Tensor([5., 5.])
        """
        shape, kind = _form((loc, scale), size, dtype)
        noise = _constant(self._numpy.standard_normal(shape, kind))
        return _typed(add(loc, multiply(scale, noise)), kind)

    def uniform(self, low: Any = 0.0, high: Any = 1.0, size: Size = None, dtype: Any = None) -> Any:
        """Draw from the half-open intervals [low, high): y = low + (high − low) · u, u uniform in [0, 1).

        >>> Generator(0).uniform(size=3).shape
        (3,)
        """
        shape, kind = _form((low, high), size, dtype)
        noise = _constant(self._numpy.random(shape, kind))
        if type(low) is type(high) is float and (low, high) == (0.0, 1.0):
            return noise
        return _typed(add(low, multiply(subtract(high, low), noise)), kind)

    def exponential(self, scale: Any = 1.0, size: Size = None, dtype: Any = None) -> Any:
        """Draw from exponential distributions of mean `scale`: y = scale · ε, ε of mean 1.

        >>> Generator(0).exponential(0.0, size=2)
        Tensor([0., 0.])
        """
        shape, kind = _form((scale,), size, dtype)
        return _typed(multiply(scale, _constant(self._numpy.standard_exponential(shape, kind))), kind)

    def gumbel(self, loc: Any = 0.0, scale: Any = 1.0, size: Size = None, dtype: Any = None) -> Any:
        """Draw from Gumbel distributions, the largest of many: y = loc − scale · log ε, ε exponential of mean 1.

        >>> Generator(0).gumbel(3.0, 0.0)
        Tensor(3.)
        """
        shape, kind = _form((loc, scale), size, dtype)
        noise = np.maximum(self._numpy.standard_exponential(shape, kind), np.finfo(kind).tiny)
        return _typed(subtract(loc, multiply(scale, _constant(np.log(noise)))), kind)

    # --------------------------------------------------------------------------------------------------------- in jumps

    def bernoulli(self, p: Any = 0.5, size: Size = None) -> Tensor:
        """Draw True with probability `p`, else False. No gradient flows to `p`.

        >>> Generator(0).bernoulli([0.0, 1.0])
        Tensor([False,  True])
        """
        shape, _ = _form((p,), size, None)
        return _constant(self._numpy.random(shape) < as_array(unwrap(p)[0]))

    def categorical(self, logits: Any, size: Size = None) -> Tensor:
        """Draw numbers of classes with probabilities softmax(logits) over the last axis. No gradient flows to `logits`.

        `size` is by default the shape of the logits without the last axis. The largest of logits with Gumbel noise has
        just these probabilities (Gumbel, Statistical theory of extreme values, 1954).

        >>> Generator(0).categorical([0.0, -np.inf, -np.inf], size=3)
        Tensor([0, 0, 0])
        """
        array = as_array(unwrap(logits)[0])
        if array.ndim == 0:
            raise ShapeError(explain("categorical needs logits over classes", "shape ()", "pass at least one axis"))
        shape = array.shape[:-1] if size is None else _shape(size)
        noise = self.gumbel(size=(*_covering(array.shape[:-1], shape), array.shape[-1])).array
        return _constant((array + noise).argmax(-1))

    def integers(self, low: int, high: int | None = None, size: Size = None, *, endpoint: bool = False) -> Tensor:
        """Draw integers from `low` to `high`, which is left out unless `endpoint`; with one bound only, from 0 to it.

        >>> Generator(0).integers(1, size=3)
        Tensor([0, 0, 0])
        """
        return _constant(self._numpy.integers(low, high, size, endpoint=endpoint))

    def permutation(self, x: Any, axis: int = 0) -> Any:
        """Return the numbers below the integer `x`, or the slices of an array along an axis, in random order.

        The gradient flows back to the slices.

        >>> np.sort(Generator(0).permutation(4))
        Tensor([0, 1, 2, 3])
        """
        array = as_array(unwrap(x)[0])
        if array.ndim == 0:
            return _constant(self._numpy.permutation(int(array)))
        return take(x, self._numpy.permutation(array.shape[axis]), axis)


def _constant(array: Any) -> Tensor:
    return make(as_array(array), None)


def _typed(y: Tensor, kind: Any) -> Any:
    return y if y.dtype == kind else y.astype(kind)


def _shape(size: int | Sequence[int]) -> Shape:
    return (int(size),) if isinstance(size, (int, np.integer)) else tuple(size)


def _covering(shape: Shape, wanted: Shape) -> Shape:
    """Return the wanted shape, to which `shape` must broadcast."""
    try:
        fits = np.broadcast_shapes(shape, wanted) == wanted
    except ValueError:
        fits = False
    if not fits:
        given = f"parameters of shape {shape} for size={wanted}"
        raise ShapeError(explain("the parameters of a draw do not broadcast to its size", given, "leave the size out"))
    return wanted


def _form(parameters: tuple[Any, ...], size: Size, dtype: Any) -> tuple[Shape, Any]:
    """Return the shape and the dtype of a draw."""
    arrays = [unwrap(x)[0] for x in parameters]
    try:
        shape = np.broadcast_shapes(*map(np.shape, arrays))
    except ValueError:
        given = " and ".join(str(np.shape(a)) for a in arrays)
        remedy = "pass parameters of shapes that broadcast"
        raise ShapeError(explain("the parameters of a draw do not fit together", f"shapes {given}", remedy)) from None
    typed = [a for a in arrays if isinstance(a, (np.ndarray, np.generic)) and a.dtype.kind == "f"]
    found = np.dtype(dtype or (np.result_type(*typed) if typed else np.float64))
    if found not in (np.float32, np.float64):
        raise DTypeError(explain("no random numbers of this dtype", str(found), "pass dtype='float32' or 'float64'"))
    return (shape if size is None else _covering(shape, _shape(size))), found


default = Generator()
"""The generator behind the functions of this module."""

seed, normal, uniform, exponential, gumbel = (
    default.seed,
    default.normal,
    default.uniform,
    default.exponential,
    default.gumbel,
)
bernoulli, categorical, integers, permutation = (
    default.bernoulli,
    default.categorical,
    default.integers,
    default.permutation,
)
