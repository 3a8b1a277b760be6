"""Running sums, products and extremes: zeros, ties, infinities. The laws test the rest."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import ShapeError
from autograd_core.ops.scans import recurrence


def test_a_recurrence_is_what_its_formula_says():
    a, b = np.array([[7.0, 0.5, 2.0]]), np.array([[1.0, 3.0, -1.0]])
    np.testing.assert_array_equal(recurrence(a, b).numpy(), [[1.0, 3.5, 6.0]])
    assert recurrence(np.ones(2, "float32"), np.ones(2, "float32")).dtype == np.float32


def test_the_first_factor_of_a_recurrence_has_no_influence():
    g = ag.grad(lambda a: recurrence(a, np.array([2.0, 3.0, 4.0])).sum())(np.array([np.inf, 0.5, 2.0]))
    np.testing.assert_array_equal(g, [0.0, 2.0 * 3.0, 4.0])


@pytest.mark.parametrize("x", [[2.0, 3.0, 4.0], [2.0, 0.0, 4.0], [0.0, 3.0, 0.0], [0.0, 0.0, 0.0], [5.0], []])
def test_running_products_with_any_number_of_zeros(x):
    x = np.array(x)
    n = len(x)
    expected = [[np.prod(np.delete(x[: i + 1], j)) if j <= i else 0.0 for j in range(n)] for i in range(n)]
    np.testing.assert_array_equal(ag.jacobian(np.cumprod)(x), np.reshape(expected, (n, n)))


def test_the_hessian_of_a_running_product_of_zeros():
    h = ag.hessian(lambda x: np.cumprod(x).sum())(np.array([0.0, 0.0, 3.0]))
    np.testing.assert_array_equal(h, [[0, 4, 0], [4, 0, 0], [0, 0, 0]])


def test_logcumsumexp_neither_overflows_nor_vanishes():
    x = np.array([1000.0, 0.0, 1000.0, -1000.0])
    np.testing.assert_allclose(ag.logcumsumexp(x).numpy(), [1000, 1000, 1000 + np.log(2), 1000 + np.log(2)])
    np.testing.assert_allclose(ag.grad(lambda x: ag.logcumsumexp(x)[3])(x), [0.5, 0, 0.5, 0])
    np.testing.assert_allclose(ag.grad(lambda x: ag.logcumsumexp(x).sum())(-x), [1, 2, 0, 1], atol=1e-12)


def test_logcumsumexp_of_infinities():
    x = np.array([-np.inf, -np.inf, 1.0])
    np.testing.assert_array_equal(ag.logcumsumexp(x).numpy(), x)
    np.testing.assert_array_equal(ag.grad(lambda x: ag.logcumsumexp(x)[2])(x), [0, 0, 1])
    np.testing.assert_array_equal(ag.grad(lambda x: ag.logcumsumexp(x)[1])(x), [0, 0, 0])


def test_the_holder_of_a_record_has_its_gradient_and_ties_share():
    x, g = np.array([1.0, 3.0, 2.0, 3.0, 4.0]), np.array([1.0, 2.0, 4.0, 8.0, 16.0])
    np.testing.assert_array_equal(ag.vjp(ag.cummax, x)[1](g)[0], [1, 2 + 4 + 4, 0, 4, 16])
    np.testing.assert_array_equal(ag.vjp(ag.cummin, -x)[1](g)[0], [1, 2 + 4 + 4, 0, 4, 16])


@pytest.mark.parametrize("name", ["cumsum", "cumprod", "cummax", "cummin", "logcumsumexp"])
def test_an_axis_that_is_not_there(name):
    with pytest.raises(
        ShapeError, match=r"^no such axis: got axis 1 for an array with 1 axes\. Use an axis from -1 to 0\.$"
    ):
        getattr(ag, name)(np.ones(3), axis=1)
