"""Arrays have the shapes, numbers and layouts that were asked for, reach all of them, and shrink."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd_core.errors import ConfigurationError, DataError, DTypeError, ShapeError, UnknownNameError
from autograd_core.registry import Interval
from autograd_core.testing.strategies import any_shape, arrays, broadcastable, near, smallest
from tests.autograd_core.testing.strategies.seen import seen


def ties(x):
    return len(np.unique(x)) < x.size


def has_nan_beside(x):
    return x.base is not None and np.isnan(x.base).any()


# -------------------------------------------------------------------------------------------------------- what is drawn


@given(arrays(dtype="any"))
def test_numbers_are_finite_and_inside(x):
    assert np.isfinite(x).all()
    assert (np.abs(x.real) < 3).all()
    assert (np.abs(x.imag) < 3).all()


@given(arrays(elements=Interval(0, 1e-6), dtype=["float64", "float32"]))
def test_the_ends_of_an_interval_are_never_drawn(x):
    exact = x.astype(float)
    assert ((exact > 0) & (exact < 1e-6)).all()


@given(arrays(dtype="any", avoiding=(0, 1), distance=0.25))
def test_kinks_are_avoided(x):
    for kink in (0, 1):
        assert (np.abs(x.real.astype(float) - kink) >= 0.25).all()


@given(arrays((3, 4), dtype="any", ties="none"))
def test_without_ties_all_elements_are_different(x):
    assert not ties(x.real)


@given(arrays((2, 3), ties="many"))
def test_with_many_ties_all_arrays_have_one(x):
    assert ties(x)


@settings(max_examples=10)
@given(arrays((40, 50), ties="none", elements=(0, 1)))
def test_large_arrays_are_drawn_with_different_elements(x):
    assert x.shape == (40, 50)
    assert not ties(x)


@settings(max_examples=10)
@given(arrays((2, 500), elements=near(1)))
def test_large_arrays_are_drawn_from_a_strategy_for_elements(x):
    assert (np.abs(x - 1) < 0.001).all()


@given(arrays(st.just((2, 1)), dtype=st.just("complex64"), elements=st.sampled_from([1 + 2j, 0.5])))
def test_shapes_dtypes_and_elements_can_be_strategies(x):
    assert (x.shape, x.dtype.name) == ((2, 1), "complex64")
    assert np.isin(x, [1 + 2j, 0.5]).all()


@given(arrays(3, "float32", layouts=["Fortran", "reversed"]))
def test_one_number_is_a_shape_and_some_layouts_can_be_named(x):
    assert (x.shape, x.dtype.name) == ((3,), "float32")
    assert x.flags.writeable


@given(broadcastable(3, elements=[(0, 1), (1, 2), (2, 3)], dtype=["float32", "complex128"]))
def test_elements_can_be_wished_for_each_array(arrays):
    np.broadcast_shapes(*(x.shape for x in arrays))
    for k, x in enumerate(arrays):
        assert ((k < x.real) & (x.real < k + 1)).all()


# ----------------------------------------------------------------------------------------------------- what is reached


def test_arrays_reach_everything_in_a_test_of_usual_length():
    found = seen(
        arrays(dtype="any"),
        lambda x: {
            "0-d": x.ndim == 0,
            "without elements": x.size == 0,
            "an axis of length 1": 1 in x.shape,
            "three axes": x.ndim == 3,
            "complex": x.dtype.kind == "c",
            "float32": x.dtype == np.float32,
            "ties": ties(x),
            "zero": (x == 0).any(),
            "Fortran": x.flags.f_contiguous and not x.flags.c_contiguous,
            "strided": has_nan_beside(x),
            "negative strides": any(stride < 0 for stride in x.strides),
            "stride 0": 0 in x.strides,
            "read-only": not x.flags.writeable,
        },
    )
    assert min(found.values()) >= 2, found
    assert found["without elements"] <= 20


def test_broadcast_arrays_reach_every_mix_in_a_test_of_usual_length():
    def look(pair):
        a, b = pair
        y = np.add(a, b)
        return {
            "a sum is due": y.size > min(a.size, b.size) > 0,
            "sums are due in both": y.size > max(a.size, b.size),
            "the first lacks axes": a.ndim < b.ndim,
            "the second lacks axes": a.ndim > b.ndim,
            "the first has length 1": a.ndim == y.ndim and a.shape != y.shape,
            "the second has length 1": b.ndim == y.ndim and b.shape != y.shape,
            "one is 0-d": (a.ndim == 0) != (b.ndim == 0),
            "without elements": y.size == 0,
            "the same shape": a.shape == b.shape,
        }

    found = seen(broadcastable(2), look)
    assert min(found.values()) > 1, found
    assert found["a sum is due"] >= 25


# ----------------------------------------------------------------------------------------------------------- shrinking


@pytest.mark.parametrize(
    ("condition", "expected", "dtype", "layout"),
    [
        (lambda x: x.sum() > 0.5, 1.0, "float64", "C"),
        (lambda x: x.sum() < -0.5, -1.0, "float64", "C"),
        (lambda x: x.ndim == 2, [[1.0]], "float64", "C"),
        (lambda x: x.size == 2, [1.0, 2.0], "float64", "C"),
        (lambda x: x.size == 0, [], "float64", "C"),
        (lambda x: x.size > 1 and ties(x) and 0 not in x.strides, [1.0, 1.0], "float64", "C"),
        (lambda x: (x == 0).any() and x.size == 1, 0.0, "float64", "C"),
        (lambda x: x.dtype == np.complex64, 1 + 1j, "complex64", "C"),
        (lambda x: x.size == 1 and (x.imag <= -1).all(), 1 - 1j, "complex128", "C"),
        (lambda x: not x.flags.c_contiguous, [1.0, 2.0], "float64", "not contiguous"),
        (lambda x: any(stride < 0 for stride in x.strides), [1.0], "float64", "negative"),
        (has_nan_beside, 1.0, "float64", "strided"),
        (lambda x: not x.flags.writeable and x.ndim == 1, [1.0], "float64", "read-only"),
        (lambda x: x.size > 1 and 0 in x.strides, [1.0, 1.0], "float64", "broadcast"),
    ],
)
def test_arrays_shrink_to_the_simplest(condition, expected, dtype, layout):
    x = smallest(arrays(dtype="any"), condition)
    assert x.tolist() == np.array(expected).tolist()
    assert x.dtype.name == dtype
    assert layout != "C" or (x.flags.c_contiguous and x.flags.writeable and x.base is None)


def test_numbers_of_an_interval_shrink_to_round_ones():
    assert smallest(arrays((), elements=(0.1, 0.4)), lambda x: True) == 0.25
    assert smallest(arrays((), elements=(1000, 1e6)), lambda x: True) == 16384
    assert smallest(arrays((), avoiding=1, distance=0.5), lambda x: x > 0) == 2


def missing_sum(x, y):
    """The gradient of Σ x + y for x, without the sum over axes of length 1."""
    g = np.ones(np.broadcast_shapes(x.shape, y.shape))
    return g.sum(tuple(range(g.ndim - x.ndim)))


def missing_lead(x, y):
    """The same, without the sum over axes that are missing."""
    g = np.ones(np.broadcast_shapes(x.shape, y.shape))
    lead = g.ndim - x.ndim
    return g.sum(tuple(lead + i for i, n in enumerate(x.shape) if n == 1), keepdims=True)


@pytest.mark.parametrize("gradient", [missing_sum, missing_lead])
@pytest.mark.parametrize("order", [1, -1])
def test_a_missing_sum_shrinks_to_two_elements(gradient, order):
    def is_wrong(pair):
        x, y = pair[::order]
        return gradient(x, y).size != x.size and y.size > 0

    pair = smallest(broadcastable(2), is_wrong)
    assert max(x.size for x in pair) <= 2
    assert all(x.flags.c_contiguous for x in pair)
    assert all(set(x.flat) <= {1.0, 2.0} for x in pair)


def test_what_broadcasts_in_both_shrinks():
    a, b = smallest(broadcastable(2), lambda pair: np.add(*pair).size > max(x.size for x in pair))
    assert sorted([a.shape, b.shape]) == [(2,), (2, 1)]


# -------------------------------------------------------------------------------------------------------------- errors


@pytest.mark.parametrize(
    ("wish", "error", "message"),
    [
        (
            {"elements": (1, 1)},
            ConfigurationError,
            (
                "no interval to draw elements from: got (1, 1). Pass a pair (low, high) of finite numbers with low "
                "< high, or a strategy for single elements."
            ),
        ),
        (
            {"elements": (0, np.inf)},
            ConfigurationError,
            (
                "no interval to draw elements from: got (0, inf). Pass a pair (low, high) of finite numbers with "
                "low < high, or a strategy for single elements."
            ),
        ),
        (
            {"elements": "reals"},
            ConfigurationError,
            (
                "no interval to draw elements from: got 'reals'. Pass a pair (low, high) of finite numbers with low "
                "< high, or a strategy for single elements."
            ),
        ),
        (
            {"avoiding": "0"},
            ConfigurationError,
            "a kink is no finite number: got '0'. Pass numbers, such as (0, 1).",
        ),
        (
            {"avoiding": 0, "distance": 0},
            ConfigurationError,
            "a distance from kinks cannot be kept: got distance=0. Pass a finite number above 0.",
        ),
        (
            {"avoiding": 0, "distance": 5},
            ConfigurationError,
            (
                "no numbers are left to draw: got elements from -3.0 to 3.0, avoiding (0.0,) by 5.0, in float64. "
                "Widen the interval."
            ),
        ),
        (
            {"avoiding": 0, "elements": st.floats(0, 1)},
            ConfigurationError,
            (
                "kinks and a strategy for elements: got avoiding=0. Let the strategy avoid them: away_from(kinks, "
                "distance)."
            ),
        ),
        (
            {"ties": "none", "layouts": "broadcast"},
            ConfigurationError,
            (
                "ties are excluded and asked for: got ties='none', layouts='broadcast'. Drop one of the two: "
                "elements of a broadcast view are equal."
            ),
        ),
        (
            {"ties": "few"},
            UnknownNameError,
            "unknown wish for ties: got 'few'. Known: any, many, none, some.",
        ),
        (
            {"layouts": "fortran"},
            UnknownNameError,
            (
                "unknown layout: got 'fortran'. Did you mean 'Fortran'? Known: C, Fortran, any, broadcast, read-only, "
                "reversed, strided."
            ),
        ),
        (
            {"layouts": []},
            ConfigurationError,
            "nothing to draw a layout from: got []. Name one of C, Fortran, strided, reversed, read-only, broadcast.",
        ),
        (
            {"dtype": "int64"},
            DTypeError,
            (
                "no dtype of arrays that have gradients: got 'int64'. Use one of float64, float32, complex128, "
                "complex64, several, or 'any'."
            ),
        ),
        (
            {"dtype": "real"},
            DTypeError,
            (
                "no dtype of arrays that have gradients: got 'real'. Use one of float64, float32, complex128, "
                "complex64, several, or 'any'."
            ),
        ),
        (
            {"dtype": []},
            ConfigurationError,
            "nothing to draw a dtype from: got []. Name one of float64, float32, complex128, complex64.",
        ),
        (
            {"shapes": (2, -1)},
            ShapeError,
            (
                "no shape of an array: got (2, -1). Pass 'any', a tuple of whole numbers from 0 on, or a strategy "
                "for such tuples."
            ),
        ),
        (
            {"shapes": "matrix"},
            ShapeError,
            (
                "no shape of an array: got 'matrix'. Pass 'any', a tuple of whole numbers from 0 on, or a strategy "
                "for such tuples."
            ),
        ),
    ],
)
def test_a_wish_that_cannot_be_granted_is_an_error_at_once(wish, error, message):
    with pytest.raises(error) as caught:
        arrays(**wish)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (
            lambda: broadcastable(0),
            ConfigurationError,
            "no number of arrays: got 0. Pass a whole number from 1 to 32.",
        ),
        (
            lambda: broadcastable(3, elements=[(0, 1), (1, 2)]),
            ConfigurationError,
            (
                "elements do not fit the number of arrays: got [(0, 1), (1, 2)]. Pass one wish for all arrays, or "
                "one for each of 3."
            ),
        ),
        (
            lambda: broadcastable(2, max_dims=-1),
            ShapeError,
            (
                "no shape is within these limits: got min_dims=0, max_dims=-1, min_side=0, max_side=4. Give no "
                "maximum below its minimum, or 0."
            ),
        ),
        (
            lambda: any_shape(min_dims=2, max_dims=1),
            ShapeError,
            (
                "no shape is within these limits: got min_dims=2, max_dims=1, min_side=0, max_side=4. Give no "
                "maximum below its minimum, or 0."
            ),
        ),
    ],
)
def test_wishes_for_several_arrays_and_shapes_are_checked(make, error, message):
    with pytest.raises(error) as caught:
        make()
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("elements", "shown"),
    [(st.just(np.nan), "[nan]"), (st.just(1j), "[1j]"), (st.just("one"), "['one']")],
)
def test_an_element_that_cannot_be_used_is_named_when_it_is_drawn(elements, shown):
    with pytest.raises(DataError) as caught:
        smallest(arrays((1,), elements=elements), lambda x: True)
    remedy = "Let the strategy for elements draw finite numbers that fit float64"
    assert str(caught.value) == f"an element cannot be used: got {shown}. {remedy}."


def test_a_shape_or_dtype_that_cannot_be_used_is_named_when_it_is_drawn():
    with pytest.raises(ShapeError, match=r"no shape of an array: got \(-1,\)\."):
        smallest(arrays(st.just((-1,))), lambda x: True)
    with pytest.raises(DTypeError, match=r"no dtype of arrays that have gradients: got 'int8'\."):
        smallest(arrays(dtype=st.just("int8")), lambda x: True)
