"""Laws at extreme values: kinks, zeros of both signs, subnormal and huge numbers, infinities, NaN.

Elementwise operations are asked at all combinations of such values. Nothing may fail or warn where NumPy does not, what
has no influence has no gradient, and where there is no derivative the gradient is the subgradient that was chosen.
"""

import warnings
from itertools import product

import numpy as np
import pytest
import scipy.special as sp

import autograd_core as ag
from autograd_core.record import Leaf, Node
from autograd_core.registry import OPERATIONS
from autograd_core.values import make
from tests.laws.cases import ELEMENTWISE, takes_floats

NAMES = [name for name in ELEMENTWISE if takes_floats(OPERATIONS[name])]
WITH_RULES = [name for name in NAMES if OPERATIONS[name].rules]
DTYPES = ("float64", "float32")


def extremes(dtype):
    """Return numbers at which formulas break."""
    limits = np.finfo(dtype)
    positive = [0.0, limits.smallest_subnormal, limits.tiny, 1e-12, 0.5, 1 - limits.eps, 1.0, 2.0, 10.0, 90.0, 800.0]
    positive += [float(np.sqrt(limits.max)) * 1.5, limits.max, np.inf]
    return np.array([sign * x for x in positive for sign in (1.0, -1.0)] + [np.nan], dtype)


def operands(operation, dtype):
    """Return all combinations of extreme numbers, one array for each operand."""
    count = len(operation.operands)
    numbers = extremes(dtype) if count < 3 else extremes(dtype)[::3]
    return [np.ascontiguousarray(column) for column in np.array(list(product(*[numbers] * count))).T]


