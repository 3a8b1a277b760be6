"""`t.flat`: NumPy's order, recorded reads and writes."""

import numpy as np
import pytest

import autograd_core as ag

X = np.arange(6.0).reshape(2, 3)
KEYS = [0, -1, slice(1, 4), slice(None, None, 2), [0, 5, 2], X.ravel() > 2, Ellipsis]


@pytest.mark.parametrize("key", KEYS, ids=str)
@pytest.mark.parametrize("arrange", [lambda x: x, lambda x: x.T])
def test_reads_and_writes_are_those_of_numpy(key, arrange):
    plain, tensor = arrange(X.copy()), arrange(ag.Tensor(X))
    np.testing.assert_array_equal(tensor.flat[key].numpy(), plain.flat[key])
    plain.flat[key] = 7.0
    tensor.flat[key] = 7.0
    np.testing.assert_array_equal(tensor.numpy(), plain)


def test_what_was_read_stays():
    t = ag.Tensor(X)
    first = t.flat[:2]
    t.flat = [8.0, 9.0]
    assert first.tolist() == [0, 1]
    assert t.tolist() == [[8, 9, 8], [9, 8, 9]]


def test_it_is_looped_over_in_order():
    t = ag.Tensor(X).T
    assert len(t.flat) == 6
    assert [float(x) for x in t.flat] == list(X.T.flat)


def test_gradients_flow_through_reads_and_writes():
    def f(x):
        y = x * 1.0
        y.flat[1] = 3.0 * y.flat[4]
        return sum(v**2 for v in y.flat)

    expected = 2 * X
    expected[0, 1], expected[1, 1] = 0.0, 20 * X[1, 1]
    np.testing.assert_array_equal(ag.grad(f)(X), expected)
