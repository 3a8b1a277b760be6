"""What the laws do not say about products: how they are computed, edge cases, and words of errors."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import AxisError, MatrixError, ShapeError


def matrices(*shapes):
    rng = np.random.default_rng(0)
    return [rng.normal(size=shape) for shape in shapes]


class TestMatmul:
    def test_the_rules_are_the_textbook_products(self):
        x, w, g = matrices((2, 3), (3, 4), (2, 4))
        _, pullback = ag.vjp(np.matmul, x, w)
        for found, expected in zip(pullback(g), (g @ w.T, x.T @ g), strict=True):
            np.testing.assert_allclose(found, expected, rtol=1e-15)

    def test_a_batch_through_one_matrix_is_one_product(self, monkeypatch):
        shapes = []
        matmul = ag.matmul.forward
        monkeypatch.setattr(ag.matmul, "forward", lambda a, b: shapes.append(a.shape) or matmul(a, b))
        x, w = matrices((5, 2, 3), (3, 4))
        leaf = ag.Tensor(w, requires_grad=True)
        z = ag.matmul(ag.Tensor(x), leaf)
        ag.grad(lambda w: ag.grad(lambda w: np.sum((x @ w) ** 2))(w).sum())(w)
        assert z.shape == (5, 2, 4)
        assert (3, 10) in shapes

    def test_only_what_is_needed_is_kept(self):
        x, w = (ag.Tensor(m) for m in matrices((2, 3), (3, 4)))
        w.retain_grad()
        leaf = ag.Tensor(w.array, requires_grad=True)
        assert [k.shape for k in (x @ leaf).node.kept if isinstance(k, np.ndarray)] == [(2, 3)]

    def test_promotion_and_broadcasting_are_undone(self):
        x = np.ones((1, 2, 3), np.float32)
        w = np.ones((5, 3, 4))
        a, b = ag.grad(lambda x, w: np.sum(x @ w), (0, 1))(x, w)
        assert (a.dtype, a.shape, b.dtype, b.shape) == (np.float32, (1, 2, 3), np.float64, (5, 3, 4))
        np.testing.assert_array_equal(a, 20)

    def test_operators_on_either_side(self):
        x, w = matrices((2, 3), (3, 4))
        for product in (ag.Tensor(x) @ w, x @ ag.Tensor(w)):
            np.testing.assert_array_equal(product.numpy(), x @ w)

    def test_shapes_that_do_not_fit(self):
        with pytest.raises(
            ShapeError, match=r"matmul cannot be applied: got shapes \(2, 3\) and \(4, 5\)\. NumPy says: "
        ):
            ag.matmul(np.ones((2, 3)), np.ones((4, 5)))


class TestTensordot:
    def test_axes_of_unequal_length(self):
        with pytest.raises(ShapeError) as error:
            ag.tensordot(np.ones((2, 3)), np.ones((4, 5)), 1)
        assert str(error.value) == (
            "tensordot cannot be applied: got shapes (2, 3) and (4, 5)."
            " Axes (1,) of the first must be as long as axes (0,) of the second."
        )

    def test_too_many_axes(self):
        with pytest.raises(ShapeError) as error:
            ag.tensordot(np.ones((2, 3)), np.ones(3), 2)
        assert str(error.value) == (
            "tensordot cannot be applied: got shapes (2, 3) and (3,). Sum over at most 1 axes, not 2."
        )

    def test_an_axis_that_is_not_there(self):
        with pytest.raises(ShapeError, match=r"no such axis: got axis 5 for an array with 2 axes"):
            ag.tensordot(np.ones((2, 3)), np.ones((2, 3)), ([5], [0]))


class TestCross:
    def test_vectors_in_the_plane_are_refused(self):
        with pytest.raises(ShapeError) as error:
            ag.cross(np.ones(2), np.ones(2))
        assert str(error.value) == (
            "cross cannot be applied: got shapes (2,) and (2,)."
            " Pass vectors with 3 components; in the plane, a[..., 0]·b[..., 1] − a[..., 1]·b[..., 0]."
        )

    def test_through_numpy_linalg(self):
        a, b = matrices((4, 3), (4, 3))
        np.testing.assert_allclose(np.linalg.cross(ag.Tensor(a), b).numpy(), np.cross(a, b))


class TestMultiDot:
    def test_it_takes_the_order_of_least_work(self, monkeypatch):
        shapes = []
        matmul = ag.matmul.forward
        monkeypatch.setattr(ag.matmul, "forward", lambda a, b: shapes.append((a.shape, b.shape)) or matmul(a, b))
        ag.multi_dot(matrices((10, 10), (10, 10), (10, 1)))
        assert shapes == [((10, 10), (10, 1)), ((10, 10), (10, 1))]

    @pytest.mark.parametrize("shapes", [[(2, 2)], [(2, 2), (2,), (2, 2)], [(2, 2, 2), (2, 2)]])
    def test_what_is_no_chain_of_matrices(self, shapes):
        with pytest.raises(MatrixError) as error:
            ag.multi_dot(matrices(*shapes))
        assert str(error.value) == (
            f"multi_dot needs matrices: got shapes {', '.join(map(str, shapes))}."
            " Pass at least two; the first and the last may be vectors."
        )


@pytest.mark.parametrize(
    ("function", "shapes"),
    [(np.linalg.matmul, [(2, 3), (3, 2)]), (np.linalg.tensordot, [(2, 3), (2, 3)]), (np.linalg.outer, [(2,), (3,)])],
)
def test_other_names_of_numpy(function, shapes):
    values = matrices(*shapes)
    tensors = [ag.Tensor(x, requires_grad=True) for x in values]
    y = function(*tensors)
    np.testing.assert_allclose(y.numpy(), function(*values))
    y.sum().backward()
    assert all(t.grad.shape == x.shape for t, x in zip(tensors, values, strict=True))


def test_matvec_and_vecmat_need_a_matrix():
    with pytest.raises(ShapeError) as error:
        np.matvec(ag.Tensor(np.ones(3)), np.ones(3))
    assert str(error.value) == (
        "matvec cannot be applied: got shapes (3,) and (3,). The first needs two axes or more, the second one or more."
    )
    with pytest.raises(ShapeError, match=r"vecmat cannot be applied: got shapes \(2, 3\) and \(3,\)"):
        np.vecmat(ag.Tensor(np.ones((2, 3))), np.ones(3))


def test_tensordot_over_more_axes_than_there_are():
    with pytest.raises(AxisError) as error:
        np.tensordot(ag.Tensor(np.ones(3)), np.ones(3))
    assert str(error.value) == (
        "tensordot cannot be applied: got shapes (3,) and (3,). Sum over at most 1 axes, not 2."
    )
