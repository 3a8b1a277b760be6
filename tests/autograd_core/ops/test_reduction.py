"""Reductions: all of NumPy's arguments, ties, zeros, infinities, and what is refused. The laws test the rest."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import ShapeError, WriteError
from autograd_core.ops import reduction

X = np.array([[3.0, 1.0, 2.0], [3.0, 5.0, -4.0]])
MASK = np.array([[True, False, True], [True, True, False]])
CALLS = {
    "sum": [{}, {"axis": 0}, {"axis": (0, 1)}, {"axis": -1, "keepdims": True}, {"initial": 2.0}, {"where": MASK}],
    "prod": [{}, {"axis": 1}, {"axis": (), "initial": 3.0}, {"where": MASK, "axis": 0}, {"dtype": "float32"}],
    "mean": [{}, {"axis": 0}, {"where": MASK, "axis": 1}, {"dtype": "float32", "keepdims": True}],
    "max": [{}, {"axis": 1}, {"where": MASK, "initial": 0.0, "axis": 0}, {"initial": 4.0}],
    "min": [{}, {"axis": 1}, {"where": MASK, "initial": 0.0, "axis": 0}, {"initial": 4.0}],
    "var": [{}, {"axis": 0, "ddof": 1}, {"correction": 1}, {"where": MASK, "axis": 1}, {"mean": np.ones((1, 1))}],
    "std": [{}, {"axis": 0, "ddof": 1}, {"correction": 1}, {"where": MASK, "axis": 1}, {"mean": np.ones((1, 1))}],
    "ptp": [{}, {"axis": 0}, {"axis": 1, "keepdims": True}],
}
EACH_CALL = [pytest.param(name, call, id=f"{name}({call})") for name, calls in CALLS.items() for call in calls]


@pytest.mark.parametrize(("name", "call"), EACH_CALL)
@pytest.mark.parametrize("dtype", ["float64", "float32", "int64"])
def test_arguments_mean_what_they_mean_in_numpy(name, call, dtype):
    x = X.astype(dtype)
    expected = getattr(np, name)(x, **call)
    ways = [getattr(np, name)(ag.Tensor(x), **call), getattr(ag, name)(x, **call)]
    if name != "ptp":
        ways.append(getattr(ag.Tensor(x), name)(**call))
    for y in ways:
        assert isinstance(y, ag.Tensor)
        assert (y.shape, y.dtype) == (expected.shape, expected.dtype)
        np.testing.assert_allclose(y.numpy(), expected, rtol=1e-6 if y.dtype == np.float32 else 1e-14)


@pytest.mark.parametrize("name", ["sum", "prod", "max", "min", "mean", "var", "std"])
def test_the_gradient_of_float32_is_float32_also_where_the_result_is_not(name):
    x = X.astype("float32")
    for extra in ({}, {"dtype": "float64"}) if name not in {"max", "min"} else ({},):
        g = ag.grad(lambda x, extra=extra: getattr(np, name)(x, **extra))(x)
        assert (g.shape, g.dtype) == (x.shape, np.float32)


@pytest.mark.parametrize("ufunc", [np.add, np.multiply, np.maximum, np.minimum, np.logaddexp, np.fmax, np.fmin])
def test_reduce_of_a_ufunc_reduces_the_first_axis(ufunc):
    t = ag.Tensor(X)
    for call in ({}, {"axis": 1}, {"axis": None, "keepdims": True}, {"axis": -1, "initial": 1.5}):
        if ufunc is np.logaddexp and call.get("axis", 0) is None:
            continue  # NumPy cannot reorder it
        np.testing.assert_allclose(ufunc.reduce(t, **call).numpy(), ufunc.reduce(X, **call), rtol=1e-14)


def test_logaddexp_reduce_takes_where():
    expected = np.logaddexp.reduce(X, axis=1, where=MASK, initial=-np.inf)
    np.testing.assert_allclose(np.logaddexp.reduce(ag.Tensor(X), axis=1, where=MASK, initial=-np.inf).numpy(), expected)


def test_old_names_of_the_extremes_are_the_extremes():
    assert np.amax(ag.Tensor(X)).item() == 5.0
    assert np.amin(ag.Tensor(X)).item() == -4.0


def test_out_takes_the_result():
    y = ag.Tensor(np.zeros(3))
    assert np.sum(ag.Tensor(X), axis=0, out=y) is y
    np.testing.assert_array_equal(y.numpy(), X.sum(0))


def test_out_is_refused_where_it_is_not_taken():
    with pytest.raises(WriteError) as error:
        ag.Tensor(X).sum(0, None, np.zeros(3))
    assert str(error.value) == (
        "out= is not taken here: got out= of type ndarray. Pass out= by keyword to NumPy's own function, as in "
        "np.sum(t, out=y), or leave it out."
    )


@pytest.mark.parametrize("name", ["sum", "prod", "mean", "max", "min", "var", "std", "logsumexp"])
def test_an_axis_that_is_not_there_is_a_shape_error(name):
    with pytest.raises(
        ShapeError, match=r"^no such axis: got axis 2 for an array with 2 axes\. Use an axis from -2 to 1\.$"
    ):
        getattr(ag, name)(ag.Tensor(X), axis=2)
    with pytest.raises(ShapeError, match=r"^an axis is named twice: got axis=\(0, -2\) for an array with 2 axes\. "):
        getattr(ag, name)(ag.Tensor(X), axis=(0, -2))


def test_extremes_of_nothing():
    with pytest.raises(ShapeError, match=r"max cannot be applied: got shapes \(0, 3\).*which has no identity"):
        np.max(ag.Tensor(np.zeros((0, 3))), axis=0)
    with pytest.raises(ShapeError) as error:
        np.min(ag.Tensor(X), where=MASK)
    assert str(error.value) == (
        "min of no numbers has no value: got where= without initial=. "
        "Pass initial=, which is the result where no element is left."
    )
    for call in ({"axis": 0}, {"axis": (0, 1)}, {"axis": 0, "keepdims": True}):
        expected = np.max(np.zeros((0, 3)), initial=7.0, **call)
        np.testing.assert_array_equal(np.max(ag.Tensor(np.zeros((0, 3))), initial=7.0, **call).numpy(), expected)


def test_extremes_of_integers_and_booleans_under_a_mask():
    for x in (X.astype(int), X > 2):
        for name in ("max", "min"):
            call = {"axis": 1, "where": MASK, "initial": x.dtype.type(1)}
            np.testing.assert_array_equal(getattr(np, name)(ag.Tensor(x), **call).numpy(), getattr(np, name)(x, **call))


# ------------------------------------------------------------------------------------------------------------ gradients


def test_ties_share_equally():
    np.testing.assert_array_equal(ag.grad(np.max)(np.array([2.0, 1.0, 2.0, 2.0])), [1 / 3, 0, 1 / 3, 1 / 3])
    np.testing.assert_array_equal(ag.grad(lambda x: np.min(x, axis=0).sum())(X), [[0.5, 1, 0], [0.5, 0, 1]])


def test_masked_elements_have_no_gradient():
    for name in ("sum", "prod", "mean", "var", "std"):
        g = ag.grad(lambda x, name=name: getattr(np, name)(x, where=MASK))(X)
        assert (g[~MASK] == 0).all()
        assert (g[MASK] != 0).any()
    g = ag.grad(lambda x: np.max(x, where=MASK, initial=-9.0))(X)
    np.testing.assert_array_equal(g, [[0, 0, 0], [0, 1, 0]])


def test_a_mask_may_hide_what_is_not_finite():
    x = np.array([1.0, np.nan, np.inf, 2.0])
    for name, expected in {"sum": [1, 0, 0, 1], "prod": [2, 0, 0, 1], "mean": [0.5, 0, 0, 0.5]}.items():
        g = ag.grad(lambda x, name=name: getattr(np, name)(x, where=np.isfinite(x)))(x)
        np.testing.assert_array_equal(g, expected)


def test_initial_may_want_a_gradient():
    assert ag.grad(lambda a: ag.prod([2.0, 3.0], initial=a))(1.0) == 6.0
    assert ag.grad(lambda a: ag.sum([2.0, 3.0], initial=a))(1.0) == 1.0
    assert ag.grad(lambda a: ag.max([2.0, 3.0], initial=a))(5.0) == 1.0


@pytest.mark.parametrize("x", [[2.0, 3.0, 4.0], [0.0, 3.0, 4.0], [0.0, 0.0, 4.0], [0.0, 0.0, 0.0], [0.0], []])
def test_products_with_any_number_of_zeros(x):
    x = np.array(x)
    n = len(x)
    first = [np.prod(np.delete(x, i)) for i in range(n)]
    second = [[0.0 if i == j else np.prod(np.delete(x, [i, j])) for j in range(n)] for i in range(n)]
    np.testing.assert_array_equal(ag.grad(np.prod)(x), first)
    np.testing.assert_array_equal(ag.hessian(np.prod)(x), np.reshape(second, (n, n)))


def test_products_of_zeros_over_several_axes():
    x = np.arange(8.0).reshape(2, 2, 2)
    x[1] = 0.0, 2.0
    g = ag.grad(lambda x: np.prod(x, axis=(2, 0)).sum())(x)
    rows = np.moveaxis(x, 1, 0).reshape(2, 4)
    expected = np.array([[np.prod(np.delete(row, i)) for i in range(4)] for row in rows])
    np.testing.assert_array_equal(g, np.moveaxis(expected.reshape(2, 2, 2), 0, 1))


def test_a_standard_deviation_of_zero_has_gradient_zero():
    x = np.full((2, 3), 4.0)
    np.testing.assert_array_equal(ag.grad(np.std)(x), np.zeros((2, 3)))
    np.testing.assert_array_equal(ag.grad(lambda x: np.std(x, where=MASK))(x), np.zeros((2, 3)))
    np.testing.assert_array_equal(ag.hessian(np.std)(np.ones(2)), np.zeros((2, 2)))


def test_a_mean_that_is_given_is_differentiated():
    g = ag.grad(lambda x: np.var(x, mean=np.mean(x, keepdims=True)))(X)
    np.testing.assert_allclose(g, ag.grad(np.var)(X))


def test_without_degrees_of_freedom_the_gradient_is_nan_as_the_variance_is():
    with np.errstate(all="ignore"), pytest.warns(RuntimeWarning):
        assert np.isnan(ag.grad(lambda x: np.var(x, ddof=1))(np.ones(1))).all()


# ------------------------------------------------------------------------------------------------------------- averages


def test_weights_may_have_the_shape_of_the_array_or_of_the_axes():
    x, weights = np.arange(24.0).reshape(2, 3, 4), np.arange(1.0, 9.0).reshape(4, 2)
    for call in (
        {"weights": x + 1},
        {"weights": weights, "axis": (2, 0)},
        {"weights": [1, 2, 3], "axis": 1, "keepdims": True},
        {},
    ):
        got, total = np.average(ag.Tensor(x), returned=True, **call)
        expected, expected_total = np.average(x, returned=True, **call)
        np.testing.assert_allclose(got.numpy(), expected)
        np.testing.assert_allclose(total.numpy(), expected_total)
        assert total.shape == expected_total.shape


def test_weights_are_differentiated():
    g = ag.grad(lambda w: np.average(np.array([1.0, 3.0]), weights=w))(np.array([1.0, 1.0]))
    np.testing.assert_allclose(g, [-0.5, 0.5])


def test_weights_that_do_not_fit():
    with pytest.raises(ShapeError) as error:
        np.average(ag.Tensor(X), axis=0, weights=np.ones(3))
    assert str(error.value) == (
        "the weights do not fit: got shape (3,) for a of shape (2, 3), axis=0. "
        "Pass weights of the shape of a, or of the lengths of the axes named."
    )


# ------------------------------------------------------------------------------------------------------------ constants


@pytest.mark.parametrize("function", [np.any, np.all, np.argmax, np.argmin, np.count_nonzero])
def test_counts_and_places_are_constants(function):
    y = function(ag.Tensor(X, requires_grad=True), axis=1)
    np.testing.assert_array_equal(y.numpy(), function(X, axis=1))
    assert not y.requires_grad


def test_the_root_of_a_variance():
    np.testing.assert_array_equal(reduction.root(np.array([0.0, 4.0])).numpy(), [0.0, 2.0])


def test_an_infinite_number_does_not_spoil_the_sum_of_the_weights():
    x, w = np.array([np.inf, 1.0]), np.array([1.0, 3.0])
    y, total = np.average(ag.Tensor(x), weights=w, returned=True)
    assert (y.item(), total.item()) == (np.inf, 4.0)
