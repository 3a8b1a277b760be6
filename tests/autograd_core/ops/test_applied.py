"""Functions applied row by row, axis by axis, element by element."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import DataError, ShapeError

X = np.sin(np.arange(24.0)).reshape(2, 3, 4)


@pytest.mark.parametrize("axis", [0, 1, -1])
@pytest.mark.parametrize("function", [np.sum, np.cumsum, lambda row: np.outer(row, row), lambda row: row[:2]])
def test_along_an_axis(axis, function):
    got = np.apply_along_axis(function, axis, ag.Tensor(X))
    np.testing.assert_allclose(got.numpy(), np.apply_along_axis(function, axis, X))


def test_along_an_axis_with_arguments():
    y = np.apply_along_axis(np.percentile, 0, ag.Tensor(X), 25, method="lower")
    np.testing.assert_allclose(y.numpy(), np.apply_along_axis(np.percentile, 0, X, 25, method="lower"))


def test_a_plain_array_and_a_function_that_is_recorded():
    g = ag.grad(lambda w: ag.apply_along_axis(lambda row: row @ w, 1, np.eye(2)).sum())(np.array([1.0, 2.0]))
    assert g.tolist() == [1, 1]


def test_no_rows():
    with pytest.raises(DataError) as caught:
        np.apply_along_axis(np.sum, 0, ag.Tensor(np.ones((3, 0))))
    assert str(caught.value) == ("there is no row to apply a function to: got shape (3, 0). Pass at least one row.")


@pytest.mark.parametrize("axes", [0, [0, 2], (-1, 1)], ids=str)
def test_over_axes(axes):
    for function in (np.sum, np.cumsum):
        got = np.apply_over_axes(function, ag.Tensor(X), axes)
        np.testing.assert_allclose(got.numpy(), np.apply_over_axes(function, X, axes))


def test_a_function_over_axes_that_changes_them():
    with pytest.raises(ShapeError) as caught:
        np.apply_over_axes(lambda a, axis: a.sum(), ag.Tensor(X), [0])
    assert str(caught.value) == (
        "the function returned other axes: got 0 for an array with 3. Keep all axes, or reduce one."
    )


# ------------------------------------------------------------------------------------------------------------ vectorize


def larger(a, b):
    """Return the larger one."""
    if a > b:
        return a
    return b


def test_vectorize():
    f = ag.vectorize(larger)
    assert (
        f(ag.Tensor([[1.0], [5.0]]), [2.0, 3.0]).tolist() == np.vectorize(larger)([[1.0], [5.0]], [2.0, 3.0]).tolist()
    )
    assert f(1.0, 2.0).item() == 2
    assert f.__doc__ == "Return the larger one."
    assert ag.vectorize(larger, doc="max").__doc__ == "max"
    assert ag.grad(lambda x: f(x, 2.0).sum())(np.array([1.0, 5.0])).tolist() == [0, 1]


def test_vectorize_with_several_results_and_types():
    f = ag.vectorize(lambda a: (a * 2, a + 1), otypes="fd")
    double, more = f(ag.Tensor([1.0, 2.0]))
    assert (double.dtype, double.tolist(), more.tolist()) == (np.float32, [2, 4], [2, 3])


def test_vectorize_with_what_is_passed_as_it_is():
    f = ag.vectorize(lambda x, coefficients, scale: np.polyval(coefficients, x) * scale, excluded={1})
    assert f([1.0, 2.0], ag.Tensor([1.0, 0.0]), scale=2.0).tolist() == [2, 4]


def test_vectorize_with_a_signature():
    f = ag.vectorize(lambda a, b: a @ b, signature="(n),(n)->()")
    np.testing.assert_allclose(f(ag.Tensor(X), X[0]).numpy(), np.vecdot(X, X[0]))
    pair = ag.vectorize(np.outer, signature="(n),(m)->(n,m)")
    np.testing.assert_allclose(pair(X[:, 0], X[0, 0]).numpy(), X[:, 0, :, None] * X[0, 0])


def test_vectorize_without_elements():
    with pytest.raises(DataError) as caught:
        ag.vectorize(larger)(np.ones((0, 2)), 1.0)
    assert str(caught.value) == ("there is no element to apply a function to: got shape (0, 2). Pass at least one.")
    with pytest.raises(ValueError, match="shape mismatch"):
        ag.vectorize(larger)(np.ones(2), np.ones(3))
