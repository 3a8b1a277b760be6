"""A batch gives what its examples give one by one, or it is told where not."""

import numpy as np
import pytest

from autograd_core.errors import GradientCheckError
from autograd_core.testing import check_gradients

X = np.linspace(-1, 1.5, 12).reshape(4, 3)
W = np.array([[1.0, -1.0], [0.5, 2.0], [3.0, 0.25]])


def found(f, *args, **options):
    report = check_gradients(f, *args, batched=True, raises=False, **options)
    return [breach.sentence for breach in report.breaches if breach.law == "batched"]


@pytest.mark.parametrize(
    ("f", "args"),
    [
        (np.tanh, (X,)),
        (np.tanh, (X.astype("f4"),)),
        (np.abs, (np.zeros((2, 3)),)),
        (np.exp, (X * 1j,)),
        (lambda x: np.sum(x, axis=1), (X,)),
        (lambda x: np.tanh(x @ W), (X,)),
        (lambda x, y, n: x * y**n, (X, X, 2)),
        (lambda x, k: x[np.arange(len(x)), k] ** 2, (X, np.array([0, 1, 2, 0]))),
        (lambda p: (p["a"] * 2, p["b"] @ W), ({"a": X[:, 0], "b": X},)),
        (np.linalg.inv, (np.eye(3) + X[:, :, None] * X[:, None] / 3,)),
    ],
)
def test_examples_that_do_not_see_each_other_pass(f, args):
    assert not found(f, *args)


def test_a_jacobian_is_taken_apart():
    def jacobian(x):
        return np.einsum("ij,ik->ijk", np.eye(len(x)), 2 * x)

    assert not found(lambda x: np.sum(x**2, axis=1), X, gradient=jacobian)


def test_values_that_depend_on_others_are_found():
    x = np.array([[1.0, 2.0], [3.0, 4.0]])
    [sentence] = found(lambda x: x - np.mean(x, axis=0), x)
    assert sentence == (
        "f at [0, 0] is -1 in a batch of 2, and 0 for that example alone: let no example depend on others"
    )


def test_only_the_last_example_may_be_wrong():
    [sentence] = found(lambda x: x * np.where(np.arange(len(x)) == 3, 2.0, 1.0)[:, None], X)
    assert sentence.startswith("f at [3, 2] is 3 in a batch of 4, and 1.5 for that example alone")


def test_gradients_that_depend_on_others_are_found():
    def rule(g, x):
        return g + (np.sum(g, axis=0) - g) * 1e-3

    [sentence] = found(lambda x: x + 0.0, X, vjp=rule)
    assert sentence.startswith("the gradient at x[0, ")
    assert sentence.endswith(" for that example alone: let no example depend on others")
    assert check_gradients(lambda x: x + 0.0, X, vjp=rule, raises=False).verdict == "fail"


def test_a_batch_of_one_is_a_batch():
    [squeezed] = found(lambda x: np.squeeze(x @ W[:, :1]), X)
    assert (
        squeezed == "f returns shape () for a batch of one, and (4,) for one of 4: keep the first axis for the examples"
    )
    [refused] = found(lambda x: x * np.ones((4, 3)), X)
    assert refused.startswith("f cannot be checked for a batch of one, an example alone (ValueError: ")


@pytest.mark.parametrize(
    ("f", "args", "shapes"),
    [
        (np.sum, (X,), "(4, 3), ()"),
        (np.tanh, (1.0,), "()"),
        (lambda x, w: x @ w, (X, W), "(4, 3), (3, 2), (4, 2)"),
    ],
)
def test_what_has_no_batch_is_refused(f, args, shapes):
    with pytest.raises(GradientCheckError) as caught:
        check_gradients(f, *args, batched=True)
    assert str(caught.value) == (
        f"batched=True is for arguments and results whose first axis counts the examples: got shapes {shapes}. "
        "Make all of them as long, and let the function close over what has no such axis."
    )


def test_the_snippet_asks_for_the_same():
    report = check_gradients(lambda x: x - np.mean(x, axis=0), X, batched=True, raises=False)
    assert "batched=True" in report.explained.snippet
