"""Histograms: NumPy's values for all arguments, gradients of weights and densities, errors."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import ShapeError

RNG = np.random.default_rng(0)
X, Y, W = RNG.normal(size=20), RNG.normal(size=20), RNG.uniform(0.5, 2, 20)
EDGES = np.array([-1.0, -0.2, 0.4, 1.5])


def same(got, expected, rtol=1e-12):
    for y, e in zip(got, expected, strict=True):
        np.testing.assert_allclose(y.numpy() if isinstance(y, ag.Tensor) else y, e, rtol)
        assert y.dtype == e.dtype


@pytest.mark.parametrize("bins", [10, 3, "auto", "sturges", EDGES, list(EDGES)], ids=str)
@pytest.mark.parametrize("range_", [None, (-1, 1), (0.0, 0.5)], ids=str)
@pytest.mark.parametrize("density", [None, True])
@pytest.mark.parametrize(
    "weights", [None, W, W.astype("float32"), np.arange(20)], ids=["none", "double", "single", "int"]
)
def test_values(bins, range_, density, weights):
    if isinstance(bins, str) and weights is not None:
        with pytest.raises(TypeError, match="Automated estimation"):
            np.histogram(ag.Tensor(X), bins, range_, weights=weights)
        return
    rtol = 1e-6 if getattr(weights, "dtype", None) == "float32" else 1e-12
    got = np.histogram(ag.Tensor(X), bins, range_, density, weights)
    same(got, np.histogram(X, bins, range_, density, weights), rtol)


@pytest.mark.parametrize(
    "x", [np.full(5, 2.0), np.zeros(0), np.arange(6), X.reshape(4, 5), X.astype("float32")], ids=str
)
def test_values_of_other_numbers(x):
    same(np.histogram(ag.Tensor(x), 4), np.histogram(x, 4))
    np.testing.assert_allclose(np.histogram_bin_edges(ag.Tensor(x), 4).numpy(), np.histogram_bin_edges(x, 4))


def test_numbers_on_the_edges():
    x = np.array([0.0, 1.0, 1.0, 2.0, 3.0])
    assert np.histogram(ag.Tensor(x), [0, 1, 2])[0].tolist() == np.histogram(x, [0, 1, 2])[0].tolist() == [1, 3]


@pytest.mark.parametrize("bins", [4, (3, 4), EDGES, [EDGES, 3], [EDGES, EDGES]], ids=str)
@pytest.mark.parametrize("weights", [None, W], ids=["none", "weights"])
@pytest.mark.parametrize("density", [None, True])
def test_values_in_two_dimensions(bins, weights, density):
    expected = np.histogram2d(X, Y, bins, None, density, weights)
    same(np.histogram2d(ag.Tensor(X), ag.Tensor(Y), bins, None, density, weights), expected)
    points = np.column_stack([X, Y])
    if isinstance(bins, np.ndarray):
        bins = [bins, bins]
    counts, edges = np.histogramdd(ag.Tensor(points), bins, density=density, weights=weights)
    same([counts, *edges], expected)


def test_range_in_two_dimensions():
    ranges = [(-1, 1), None]
    same(np.histogram2d(ag.Tensor(X), Y, 3, ranges), np.histogram2d(X, Y, 3, ranges))


def test_the_gradient_of_a_weight_is_in_its_bin():
    g = ag.grad(lambda w: np.histogram([0.5, 1.5, 5.0], [0, 1, 2], weights=w)[0][1])(np.ones(3))
    assert g.tolist() == [0, 1, 0]


def test_the_edges_follow_the_smallest_and_the_largest_number():
    jacobian = ag.jacobian(lambda x: np.histogram_bin_edges(x, 2))(np.array([4.0, 0.0, 1.0]))
    assert jacobian.tolist() == [[0, 1, 0], [0.5, 0.5, 0], [1, 0, 0]]
    assert ag.grad(lambda r: np.histogram_bin_edges(ag.Tensor(X), 2, (r, 2 * r))[1])(2.0) == 1.5


def test_counts_have_no_gradient():
    counts, edges = np.histogram(ag.Tensor(X, requires_grad=True), EDGES)
    assert not counts.requires_grad
    assert not edges.requires_grad


def test_weights_that_do_not_fit():
    with pytest.raises(ShapeError) as caught:
        np.histogram(ag.Tensor([1.0, 2.0]), weights=[1.0])
    assert str(caught.value) == (
        "a histogram needs one weight for each number: got shapes (1,) and (2,). Reshape or broadcast them."
    )


def test_axes_that_do_not_fit():
    with pytest.raises(ShapeError) as caught:
        np.histogramdd(ag.Tensor(np.ones((4, 2))), [2, 3, 4])
    assert str(caught.value) == (
        "a histogram needs bins for each axis: got 2 axes, 3 for bins, 2 ranges. Pass as many as there are axes."
    )
    with pytest.raises(ShapeError, match=r"one weight for each number: got shapes \(3,\) and \(4,\)"):
        np.histogramdd(ag.Tensor(np.ones((4, 2))), weights=np.ones(3))
    with pytest.raises(ShapeError, match="a y for each x"):
        np.histogram2d(ag.Tensor([1.0, 2.0]), [1.0])


@pytest.mark.parametrize("bins", [0, [1.0, 0.0], "unknown"], ids=str)
def test_bins_that_mean_nothing(bins):
    with pytest.raises(ValueError):  # NumPy's own words
        np.histogram(ag.Tensor(X), bins)
