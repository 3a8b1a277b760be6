"""Laws at extreme complex values: parts that are zeros of both signs, tiny, huge, infinite or NaN, in all combinations.

As for real numbers (`test_extremes`): nothing warns where NumPy does not, and what has no influence has no gradient.
"""

from itertools import product

import numpy as np
import pytest

from autograd_core.record import Leaf, Node
from autograd_core.registry import OPERATIONS
from autograd_core.values import make
from tests.laws.complex_cases import HAVE_COMPLEX
from tests.laws.test_extremes import WITH_RULES, gradients, warned

NAMES = [name for name in WITH_RULES if name in HAVE_COMPLEX]
DTYPES = ("complex128", "complex64")
SINGULAR = {
    "arccos": lambda x: x**2 == 1,
    "arccosh": lambda x: x**2 == 1,
    "arcsin": lambda x: x**2 == 1,
    "arcsinh": lambda x: x**2 == -1,
    "float_power": lambda x1, x2: (x1 == 0) & (x2.real <= 1),
    "power": lambda x1, x2: (x1 == 0) & (x2.real <= 1),
    "sqrt": lambda x: x == 0,
}
"""Where the derivative is infinite, but the value is not."""


def extremes(dtype):
    """Return numbers at which formulas break."""
    limits = np.finfo(dtype)
    parts = [0.0, -0.0, float(limits.tiny), -1e-12, 0.5, -1.0, 1.0, -90.0, 800.0, float(limits.max), -np.inf, np.nan]
    return np.array([complex(*pair) for pair in product(parts, parts)], dtype)


def operands(operation, dtype):
    """Return combinations of extreme numbers, one array for each operand."""
    count = len(operation.operands)
    numbers = extremes(dtype)[:: {1: 1, 2: 5}.get(count, 17)]
    return [np.ascontiguousarray(column) for column in np.array(list(product(*[numbers] * count))).T]


def result(operation, xs):
    with np.errstate(all="ignore"):
        return operation(*[make(x, Leaf()) for x in xs])


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", NAMES)
def test_only_numpys_own_warnings_are_heard(name, dtype):
    operation = OPERATIONS[name]
    xs = operands(operation, dtype)
    assert warned(lambda *xs: operation(*[make(x, Leaf()) for x in xs]), *xs) == warned(operation.forward, *xs)
    y = result(operation, xs)
    if isinstance(y.node, Node):
        assert not warned(y.backward, np.ones_like(y.array))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", NAMES)
def test_what_has_no_influence_has_no_gradient(name, dtype):
    operation = OPERATIONS[name]
    xs = operands(operation, dtype)
    ones = np.ones_like(result(operation, xs).array)
    assert not any(g.any() for g in gradients(operation, xs, np.zeros_like(ones)))
    mask = np.arange(ones.size) % 3 != 0
    for g, alone in zip(gradients(operation, xs, ones, mask), gradients(operation, xs, ones), strict=True):
        assert not g[~mask].any()
        np.testing.assert_array_equal(g[mask], alone[mask])


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", NAMES)
def test_where_values_are_finite_no_gradient_is_nan(name, dtype):
    operation = OPERATIONS[name]
    xs = operands(operation, dtype)
    y = result(operation, xs).array
    usual = [(x == 0) | ((np.abs(x) > 1e-13) & (np.abs(x) < 1e6)) for x in xs]
    usual.append((y == 0) | ((np.abs(y) > 1e-30) & (np.abs(y) < 1e30)))  # what single precision can hold
    with np.errstate(all="ignore"):
        asked = np.all(usual, axis=0) & ~SINGULAR.get(name, lambda *xs: False)(*xs)
    for k, g in enumerate(gradients(operation, xs, np.ones_like(y))):
        bad = np.isnan(g) & asked
        assert not bad.any(), f"operand {k} at {[x[bad][:5] for x in xs]}"


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("absolute", (0j,), (0j,)),
        ("absolute", (3e200 + 4e200j,), (0.6 + 0.8j,)),
        ("multiply", (0j, 0j), (0j, 0j)),
        ("power", (0j, 2 + 1j), (0j, 0j)),
        ("power", (0j, 1 + 0j), (1 + 0j, 0j)),
        ("power", (0j, 0j), (0j, 0j)),
        ("arcsinh", (1e200 + 0j,), (1e-200 + 0j,)),
        ("maximum", (1 + 1j, 1 + 1j), (0.5 + 0j, 0.5 + 0j)),
        ("maximum", (1 + 1j, 1 + 2j), (0j, 1 + 0j)),
    ],
)
def test_known_gradients(name, values, expected):
    got = gradients(OPERATIONS[name], [np.array(x) for x in values], np.array(1.0))
    assert [complex(g) for g in got] == [pytest.approx(each, rel=1e-14) for each in expected]
