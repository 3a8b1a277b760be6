"""Integrals, slopes and values between samples: NumPy's results, gradients of places, and what is refused."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import ConfigurationError, ShapeError

F = np.random.default_rng(0).normal(size=(4, 5))
X = np.array([0.0, 0.5, 2.0, 3.0])


@pytest.mark.parametrize("call", [{}, {"dx": 0.5}, {"x": X, "axis": 0}, {"x": F + np.arange(5)}, {"axis": 0}])
def test_the_trapezoidal_rule(call):
    np.testing.assert_allclose(np.trapezoid(ag.Tensor(F), **call).numpy(), np.trapezoid(F, **call), rtol=1e-14)


def test_a_gradient_flows_to_the_places():
    y = np.array([1.0, 2.0, 5.0])
    np.testing.assert_allclose(ag.grad(lambda x: np.trapezoid(y, x))(np.array([0.0, 1.0, 4.0])), [-1.5, -2.0, 3.5])


@pytest.mark.parametrize("edge_order", [1, 2])
@pytest.mark.parametrize("spacing", [(), (0.5,), (2.0, 3.0), (X, 0.1), (X, np.arange(5.0) ** 2)])
def test_slopes(spacing, edge_order):
    got = np.gradient(ag.Tensor(F), *spacing, edge_order=edge_order)
    expected = np.gradient(F, *spacing, edge_order=edge_order)
    assert type(got) is type(expected)
    for one, other in zip(got, expected, strict=True):
        np.testing.assert_allclose(one.numpy(), other, rtol=1e-12)


@pytest.mark.parametrize("axis", [0, -1, (1,), (1, 0)])
def test_slopes_along_some_axes(axis):
    got, expected = np.gradient(ag.Tensor(F), axis=axis), np.gradient(F, axis=axis)
    np.testing.assert_allclose([g.numpy() for g in got], expected, rtol=1e-12)


def test_slopes_of_integers_and_in_single_precision():
    np.testing.assert_array_equal(np.gradient(ag.Tensor([1, 2, 4])).numpy(), [1, 1.5, 2])
    x = F[0].astype("float32")
    assert np.gradient(ag.Tensor(x), np.float64(2.0)).dtype == np.gradient(x, np.float64(2.0)).dtype == np.float32


@pytest.mark.parametrize("call", [{}, {"left": -1.0}, {"right": 7.0}, {"period": 2.5}])
def test_values_between_samples(call):
    x, fp = np.array([[-1.0, 0.0, 0.3], [2.0, 2.9, 4.0]]), np.array([1.0, -2.0, 5.0, 0.5])
    for places in (X, X[:1]):
        got = np.interp(ag.Tensor(x), places, fp[: len(places)], **call)
        np.testing.assert_allclose(got.numpy(), np.interp(x, places, fp[: len(places)], **call), rtol=1e-14)


def test_gradients_flow_to_point_values_and_places():
    gradients = ag.grad(np.interp, (0, 1, 2))(1.0, np.array([0.0, 2.0]), np.array([10.0, 14.0]))
    assert gradients[0] == 2.0
    np.testing.assert_allclose(gradients[1:], [[-1.0, -1.0], [0.5, 0.5]])


REFUSED = [
    (lambda t: np.gradient(t[:1], axis=0),
     "there are too few samples for a slope: got 1 along axis 0. Pass at least 2 along each axis."),
    (lambda t: np.gradient(t, 1.0, 2.0, 3.0), (
     "the distances do not fit: got 3 for 2 axes. Pass one for all axes, or one for each.")),
    (lambda t: np.gradient(t, X, X), (
     "the places of the samples do not fit: got shape (4,) for 5 samples. Pass one place for each sample.")),
    (lambda t: np.interp(t, X, X[1:]), ("the samples do not fit: got xp of shape (4,) and fp of shape (3,). "
     "Pass vectors of one length that is not 0.")),
]  # fmt: skip


@pytest.mark.parametrize(("call", "message"), REFUSED)
def test_what_does_not_fit_is_a_shape_error(call, message):
    with pytest.raises(ShapeError) as error:
        call(ag.Tensor(F))
    assert str(error.value) == message


def test_another_edge_order_is_refused():
    with pytest.raises(ConfigurationError) as error:
        np.gradient(ag.Tensor(F), edge_order=3)
    assert str(error.value) == "the slope at an end has no such order: got edge_order=3. Use 1 or 2."


def test_complex_values_between_samples():
    gradient = ag.grad(lambda f: np.interp(0.25, [0.0, 1.0], f).imag)(np.array([1.0 + 1.0j, 2.0j]))
    assert gradient.tolist() == [0.75j, 0.25j]
