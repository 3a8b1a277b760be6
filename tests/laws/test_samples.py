"""Samples are what they are said to be: the laws would prove little at others."""

import numpy as np
import pytest

from autograd_core.registry import Interval, Operand, complex_of
from tests.laws.kinds import STEP, draw, tangent
from tests.laws.samples import away_from_zero, drawn

SHAPES = [(3, 3), (1, 1), (2, 4, 4), (0, 2, 2), (0, 0)]


def sample(kind, shape, is_complex):
    return draw(kind, shape, np.random.default_rng(0), is_complex=is_complex)


def adjoint(x):
    return x.conj().swapaxes(-1, -2)


@pytest.mark.parametrize("is_complex", [False, True])
@pytest.mark.parametrize("shape", SHAPES)
def test_matrices_are_of_their_kind(shape, is_complex):
    x = sample("well conditioned", shape, is_complex)
    values = np.linalg.svd(x, compute_uv=False)
    assert ((values > 0.99) & (values < 2.01)).all()
    for kind, low in (("symmetric", -2.01), ("positive definite", 0.99)):
        x = sample(kind, shape, is_complex)
        np.testing.assert_array_equal(x, adjoint(x))
        assert (np.linalg.eigvalsh(x) > low).all()
    x = sample("triangular", shape, is_complex)
    np.testing.assert_array_equal(x, np.tril(x))
    assert x.shape == shape
    assert np.iscomplexobj(x) == is_complex


@pytest.mark.parametrize("shape", [(2, 4), (4, 2), (3, 2, 4)])
def test_well_conditioned_matrices_of_any_shape(shape):
    values = np.linalg.svd(sample("well conditioned", shape, True), compute_uv=False)
    np.testing.assert_allclose(values, np.broadcast_to([2.0, 1.0], values.shape))


@pytest.mark.parametrize("kind", ["symmetric", "positive definite", "triangular", "well conditioned"])
def test_a_step_keeps_the_kind(kind):
    rng = np.random.default_rng(1)
    direction = tangent(kind, away_from_zero(rng, (3, 3), "complex128"))
    np.testing.assert_allclose(tangent(kind, direction), direction)
    moved = sample(kind, (3, 3), True) + STEP * direction
    np.testing.assert_allclose(tangent(kind, moved), moved)
    assert np.linalg.svd(moved, compute_uv=False).min() > 0.4


def test_complex_samples_are_apart_in_size_and_real_part():
    found = drawn([Operand((3,), ""), complex_of((4,))], [Interval(0, 2), Interval(0, 2)], 0)
    flat = np.concatenate(found.complex)
    for numbers in (flat.real, np.abs(flat)):
        assert np.diff(np.sort(numbers)).min() >= 4.9 * found.complex_step
    np.testing.assert_array_equal(np.concatenate(found.real), flat.real)
    assert ((np.abs(flat.imag) >= 0.25) & (np.abs(flat.imag) <= 0.5)).all()
