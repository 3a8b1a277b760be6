"""The steps in NumPy are those of the listing."""

import numpy as np
import pytest

from benchmarks.by_hand import Plain, Planned
from benchmarks.chapter import BATCH, listing, weights
from nn import layers, models


def batches():
    """Two whole batches, and a smaller one."""
    rng = np.random.default_rng(0)
    for size in (BATCH, BATCH, 96):
        labels = np.eye(10, dtype=np.float32)[rng.integers(10, size=size)]
        yield rng.uniform(size=(size, 784)).astype(np.float32), labels


@pytest.mark.parametrize("kind", [Plain, Planned])
def test_they_train_as_the_listing_does(kind):
    network, by_hand = listing(layers, models, run_eagerly=True), kind(weights())
    network.set_weights(weights())
    for x, t in batches():
        loss, hits = by_hand.step(x, t)
        expected = network.train_on_batch(x, t)
        np.testing.assert_allclose([loss / len(x), hits / len(x)], expected, rtol=1e-5)
    for found, wanted in zip(by_hand.parameters, network.get_weights(), strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-3, atol=2e-5)


def test_a_planned_batch_is_gathered_into_its_own_arrays():
    images, labels = next(batches())
    planned = Planned(weights())
    x, t = planned.gather(images, labels, np.array([5, 3]))
    assert np.shares_memory(x, planned.x)
    assert np.shares_memory(t, planned.t)
    np.testing.assert_array_equal(x, images[[5, 3]])
    np.testing.assert_array_equal(t, labels[[5, 3]])
