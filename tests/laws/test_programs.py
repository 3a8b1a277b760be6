"""Random programs: operations of the registry, composed at random, have the gradients that finite differences say.

A program is a list of calls. Each takes its operands from vectors computed before, shaped as its example wants and
brought into its domain, and leaves another vector. So values are used several times, and every operation meets others.
"""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import autograd_core as ag
from autograd_core.registry import Composite
from tests.laws.cases import SUBJECTS, samples_of
from tests.laws.kinds import MATRICES, STEP, tangent
from tests.laws.laws import in_double, slope

WIDTH = 6


def usable(case):
    results = case.arrays(case.values)
    return bool(case.wanted) and in_double(case) and any(y.size for y in results) and all(map(is_finite, results))


def has_rules(made):
    return isinstance(made, Composite) or bool(made.rules)


def is_finite(y):
    return np.isfinite(y).all()


CALLS = [
    case for name, made in sorted(SUBJECTS.items()) if has_rules(made) for case in samples_of(name) if usable(case)
]


@st.composite
def programs(draw):
    """Draw calls, each with the numbers of the vectors that its operands come from."""
    program = []
    for _ in range(draw(st.integers(2, 6))):
        case = draw(st.sampled_from(CALLS))
        sources = draw(st.lists(st.integers(0, 99), min_size=len(case.samples), max_size=len(case.samples)))
        program.append((case, sources))
    return program


def operand(vector, sample, domain, kind):
    """Return a vector as an operand of the shape of a sample: inside its domain, or a matrix of a kind near it."""
    places = np.arange(sample.size).reshape(sample.shape)
    spread = np.sin(vector[places % WIDTH] + 0.3 * places)
    if kind in MATRICES:
        return sample + STEP * tangent(kind, spread)
    middle, half = (domain.high + domain.low) / 2, (domain.high - domain.low) / 2
    return (middle + 0.8 * half * spread) * (1 + 0.5j if kind == "complex" else 1)


def run(program, x):
    """Return a scalar computed from a vector: by the program, if it is a Tensor or an array."""
    vectors = [x]
    for case, sources in program:
        picked = [vectors[source % len(vectors)] for source in sources]
        drawn = zip(picked, case.samples, case.domains, case.kinds, strict=True)
        results = [y for y in case.outputs([operand(*each) for each in drawn]) if y.size]
        flat = results[-1].reshape(-1)
        flat = flat.real + 2 * flat.imag if flat.dtype.kind == "c" else flat
        vectors.append(flat[np.arange(WIDTH) % flat.size])
    return sum(((k + 1) * vector * np.arange(1.0, WIDTH + 1)).sum() for k, vector in enumerate(vectors))


def value(program, x):
    """Return the scalar as a number."""
    return run(program, ag.Tensor(x)).item()


def smooth_slope(function):
    """Return the derivative at 0, where two finite differences agree on it; a kink is close where they do not."""
    with np.errstate(all="ignore"):
        coarse, fine = slope(function, 1e-3), slope(function, 2e-4)
    assume(np.isfinite(fine) and abs(coarse - fine) <= 1e-7 * (1 + abs(fine)))
    return fine


@settings(max_examples=100)
@given(programs(), st.integers(0, 2**16))
def test_gradients_of_random_programs(program, seed):
    rng = np.random.default_rng(seed)
    x, u = rng.uniform(-1, 1, WIDTH), rng.uniform(0.5, 1, WIDTH) * rng.choice([-1, 1], WIDTH)
    expected = smooth_slope(lambda t: value(program, x + t * u))
    gradient = ag.grad(lambda x: run(program, x))(x)
    assert float(gradient @ u) == pytest.approx(expected, rel=1e-6, abs=1e-6 * np.abs(gradient).sum() + 1e-6)


@settings(max_examples=50)
@given(programs(), st.integers(0, 2**16))
def test_second_derivatives_of_random_programs(program, seed):
    rng = np.random.default_rng(seed)
    x, u, w = rng.uniform(-1, 1, (3, WIDTH))
    gradient = ag.grad(lambda x: run(program, x))
    expected = smooth_slope(lambda t: float(gradient(x + t * u) @ w))
    curved = ag.hvp(lambda x: run(program, x))(x, u)
    assert float(curved @ w) == pytest.approx(expected, rel=1e-6, abs=1e-6 * np.abs(curved).sum() + 1e-5)
