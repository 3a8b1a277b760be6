"""Sets: which element gets the gradient, what NaNs are, what two arrays share or do not share."""

import numpy as np
import pytest

import autograd_core as ag

X = np.array([[2.0, 1.0, 2.0], [np.nan, np.nan, 1.0]])


@pytest.mark.parametrize("name", ["unique_all", "unique_counts", "unique_inverse"])
@pytest.mark.parametrize("x", [X, X[0], X[:, :0], np.array(3.0)])
def test_it_gives_what_numpy_gives(name, x):
    for function in (getattr(ag, name), getattr(np, name)):
        found, expected = function(ag.Tensor(x)), getattr(np, name)(x)
        assert found._fields == expected._fields
        for one, other in zip(found, expected, strict=True):
            assert isinstance(one, ag.Tensor)
            np.testing.assert_array_equal(one.numpy(), other)


@pytest.mark.parametrize("name", ["unique_all", "unique_counts", "unique_inverse"])
def test_the_first_of_equal_elements_gets_the_gradient(name):
    f = lambda x: (getattr(ag, name)(x).values * np.array([10.0, 20.0])).sum()  # noqa: E731  # a formula
    assert ag.grad(f)(np.array([2.0, 1.0, 2.0])).tolist() == [20.0, 10.0, 0.0]


def test_places_have_no_gradient():
    found = ag.unique_all(ag.Tensor([2.0, 1.0, 2.0], requires_grad=True))
    assert [y.requires_grad for y in found] == [True, False, False, False]


# ------------------------------------------------------------------------------------------------------- of two arrays

A, B = np.array([[3.0, 1.0], [2.0, 3.0]]), np.array([5.0, 3.0, 2.0, 5.0])


@pytest.mark.parametrize("name", ["union1d", "intersect1d", "setdiff1d", "setxor1d"])
@pytest.mark.parametrize(("a", "b"), [(A, B), (B, A), (A, A), (A.astype("float32"), B), (np.arange(3), np.arange(2))])
def test_two_arrays_give_what_numpy_gives(name, a, b):
    expected = getattr(np, name)(a, b)
    got = getattr(np, name)(ag.Tensor(a), ag.Tensor(b))
    assert got.tolist() == expected.tolist()
    assert got.dtype == expected.dtype


@pytest.mark.parametrize("name", ["intersect1d", "setdiff1d", "setxor1d"])
def test_two_arrays_of_unique_elements(name):
    a, b = np.array([4.0, 1.0, 3.0]), np.array([3.0, 2.0])
    expected = getattr(np, name)(a, b, assume_unique=True)
    assert getattr(np, name)(ag.Tensor(a), b, assume_unique=True).tolist() == expected.tolist()


def test_places_of_what_is_shared():
    got, expected = np.intersect1d(ag.Tensor(A), B, return_indices=True), np.intersect1d(A, B, return_indices=True)
    assert [y.tolist() for y in got] == [y.tolist() for y in expected]


def test_the_gradient_goes_to_the_elements_found():
    weights = np.array([1.0, 10.0])
    assert ag.grad(lambda a: (np.intersect1d(a, B) * weights).sum())(A).tolist() == [[10, 0], [1, 0]]
    assert ag.grad(lambda a: np.setdiff1d(a, B).sum())(A).tolist() == [[0, 1], [0, 0]]
    assert ag.grad(lambda b: np.setxor1d(A, b).sum())(B).tolist() == [1, 0, 0, 0]
    assert ag.grad(lambda b: np.union1d(A, b).sum())(B).tolist() == [1, 0, 0, 0]
