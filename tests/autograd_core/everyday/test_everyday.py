"""Everyday NumPy, as tutorials and scientific code have it: the same values, and the gradient of finite differences."""

import zlib

import numpy as np
import pytest

import autograd_core as ag
from tests.autograd_core.everyday import (  # noqa: F401  # declare
    arrays,
    learning,
    pasted,
    science,
    series,
    statistics,
    textbook,
    writing,
)
from tests.autograd_core.everyday.snippets import SNIPPETS

STEP = 1e-5


def results(function, values):
    """Return the results as a list of arrays."""
    y = function(*values)
    return [np.asarray(part, float) for part in (y if isinstance(y, (tuple, list)) else [y])]


def weighed(function, weights):
    """Return the function whose result is one number: Σ w · y over all results."""

    def loss(*values):
        y = function(*values)
        parts = y if isinstance(y, (tuple, list)) else [y]
        return sum(np.sum(part * w) for part, w in zip(parts, weights, strict=True))

    return loss


@pytest.mark.parametrize("name", SNIPPETS)
def test_it_has_the_values_of_numpy_and_the_gradient_of_finite_differences(name):
    function, values = SNIPPETS[name]
    rng = np.random.default_rng(zlib.crc32(f"directions for {name}".encode()))
    plain = results(function, [v.copy() for v in values])
    recorded = function(*[ag.Tensor(v) * 1.0 for v in values])
    recorded = recorded if isinstance(recorded, (tuple, list)) else [recorded]
    for y, expected in zip(recorded, plain, strict=True):
        np.testing.assert_allclose(ag.as_tensor(y).numpy(), expected, rtol=1e-12, atol=1e-12)

    weights = [rng.normal(size=y.shape) for y in plain]
    loss = weighed(function, weights)
    places = tuple(range(len(values)))
    gradients = ag.grad(lambda *xs: loss(*[x * 1.0 for x in xs]), argnums=places)(*values)
    assert any(np.any(g) for g in gradients), "a gradient that is not zero"
    for k, g in enumerate(gradients):
        u = rng.normal(size=values[k].shape)

        def moved(t, k=k, u=u):
            return float(loss(*[v + t * u if i == k else v.copy() for i, v in enumerate(values)]))

        fine, coarse = ((moved(h) - moved(-h)) / (2 * h) for h in (STEP, 2 * STEP))
        expected = (4 * fine - coarse) / 3
        scale = 1 + np.sum(np.abs(g * u)) + sum(np.sum(np.abs(w * y)) for w, y in zip(weights, plain, strict=True))
        assert np.sum(g * u) == pytest.approx(expected, abs=1e-8 * scale), f"argument {k}"


def test_there_are_many():
    assert len(SNIPPETS) >= 150
