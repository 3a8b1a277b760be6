"""Rows copied by all threads are those that NumPy takes."""

import numpy as np
import pytest

pytest.importorskip("llvmlite", reason="native kernels need llvmlite")
from autograd_core.graph.native import rows, taker


@pytest.fixture(autouse=True)
def three_threads(monkeypatch):
    """Let there be three threads, whatever the machine has."""
    monkeypatch.setattr(rows, "available_processors", lambda: 3)


@pytest.mark.parametrize("count", [0, 1, 2, 64, 100])
@pytest.mark.parametrize("source", [np.arange(9e5, dtype="f").reshape(300, 60, 50), np.arange(9e5).reshape(300, 3000)])
def test_rows_are_those_that_numpy_takes(count, source):
    room = np.full((100, *source.shape[1:]), -1, source.dtype)
    chosen = np.random.default_rng(0).permutation(300)[:count]
    found = taker(source, room)(chosen)
    np.testing.assert_array_equal(found, source[chosen])
    assert np.shares_memory(found, room) or not count
    assert (room[count:] == -1).all()


@pytest.mark.parametrize(
    ("source", "room"),
    [
        (np.arange(9e5).reshape(3000, 300).T, np.empty((100, 3000))),
        (np.arange(9e5).reshape(300, 3000)[:, ::2], np.empty((100, 1500))),
        (np.arange(10.0), np.empty(4)),
    ],
)
def test_what_is_small_or_not_in_order_is_left_to_numpy(source, room, monkeypatch):
    monkeypatch.delattr(rows, "together")
    chosen = np.array([7, 1, 1, 3])
    np.testing.assert_array_equal(taker(source, room)(chosen), source[chosen])


def test_numbers_of_any_kind_are_taken():
    source = np.arange(9e5).reshape(300, 3000)
    take = taker(source, np.empty((100, 3000)))
    for chosen in ([3, 5], np.array([3, 5], np.int32), np.arange(299, 200, -2)):
        np.testing.assert_array_equal(take(chosen), source[np.asarray(chosen)])
