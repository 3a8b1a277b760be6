"""What one side of a point shows: jumps, upright tangents, and a point that is off the curve of its side."""

import numpy as np
import pytest

from autograd_core.testing.jumps import grows, is_off_at_point
from autograd_core.testing.slopes import MIDDLE, NODES, Window

RIGHT = slice(MIDDLE + 1, None)


def windows(f):
    return [Window.of(2.0**k, f(2.0**k * NODES) - f(np.zeros(1)), 1e-16) for k in (-14, -10, -6)]


@pytest.mark.parametrize(
    ("f", "expected"),
    [
        (np.sign, True),
        (np.cbrt, True),
        (lambda x: np.sqrt(np.abs(x)), True),
        (lambda x: x + 1e-3 * np.sign(x), True),
        (np.sin, False),
        (np.abs, False),
        (lambda x: np.round(x, 3), False),
        (lambda x: np.where(x > 0, np.nan, x), False),
    ],
)
def test_slopes_grow_without_end_at_a_jump_and_an_upright_tangent(f, expected):
    assert grows(windows(f), RIGHT, 1e-14) is expected


def test_what_is_less_than_rounding_is_no_jump():
    assert not grows(windows(lambda x: 1e-3 * np.sign(x)), RIGHT, 1e-2)


XS = NODES[MIDDLE:]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (1e-3 * np.sign(XS), True),
        (np.sin(XS) + np.sign(XS), True),
        (np.tanh(1e6 * XS), True),
        (np.sin(XS), False),
        (np.round(XS, 1), False),  # rough elsewhere, too
        (1e-17 * np.sign(XS), False),  # less than rounding
        (np.where(XS > 0.5, np.nan, np.sign(XS)), False),
    ],
)
def test_a_point_that_is_off_the_curve_of_its_side(values, expected):
    assert is_off_at_point(values, 1e-16) is expected
