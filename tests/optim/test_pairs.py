"""Complex Variables: an optimizer does with them what it does with their real and imaginary parts."""

import numpy as np
import pytest

import autograd_core as ag
import optim
from autograd_core.errors import DTypeError
from optim.pairs import as_pairs, from_pairs

NAMED = [getattr(optim, name) for name in optim.__all__]
OPTIMIZERS = [made for made in NAMED if isinstance(made, type) and issubclass(made, optim.Optimizer)]
OPTIMIZERS.remove(optim.Optimizer)
TARGET = np.array([[1.0 - 2.0j, 0.5j], [-1.0, 2.0 + 1.0j]])


@pytest.mark.parametrize("z", [np.array(1.0 + 2.0j), TARGET, TARGET.T, np.zeros((0, 2), "complex64")])
def test_there_and_back(z):
    pairs = as_pairs(z)
    assert (pairs.shape, pairs.dtype) == ((*z.shape, 2), z.real.dtype)
    np.testing.assert_array_equal(pairs[..., 1], z.imag)
    np.testing.assert_array_equal(from_pairs(pairs, z.dtype), z)


def test_real_numbers_are_left_alone():
    x = np.ones(3)
    assert as_pairs(x) is x
    assert from_pairs(x, x.dtype) is x


def loss(z):
    return np.sum(np.abs(z - TARGET) ** 2) + np.sum(z.real**2 * z.imag)


@pytest.mark.parametrize("options", [{}, {"weight_decay": 0.1, "global_clipnorm": 0.7}, {"clipvalue": 0.3}])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_real_and_imaginary_parts_are_two_parameters(optimizer, options):
    z, pair = ag.Variable(TARGET + 0.3), ag.Variable(as_pairs(TARGET + 0.3))
    of_complex, of_real = optimizer(0.1, **options), optimizer(0.1, **options)
    for _ in range(4):
        z.grad = pair.grad = None
        loss(z).backward()
        loss(pair[..., 0] + 1j * pair[..., 1]).backward()
        of_complex.step([z])
        of_real.step([pair])
    np.testing.assert_allclose(as_pairs(z.numpy()), pair.numpy(), rtol=1e-12, atol=1e-14)


def test_gradient_descent_arrives():
    z, optimizer = ag.Variable(np.zeros((2, 2), "complex64")), optim.Adam(0.1)
    for _ in range(300):
        optimizer.zero_grad([z])
        np.sum(np.abs(z - TARGET.astype("complex64")) ** 2).backward()
        optimizer.step([z])
    assert z.dtype == np.complex64
    np.testing.assert_allclose(z.numpy(), TARGET, atol=1e-3)


def test_a_formula_alone_refuses_complex_numbers():
    with pytest.raises(DTypeError) as caught:
        optim.Adam().updated(TARGET, TARGET, {}, 0.1, 1)
    assert str(caught.value) == (
        "formulas of optimizers are of real numbers: got dtype complex128. "
        "Pass the real and the imaginary part, or a Variable to apply(), which takes both apart."
    )
