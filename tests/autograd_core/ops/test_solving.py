"""What the laws do not say about linear systems: which B is a vector, powers, errors."""

import math

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import DTypeError, MatrixError, ShapeError

A = np.array([[2.0, 1.0], [0.5, 3.0]])


def test_one_axis_is_a_vector_two_are_a_matrix():
    stack = np.stack([A, A + 1])
    assert ag.linalg.solve(stack, np.ones(2)).shape == (2, 2)
    assert ag.linalg.solve(stack, np.ones((2, 2))).shape == (2, 2, 2)


def test_integers_are_constants():
    gradient = ag.grad(lambda b: np.sum(np.linalg.solve(np.array([[2, 0], [0, 4]]), b)))(np.ones(2))
    np.testing.assert_array_equal(gradient, [0.5, 0.25])


@pytest.mark.parametrize("n", range(-5, 6))
def test_powers(n):
    np.testing.assert_allclose(ag.linalg.matrix_power(A, n).numpy(), np.linalg.matrix_power(A, n), rtol=1e-13)
    assert ag.linalg.matrix_power(A.astype("float32"), n).dtype == np.float32


def test_the_derivative_of_a_power():
    gradient = ag.grad(lambda a: np.trace(np.linalg.matrix_power(a, 7)))(A)
    np.testing.assert_allclose(gradient, 7 * np.linalg.matrix_power(A, 6).T, rtol=1e-13)
    np.testing.assert_array_equal(ag.grad(lambda a: np.sum(a * np.linalg.matrix_power(a, 0)))(A), np.eye(2))


def test_powers_of_integers_stay_exact():
    assert ag.linalg.matrix_power([[1, 1], [1, 0]], 90).tolist()[0][1] == 2880067194370816120


def test_a_solution_of_higher_dimension():
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2, 3, 6)), rng.normal(size=(2, 3))
    np.testing.assert_allclose(ag.linalg.tensorsolve(a, b).numpy(), np.linalg.tensorsolve(a, b), rtol=1e-12)
    moved = np.moveaxis(a, 2, 0)
    found = ag.linalg.tensorsolve(moved, b, axes=(0,)).numpy()
    np.testing.assert_allclose(found, np.linalg.tensorsolve(moved, b, axes=(0,)), rtol=1e-12)
    np.testing.assert_allclose(ag.linalg.tensorinv(a).numpy(), np.linalg.tensorinv(a), rtol=1e-12)


def test_errors():
    with pytest.raises(ShapeError, match=r"solve cannot be applied: got shapes \(2, 2\) and \(3,\)"):
        ag.linalg.solve(A, np.ones(3))
    with pytest.raises(TypeError, match="integer"):
        ag.linalg.matrix_power(A, 1.5)
    with pytest.raises(MatrixError, match=r"matrix_power needs square matrices: got shape \(2, 3\)"):
        ag.linalg.matrix_power(np.ones((2, 3)), 2)
    with pytest.raises(MatrixError, match="inv of a singular matrix"):
        ag.linalg.matrix_power(np.ones((2, 2)), -1)
    with pytest.raises(
        ShapeError, match=r"tensorinv has no rows: got ind=0. Pass the number of first axes, at least 1."
    ):
        ag.linalg.tensorinv(A, 0)
    with pytest.raises(MatrixError) as error:
        ag.linalg.tensorsolve(np.ones((2, 3)), np.ones(2))
    assert str(error.value) == (
        "tensorsolve needs a square system: got shapes (2, 3) and (2,). "
        "As many equations as unknowns are needed; look at axes=."
    )
    assert math.isclose(ag.linalg.tensorsolve(A, [3.0, 3.5]).numpy()[1], 1.0)


def test_powers_need_no_larger_powers():
    with np.errstate(all="raise"):
        np.testing.assert_allclose(np.linalg.matrix_power(ag.Tensor(np.eye(2) * 1e150), 2).numpy(), np.eye(2) * 1e300)


def test_powers_of_truth_values():
    a = np.array([[True, True], [False, True]])
    for n in (1, 2, 3):
        np.testing.assert_array_equal(np.linalg.matrix_power(ag.Tensor(a), n).numpy(), np.linalg.matrix_power(a, n))


def test_a_power_that_is_no_integer():
    with pytest.raises(DTypeError) as error:
        ag.linalg.matrix_power(A, 0.5)
    assert str(error.value) == (
        "matrix_power needs an integer: got n=0.5 for shape (2, 2). Pass a whole number; eig gives powers of any other "
        "kind."
    )


def test_systems_without_equations():
    assert ag.linalg.tensorsolve(np.zeros((0, 0)), np.zeros(0)).shape == (0,)
    with pytest.raises(MatrixError, match=r"inv needs square matrices: got shape \(0, 3\)"):
        ag.linalg.tensorinv(np.zeros((0, 3)), 1)