def warned(function, *args):
    """Return the messages of the warnings that a call causes."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        function(*args)
    return {str(w.message) for w in caught}


def gradients(operation, xs, g, mask=None):
    """Return the gradients of an operation, of `where(mask, operation, 0)` if there is a mask."""
    inputs = [make(x, Leaf()) for x in xs]
    with np.errstate(all="ignore"):
        y = operation(*inputs)
        y = y if mask is None else ag.where(mask, y, 0.0)
    if isinstance(y.node, Node):
        y.backward(g)
    return [np.zeros_like(x) if leaf.grad is None else leaf.grad.array for x, leaf in zip(xs, inputs, strict=True)]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", NAMES)
def test_only_numpys_own_warnings_are_heard(name, dtype):
    operation = OPERATIONS[name]
    xs = operands(operation, dtype)
    own = warned(operation.forward, *xs)
    assert warned(lambda *xs: operation(*[make(x, Leaf()) for x in xs]), *xs) == own
    with np.errstate(all="ignore"):
        y = operation(*[make(x, Leaf()) for x in xs])
    if isinstance(y.node, Node):
        assert not warned(y.backward, np.ones_like(y.array))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", WITH_RULES)
def test_a_cotangent_of_zero_gives_zero_everywhere(name, dtype):
    operation = OPERATIONS[name]
    xs = operands(operation, dtype)
    for g in gradients(operation, xs, np.zeros_like(xs[0])):
        assert not g.any()


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", WITH_RULES)
def test_what_has_no_influence_has_no_gradient(name, dtype):
    operation = OPERATIONS[name]
    xs = operands(operation, dtype)
    mask = np.arange(xs[0].size) % 3 != 0
    alone = gradients(operation, xs, np.ones_like(xs[0]))
    masked = gradients(operation, xs, np.ones_like(xs[0]), mask)
    for g, reference in zip(masked, alone, strict=True):
        assert not g[~mask].any()
        np.testing.assert_array_equal(g[mask], reference[mask])


def is_defined_beside(operation, xs, k):
    """Return where an operation has a value beside its operand number k, on one side at least."""
    sides = []
    for direction in (1e-3, -1e-3):
        moved = [x * (1 + direction) + direction / 2 if i == k else x for i, x in enumerate(xs)]
        sides.append(~np.isnan(operation.forward(*moved)))
    return (sides[0] | sides[1]) & (np.abs(xs[k]) < 1e6)  # beyond, all floating-point numbers may be integers


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", WITH_RULES)
def test_where_values_are_finite_no_gradient_is_nan(name, dtype):
    operation = OPERATIONS[name]
    xs = operands(operation, dtype)
    found = gradients(operation, xs, np.ones_like(xs[0]))
    with np.errstate(all="ignore"):
        finite = np.isfinite([operation.forward(*xs), *xs]).all(axis=0)
        for k, g in enumerate(found):
            bad = np.isnan(g) & finite & is_defined_beside(operation, xs, k)
            assert not bad.any(), f"operand {k} at {[x[bad][:5] for x in xs]}"


@pytest.mark.parametrize("name", WITH_RULES)
def test_single_precision_does_not_overflow_where_double_does_not(name):
    operation = OPERATIONS[name]
    xs = operands(operation, "float32")
    normal = [(x == 0) | (np.abs(x) >= np.finfo("float32").tiny) for x in xs]
    xs = [x[np.all(normal, axis=0)] for x in xs]  # subnormal numbers have lost their precision already
    single = gradients(operation, xs, np.ones_like(xs[0]))
    double = gradients(operation, [x.astype("float64") for x in xs], np.ones(xs[0].size))
    with np.errstate(all="ignore"):
        values = operation.forward(*xs)
    for k, (g, exact) in enumerate(zip(single, double, strict=True)):
        with np.errstate(over="ignore"):
            asked = np.isfinite(values) & np.isfinite(exact.astype("float32"))
        bad = asked & ~np.isclose(g, exact, rtol=1e-3, atol=1e-5)
        assert not bad.any(), f"operand {k} at {[x[bad][:5] for x in xs]}: {g[bad][:5]}, exact {exact[bad][:5]}"


KINKS = {
    "absolute": [((0.0,), (0.0,)), ((-0.0,), (0.0,))],
    "fabs": [((0.0,), (0.0,)), ((-0.0,), (0.0,))],
    "copysign": [((0.0, 2.0), (1.0, 0.0)), ((-0.0, 2.0), (-1.0, 0.0))],
    "maximum": [((1.0, 1.0), (0.5, 0.5)), ((0.0, -0.0), (0.5, 0.5))],
    "minimum": [((1.0, 1.0), (0.5, 0.5))],
    "fmax": [((1.0, 1.0), (0.5, 0.5)), ((np.nan, 1.0), (0.0, 1.0)), ((1.0, np.nan), (1.0, 0.0))],
    "fmin": [((1.0, 1.0), (0.5, 0.5)), ((np.nan, 1.0), (0.0, 1.0)), ((1.0, np.nan), (1.0, 0.0))],
    "clamp": [
        ((1.0, 1.0, 2.0), (1.0, 0.0, 0.0)),
        ((2.0, 1.0, 2.0), (1.0, 0.0, 0.0)),
        ((1.5, 2.0, 1.0), (0.0, 0.0, 1.0)),
    ],
    "power": [((0.0, 2.0), (0.0, 0.0)), ((0.0, 0.0), (0.0, 0.0)), ((0.0, 1.0), (1.0, 0.0))],
    "float_power": [((0.0, 2.0), (0.0, 0.0)), ((0.0, 0.0), (0.0, 0.0)), ((0.0, 1.0), (1.0, 0.0))],
    "arctan2": [((0.0, 0.0), (0.0, 0.0))],
    "hypot": [((0.0, 0.0), (0.0, 0.0))],
    "xlogy": [((0.0, 0.0), (0.0, 0.0))],
    "relu": [((0.0,), (0.0,)), ((-0.0,), (0.0,))],
}


@pytest.mark.parametrize("name", [n for n in NAMES if OPERATIONS[n].kink not in ("", "everywhere: 0")])
def test_the_subgradient_at_a_kink_is_the_chosen_one(name):
    assert name in KINKS, f"say here what {OPERATIONS[name].kink!r} means in numbers"
    for values, expected in KINKS[name]:
        got = gradients(OPERATIONS[name], [np.array(x) for x in values], np.array(1.0))
        assert tuple(float(g) for g in got) == expected, values


EYE, NOTHING = [[1.0, 0.0], [0.0, 1.0]], [[0.0, 0.0], [0.0, 0.0]]
ALONG_AN_AXIS = {
    "max": (np.max, [1.0, 1.0, 0.0], 1.0, [0.5, 0.5, 0.0]),
    "max_pool": (
        lambda x: ag.max_pool1d(x.reshape(1, 3, 1), 2, 1).ravel(),
        [1.0, 1.0, 0.0],
        [2.0, 3.0],
        [1.0, 4.0, 0.0],
    ),
    "min": (np.min, [1.0, 0.0, 0.0], 1.0, [0.0, 0.5, 0.5]),
    "std": (np.std, [2.0, 2.0], 1.0, [0.0, 0.0]),
    "cummax": (np.maximum.accumulate, [1.0, 1.0], [1.0, 1.0], [1.5, 0.5]),
    "cummin": (np.minimum.accumulate, [1.0, 1.0], [1.0, 1.0], [1.5, 0.5]),
    "sort": (np.sort, [1.0, 1.0, 0.0], [1.0, 2.0, 3.0], [2.0, 3.0, 1.0]),
    "euclidean_norm": (np.linalg.norm, [0.0, 0.0], 1.0, [0.0, 0.0]),
    "i0e": (sp.i0e, [0.0], [1.0], [0.0]),
    "scipy_xlogy": (lambda x: sp.xlogy(x, x), [0.0], [1.0], [0.0]),
    "eig": (lambda a: np.linalg.eig(a).eigenvectors, EYE, EYE, NOTHING),
    "eigh": (lambda a: np.linalg.eigh(a).eigenvectors, EYE, EYE, NOTHING),
    "eigvalsh": (np.linalg.eigvalsh, EYE, [2.0, 2.0], [[2.0, 0.0], [0.0, 2.0]]),
    "pinv": (np.linalg.pinv, [[1.0, 0.0], [0.0, 0.0]], [[1.0, 2.0], [3.0, 4.0]], [[-1.0, 3.0], [2.0, 0.0]]),
    "singular_vectors": (lambda a: np.linalg.svd(a).U, EYE, EYE, NOTHING),
    "svdvals": (np.linalg.svdvals, [[2.0, 0.0], [0.0, 0.0]], [3.0, 5.0], [[3.0, 0.0], [0.0, 0.0]]),
}
OTHERS = sorted(name for name, op in OPERATIONS.items() if op.kink and name not in ELEMENTWISE)


@pytest.mark.parametrize("name", OTHERS)
def test_the_subgradient_at_a_tie_is_the_chosen_one(name):
    assert name in ALONG_AN_AXIS, f"say here what {OPERATIONS[name].kink!r} means in numbers"
    function, x, cotangent, expected = ALONG_AN_AXIS[name]
    assert ag.vjp(function, np.array(x))[1](np.array(cotangent))[0].tolist() == expected
