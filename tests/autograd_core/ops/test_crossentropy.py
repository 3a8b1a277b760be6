"""What the laws do not say about cross-entropies: gradients in closed form, extremes, types, words of errors."""

import math

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import DataError, DTypeError, ShapeError

LOGITS = np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]])
TARGETS = np.array([[0.0, 0.0, 1.0], [0.2, 0.3, 0.5]])


class TestSoftmaxCrossEntropy:
    def test_the_gradient_is_prediction_minus_truth(self):
        gradient = ag.grad(lambda s: np.sum(ag.softmax_cross_entropy(s, TARGETS)))(LOGITS)
        np.testing.assert_allclose(gradient, ag.softmax(LOGITS).numpy() - TARGETS, rtol=1e-13, atol=1e-15)

    def test_the_hessian_is_the_covariance(self):
        p = ag.softmax(LOGITS[0]).numpy()
        hessian = ag.hessian(lambda s: ag.softmax_cross_entropy(s, TARGETS[0]))(LOGITS[0])
        np.testing.assert_allclose(hessian, np.diag(p) - np.outer(p, p), rtol=1e-13)

    def test_a_target_of_zero_does_not_see_an_infinite_score(self):
        s, t = np.array([0.0, -np.inf]), np.array([1.0, 0.0])
        assert ag.softmax_cross_entropy(s, t).item() == 0
        np.testing.assert_array_equal(ag.grad(lambda s: ag.softmax_cross_entropy(s, t))(s), [0, 0])

    def test_extreme_logits(self):
        assert ag.softmax_cross_entropy([1000.0, 0.0], [0.0, 1.0]).item() == 1000

    def test_targets_take_the_type_of_the_logits(self):
        s = LOGITS.astype(np.float32)
        for targets in (TARGETS, TARGETS > 0.4, np.eye(3, dtype=int)[[2, 1]]):
            assert ag.softmax_cross_entropy(s, targets).dtype == np.float32
            assert ag.grad(lambda s, t=targets: np.sum(ag.softmax_cross_entropy(s, t)))(s).dtype == np.float32

    def test_shapes_that_differ(self):
        with pytest.raises(ShapeError) as error:
            ag.softmax_cross_entropy(LOGITS, [0, 1])
        assert str(error.value) == (
            "softmax_cross_entropy needs equal shapes: got logits of shape (2, 3) and targets of shape (2,)."
            " Pass one target for each logit, or labels to sparse_softmax_cross_entropy."
        )


class TestSparse:
    def test_it_is_the_dense_one_with_one_hot_targets(self):
        labels = np.array([2, 0])
        dense = ag.softmax_cross_entropy(LOGITS, np.eye(3)[labels])
        np.testing.assert_allclose(ag.sparse_softmax_cross_entropy(LOGITS, labels).numpy(), dense.numpy(), rtol=1e-14)
        gradient = ag.grad(lambda s: np.sum(ag.sparse_softmax_cross_entropy(s, ag.Tensor(labels))))(LOGITS)
        np.testing.assert_allclose(gradient, ag.softmax(LOGITS).numpy() - np.eye(3)[labels], rtol=1e-14)

    def test_more_axes_and_none(self):
        assert ag.sparse_softmax_cross_entropy(np.zeros((2, 5, 3)), np.zeros((2, 5), int)).shape == (2, 5)
        assert ag.sparse_softmax_cross_entropy(np.zeros(2), 1).item() == pytest.approx(math.log(2))
        assert ag.sparse_softmax_cross_entropy(np.zeros((0, 3)), np.zeros(0, int)).shape == (0,)

    @pytest.mark.parametrize(
        ("labels", "error", "message"),
        [
            (
                [0, 1, 2],
                ShapeError,
                (
                    "sparse_softmax_cross_entropy needs one label for each row of logits: got logits of shape (2, 3)"
                    " and labels of shape (3,). Pass logits of shape (..., classes) and labels of shape (...)."
                ),
            ),
            (
                [0.0, 1.0],
                DTypeError,
                (
                    "labels are no integers: got dtype float64."
                    " Convert labels with .astype(int), or pass probabilities to softmax_cross_entropy."
                ),
            ),
            (
                [0, 3],
                DataError,
                "a label names no class: got labels from 0 to 3 for 3 classes. Use labels from 0 to 2.",
            ),
            (
                [-1, 0],
                DataError,
                "a label names no class: got labels from -1 to 0 for 3 classes. Use labels from 0 to 2.",
            ),
        ],
    )
    def test_labels_that_do_not_fit(self, labels, error, message):
        with pytest.raises(error) as raised:
            ag.sparse_softmax_cross_entropy(LOGITS, labels)
        assert str(raised.value) == message


class TestSigmoidCrossEntropy:
    def test_the_gradient_is_prediction_minus_truth(self):
        s, t = np.array([-3.0, 0.0, 2.0]), np.array([0.0, 1.0, 0.3])
        gradient = ag.grad(lambda s: np.sum(ag.sigmoid_cross_entropy(s, t)))(s)
        np.testing.assert_allclose(gradient, ag.sigmoid(s).numpy() - t, rtol=1e-14)

    def test_extreme_logits(self):
        found = ag.sigmoid_cross_entropy([1000.0, -1000.0, 1000.0], [0, 0, 1]).numpy()
        np.testing.assert_array_equal(found, [1000, 0, 0])

    def test_targets_take_the_type_of_the_logits(self):
        s = np.ones(2, np.float32)
        y = ag.sigmoid_cross_entropy(s, np.array([0, 1]))
        assert y.dtype == np.float32
        assert ag.grad(lambda s: np.sum(ag.sigmoid_cross_entropy(s, np.array([0.0, 1.0]))))(s).dtype == np.float32


@pytest.mark.parametrize("name", ["softmax_cross_entropy", "sparse_softmax_cross_entropy", "sigmoid_cross_entropy"])
def test_complex_numbers_are_refused(name):
    with pytest.raises(DTypeError) as caught:
        getattr(ag, name)(np.ones(2, complex), 1 if "sparse" in name else np.ones(2))
    assert str(caught.value) == (
        f"{name} is of real numbers: got dtype complex128. Pass real logits and probabilities, such as abs(x) ** 2."
    )
