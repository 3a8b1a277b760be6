"""Arrays in the likeness of others, what is asked of an array beside its numbers, and outer tables."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import ShapeError
from autograd_core.ops import creation

X = np.array([[1.0, np.nan, -np.inf], [np.inf, 2.0, -3.0]])


@pytest.mark.parametrize("function", [np.zeros_like, np.ones_like, np.empty_like])
def test_arrays_like_a_tensor_are_constants(function):
    y = function(ag.Tensor(X.astype("float32"), requires_grad=True))
    assert (y.shape, y.dtype, y.requires_grad) == ((2, 3), np.float32, False)


def test_a_gradient_flows_through_the_value_that_fills():
    y = np.full_like(ag.Tensor(X), 2, dtype="float32", shape=(2,))
    assert (y.tolist(), y.dtype) == ([2.0, 2.0], np.float32)
    assert ag.grad(lambda v: np.full_like(v, v, shape=(5,)).sum())(2.0) == 5.0
    assert np.full_like(ag.Tensor([1, 2]), 2.7).tolist() == [2, 2]


def test_the_filled_array_may_be_written():
    y = np.full_like(ag.Tensor(X), 2.0)
    y[0, 0] = 5.0
    assert y.numpy().sum() == 15.0


def test_shapes_are_plain_values():
    t = ag.Tensor(X, requires_grad=True)
    assert (np.shape(t), np.ndim(t), np.size(t), np.size(t, 1)) == ((2, 3), 2, 6, 3)


@pytest.mark.parametrize("call", [{}, {"indexing": "ij"}, {"sparse": True}, {"copy": False}])
@pytest.mark.parametrize("lengths", [(3,), (3, 2), (3, 2, 4)])
def test_grids_as_in_numpy(call, lengths):
    vectors = [np.arange(float(n)) for n in lengths]
    grids, expected = np.meshgrid(*map(ag.Tensor, vectors), **call), np.meshgrid(*vectors, **call)
    for grid, other in zip(grids, expected, strict=True):
        np.testing.assert_array_equal(grid.numpy(), other)


def test_an_open_grid_as_in_numpy():
    vectors = [np.array([1.5, 2.5]), np.array([True, False, True]), np.array([3, 4]), []]
    grids, expected = ag.ix_(*vectors), np.ix_(*vectors)
    for grid, other in zip(grids, expected, strict=True):
        np.testing.assert_array_equal(grid.numpy(), other)
        assert grid.dtype == other.dtype


def test_an_open_grid_of_coordinates_has_a_gradient():
    def f(x, y):
        rows, columns = np.ix_(x, y)
        return np.sum(rows**2 * columns)

    by_x, by_y = ag.grad(f, (0, 1))(np.array([1.0, 2.0]), np.array([3.0, 4.0, 5.0]))
    assert by_x.tolist() == [24, 48]
    assert by_y.tolist() == [5, 5, 5]


def test_an_open_grid_of_a_matrix_is_refused():
    with pytest.raises(ShapeError) as caught:
        np.ix_(ag.Tensor([1.0]), np.ones((2, 3)))
    assert str(caught.value) == ("ix_ makes a grid of vectors: got shapes (1,), (2, 3). Flatten them, as by x.ravel().")


@pytest.mark.parametrize("call", [{}, {"nan": 7.0}, {"posinf": 1.0, "neginf": -1.0}])
def test_finite_numbers_in_place_of_others(call):
    for x in (X, X.astype("float32"), np.array([1, 2])):
        y = np.nan_to_num(ag.Tensor(x), **call)
        np.testing.assert_array_equal(y.numpy(), np.nan_to_num(x, **call))
        assert y.dtype == x.dtype
    np.testing.assert_array_equal(ag.grad(lambda x: np.nan_to_num(x, **call).sum())(X), np.isfinite(X))


def test_parts_of_real_numbers():
    t = ag.Tensor([1.0, -2.0], requires_grad=True)
    for y in (np.real(t), t.real, np.conj(t), t.conj(), t.conjugate()):
        assert y.tolist() == [1.0, -2.0]
        assert y.requires_grad
    for y in (np.imag(t), t.imag):
        assert y.tolist() == [0.0, 0.0]
        assert not y.requires_grad


def test_parts_of_complex_numbers():
    z = ag.Tensor([1.0 + 2.0j])
    assert (z.real.tolist(), z.imag.tolist(), z.conj().tolist()) == ([1.0], [2.0], [1.0 - 2.0j])


@pytest.mark.parametrize("function", [np.round, np.around, np.fix])
def test_rounding_is_constant(function):
    y = function(ag.Tensor([1.26, -1.5], requires_grad=True))
    np.testing.assert_array_equal(y.numpy(), function(np.array([1.26, -1.5])))
    assert not y.requires_grad
    assert ag.Tensor([1.26]).round(1).tolist() == [1.3]


def test_outer_tables():
    a, b = np.arange(1.0, 4.0), np.arange(1.0, 3.0)
    for ufunc in (np.add, np.multiply, np.divide, np.power, np.maximum, np.greater):
        y = ufunc.outer(ag.Tensor(a), b)
        np.testing.assert_allclose(y.numpy(), ufunc.outer(a, b), rtol=1e-15)
    assert np.multiply.outer(ag.Tensor(a), b, dtype="float32").dtype == np.float32
    np.testing.assert_array_equal(ag.grad(lambda a: np.multiply.outer(a, b).sum())(a), [3, 3, 3])


def test_names_for_the_array_api():
    assert creation.conj is creation.conjugate


LINES = [
    ((0.0, 1.0, 5), {}),
    ((np.ones((2, 3)), np.zeros(3), 4), {"axis": -1}),
    ((1, 10, 4), {"dtype": int}),
    ((0.0, 1.0, 1), {}),
    ((0.0, 1.0, 0), {"endpoint": False}),
    ((-1.0, 2.0, 4), {"endpoint": False}),
    ((0.1, 0.3, 7), {"retstep": True}),
    ((0.1, 0.3, 1), {"retstep": True}),
]


@pytest.mark.parametrize(("operands", "call"), LINES)
def test_numbers_at_equal_distances(operands, call):
    start, *rest = operands
    got, expected = np.linspace(ag.Tensor(start), *rest, **call), np.linspace(start, *rest, **call)
    pairs = zip(got, expected, strict=True) if isinstance(got, tuple) else [(got, expected)]
    for one, other in pairs:
        np.testing.assert_allclose(one.numpy(), other, rtol=1e-15, atol=1e-16)
        assert one.dtype == np.asarray(other).dtype


def test_the_ends_are_exact_and_single_precision_is_kept():
    a, b = np.float32(0.1), np.float32(0.7)
    y = np.linspace(ag.Tensor(a), b, 7)
    assert (y.dtype, y.numpy()[0], y.numpy()[-1]) == (np.float32, a, b)
    assert ag.linspace(1e16, 1.0, 3).tolist()[-1] == 1.0  # start + (stop - start) is 0


def test_fewer_than_no_numbers_are_refused():
    with pytest.raises(ShapeError) as error:
        ag.linspace(0.0, 1.0, -1)
    assert str(error.value) == "there cannot be so few numbers: got num=-1. Ask for 0 or more."


def test_angles_of_real_numbers_are_constant():
    x = np.array([1.0, -2.0, -0.0])
    y = np.angle(ag.Tensor(x, requires_grad=True), deg=True)
    np.testing.assert_array_equal(y.numpy(), np.angle(x, deg=True))
    assert not y.requires_grad


def test_real_if_close():
    z = np.array([1.0 + 1e-20j, 2.0])
    assert np.real_if_close(ag.Tensor(z)).dtype == np.float64
    assert np.real_if_close(ag.Tensor([1.0 + 1.0j])).dtype == np.complex128
    assert ag.grad(lambda x: np.real_if_close(x) ** 2)(3.0) == 6.0


def test_nan_in_either_part_of_complex_numbers():
    z = np.array([complex(np.nan, 1.0), complex(2.0, np.inf), 3.0 - 1.0j])
    np.testing.assert_array_equal(ag.nan_to_num(z, nan=7.0).numpy(), np.nan_to_num(z, nan=7.0))
    gradient = ag.grad(lambda z: np.sum(np.nan_to_num(z).real + np.nan_to_num(z).imag * 1e-300))(z)
    np.testing.assert_allclose(gradient, [1e-300j, 1.0, 1.0 + 1e-300j], rtol=1e-15)


def test_the_gradient_of_real_if_close():
    z = np.array([1.0 + 1e-17j, 2.0])
    y, pullback = ag.vjp(np.real_if_close, z)
    assert y.dtype == np.float64
    assert pullback(np.array([1.0, 2.0]))[0].tolist() == [1.0, 2.0]
