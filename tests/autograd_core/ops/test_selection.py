"""What the laws do not say about operations that select: integers, comparisons of whole arrays."""

import numpy as np
import pytest

import autograd_core as ag


@pytest.mark.parametrize("dtype", ["int8", "uint64", "int64"])
def test_integers_clipped_on_one_side_stay_integers(dtype):
    x = np.array([1, 5, 9], dtype)
    for low, high in [(2, None), (None, 6), (2, 6)]:
        y = np.clip(ag.Tensor(x), low, high)
        assert y.dtype == dtype
        np.testing.assert_array_equal(y.numpy(), np.clip(x, low, high))


@pytest.mark.parametrize("compare", [np.allclose, np.isclose, np.array_equal, np.array_equiv])
def test_comparisons_within_a_differentiated_function(compare):
    def f(x):
        assert np.all(compare(x, x * 3.0 / 3.0))
        return x.sum()

    np.testing.assert_array_equal(ag.grad(f)(np.array([1.0, 2.0, 4.0])), 1.0)


def test_the_sign_of_complex_numbers():
    z = np.array([3.0 + 4.0j, 0.0, -2.0j])
    np.testing.assert_allclose(np.sign(ag.Tensor(z)).numpy(), np.sign(z))
    gradient = ag.grad(lambda z: np.sum(np.sign(z).imag))(z)
    np.testing.assert_allclose(gradient, [-0.096 + 0.072j, 0.0, 0.0], atol=1e-15)  # around the circle only
    assert not np.sign(ag.Tensor([1.0], requires_grad=True)).requires_grad
