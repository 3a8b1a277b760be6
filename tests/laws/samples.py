"""Random operands, cotangents and directions, away from kinks, so that finite differences say something.

Not here: matrices of special kinds (`kinds`), and the calls that the operands are for (`cases`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_core.registry import Interval, Operand
from tests.laws import kinds

Shape = tuple[int, ...]
TRIES = 5


@dataclass(frozen=True)
class Drawn:
    """Samples in double precision, as real and as complex numbers, and how far each of these may move, all at once.

    A step is safe where no two elements can pass each other, in size or real part, or pass a constant of the call.
    """

    real: tuple[Any, ...]
    complex: tuple[Any, ...]
    step: float
    complex_step: float

    def of(self, k: int, dtype: str) -> Any:
        """Return sample number k in a dtype."""
        return np.asarray((self.complex if dtype.startswith("complex") else self.real)[k].astype(dtype))


def drawn(operands: Sequence[Operand], domains: Sequence[Interval], seed: int, constants: Sequence[Any] = ()) -> Drawn:
    """Return a sample for each operand, well inside its domain."""
    rng = np.random.default_rng([seed, 0])
    plain = [k for k, operand in enumerate(operands) if operand.kind in ("", "complex")]
    shapes, intervals = [operands[k].shape for k in plain], [domains[k] for k in plain]
    fixed = [np.ravel(c).astype(float) for c in constants]
    real, gap = _best([_scattered(rng, shapes, intervals) for _ in range(TRIES)], fixed)
    turned, size_gap = _best([_with_imaginary_parts(rng, real) for _ in range(TRIES)], fixed)
    width = min((domain.high - domain.low for domain in intervals), default=1.0)
    width = min(width, kinds.STEP / 0.02) if len(plain) < len(operands) else width
    matrices = {k: _matrices(o, [seed, 4, k]) for k, o in enumerate(operands) if k not in plain}
    return Drawn(
        _in_order(operands, real, {k: pair[0] for k, pair in matrices.items()}),
        _in_order(operands, turned, {k: pair[1] for k, pair in matrices.items()}),
        min(0.02 * width, 0.2 * gap),
        min(0.02 * width, 0.2 * gap, 0.2 * size_gap),
    )


def _matrices(operand: Operand, seed: list[int]) -> tuple[Any, Any]:
    """Return a special operand, real and complex."""
    rng = np.random.default_rng(seed)
    return kinds.draw(operand.kind, operand.shape, rng), kinds.draw(operand.kind, operand.shape, rng, is_complex=True)


def _in_order(operands: Sequence[Operand], plain: Sequence[Any], special: dict[int, Any]) -> tuple[Any, ...]:
    rest = iter(plain)
    return tuple(special[k] if k in special else next(rest) for k in range(len(operands)))


def _best(tries: list[tuple[Any, ...]], fixed: list[Any]) -> tuple[tuple[Any, ...], float]:
    """Return the samples whose sizes (if complex) or values are furthest apart, and how far."""
    gaps = [_smallest_gap(np.concatenate([*map(_ranked, samples), *fixed, [np.inf]])) for samples in tries]
    best = int(np.argmax(gaps))
    return tries[best], gaps[best]


def _ranked(sample: Any) -> Any:
    return np.ravel(np.abs(sample) if np.iscomplexobj(sample) else sample)


def _smallest_gap(numbers: Any) -> float:
    gaps = np.diff(np.unique(numbers[~np.isnan(numbers)]))
    return float(gaps.min(initial=np.inf))


def _scattered(rng: np.random.Generator, shapes: Sequence[Shape], domains: Sequence[Interval]) -> tuple[Any, ...]:
    """Return samples that fill their domains, but for a tenth at each end, evenly and in random order."""
    count = sum(int(np.prod(shape)) for shape in shapes)
    places = iter((rng.permutation(count) + rng.uniform(0.3, 0.7, count)) / max(1, count))
    samples = []
    for shape, domain in zip(shapes, domains, strict=True):
        span = domain.high - domain.low
        flat = [domain.low + span * (0.1 + 0.8 * next(places)) for _ in range(int(np.prod(shape)))]
        samples.append(np.array(flat).reshape(shape))
    return tuple(samples)


def _with_imaginary_parts(rng: np.random.Generator, samples: Sequence[Any]) -> tuple[Any, ...]:
    """Return samples with imaginary parts too small to reach a branch point of any function of NumPy."""
    return tuple(np.asarray(x + 0.5j * away_from_zero(rng, x.shape, "float64")) for x in samples)


def away_from_zero(rng: np.random.Generator, shape: Shape, dtype: Any) -> Any:
    """Return random numbers, between ½ and 1 in size; of complex numbers real and imaginary parts are so."""

    def one() -> Any:
        return rng.choice([-1.0, 1.0], shape) * rng.uniform(0.5, 1.0, shape)

    return np.asarray(one() + 1j * one() if np.dtype(dtype).kind == "c" else one()).astype(dtype)


def lay(x: Any, layout: str) -> Any:
    """Return a read-only copy of an array in another memory layout; reading beside its elements gives NaN."""
    match layout:
        case "C":
            y = x.copy()
        case "Fortran":
            y = x.copy(order="F")
        case "strided":
            y = np.full([2 * n + 1 for n in x.shape], np.nan, x.dtype)[(slice(1, None, 2),) * x.ndim]
            y = y if x.ndim else np.asarray(y)
            y[...] = x
        case "reversed":
            backwards = (slice(None, None, -1),) * x.ndim
            y = x[(*backwards, ...)].copy()[(*backwards, ...)]
    y.flags.writeable = False
    return y
