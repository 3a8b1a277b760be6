"""What the laws do not say about einsum: all its forms, views, and words of errors."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import ShapeError


def arrays(*shapes):
    rng = np.random.default_rng(0)
    return [rng.normal(size=shape) for shape in shapes]


FORMS = [
    ("i", [(3,)]),
    ("ij->", [(2, 3)]),
    ("ba", [(2, 3)]),
    ("aB", [(2, 3)]),
    ("ii", [(3, 3)]),
    ("ii->i", [(3, 3)]),
    ("iij->ji", [(3, 3, 2)]),
    ("...", [(2, 3)]),
    ("...i->i...", [(2, 3, 4)]),
    ("i...->...", [(2, 3, 4)]),
    ("i...i->...", [(3, 2, 3)]),
    (" ij , jk -> ik ", [(2, 3), (3, 4)]),
    ("ij,jk", [(2, 3), (3, 4)]),
    ("ij,ij->i", [(2, 3), (2, 3)]),
    ("i,j->ji", [(2,), (3,)]),
    ("ii,i", [(3, 3), (3,)]),
    ("ij,k->k", [(2, 3), (4,)]),
    ("...ij,...jk->...ik", [(5, 2, 3), (3, 4)]),
    ("...i,...i", [(4, 1, 3), (2, 3)]),
    (",i->i", [(), (3,)]),
    ("ij,j,i->", [(2, 3), (3,), (2,)]),
    ("ij,jk,kl,lm->im", [(2, 3), (3, 2), (2, 4), (4, 2)]),
    ("ij,ij->j", [(1, 3), (2, 3)]),
    ("bhqd,bhkd->bhqk", [(2, 2, 3, 2), (2, 2, 4, 2)]),
]


@pytest.mark.parametrize(("subscripts", "shapes"), FORMS)
def test_every_form(subscripts, shapes):
    values = arrays(*shapes)
    expected = np.einsum(subscripts, *values)
    y, pullback = ag.vjp(lambda *xs: np.einsum(subscripts, *xs), *values)
    np.testing.assert_allclose(y, expected, rtol=1e-13, atol=1e-14)
    g, *directions = arrays(expected.shape, *shapes)
    for k, (gradient, u) in enumerate(zip(pullback(g), directions, strict=True)):
        moved = [u if i == k else x for i, x in enumerate(values)]  # linear in each operand
        assert gradient.shape == values[k].shape
        np.testing.assert_allclose(np.sum(gradient * u), np.sum(g * np.einsum(subscripts, *moved)), rtol=1e-11)


def test_labels_as_lists():
    x, w = arrays((5, 2, 3), (3, 4))
    found = ag.einsum(x, [..., 7, 2], w, [2, 30], [..., 30, 7])
    np.testing.assert_allclose(found.numpy(), np.einsum("...ij,jk->...ki", x, w))
    np.testing.assert_array_equal(ag.einsum(x[0], [30, 7]).numpy(), np.einsum(x[0], [30, 7]))


def test_to_third_order():
    (x,) = arrays((3,))
    third = ag.grad(lambda x: ag.grad(lambda x: ag.grad(lambda x: np.einsum("i,i,i,i->", x, x, x, x))(x)[1])(x)[1])
    np.testing.assert_allclose(third(x), [0, 24 * x[1], 0], rtol=1e-12)


def test_a_diagonal_can_be_written_through():
    y = ag.Tensor(np.zeros((2, 2)))
    np.einsum("ii->i", y)[...] = 5.0
    assert y.tolist() == [[5, 0], [0, 5]]


def test_one_operand_is_not_kept():
    x = ag.Tensor(np.ones((2, 3)), requires_grad=True)
    assert ag.einsum("ij->j", x).node.kept == ((2, 3),)


def test_single_precision_and_mixed():
    x, w = np.ones((2, 3), np.float32), np.ones((3, 4))
    a, b = ag.grad(lambda x, w: np.einsum("ij,jk->", x, w), (0, 1))(x, w)
    assert (a.dtype, b.dtype) == (np.float32, np.float64)
    assert ag.einsum("ij->", x).dtype == np.float32
    assert ag.einsum("ij->", x, dtype=np.float64).dtype == np.float64


@pytest.mark.parametrize(
    ("subscripts", "shapes", "message"),
    [
        (
            "ij",
            [(2, 3), (3,)],
            "einsum needs one group of labels for each operand: got 'ij' for 2 operands. Separate groups by commas.",
        ),
        (
            "i,j",
            [(2, 3), (3,)],
            (
                "einsum needs one label for each axis: got labels 'i' in 'i,j' for shape (2, 3)."
                " Add labels, or ... for the other axes."
            ),
        ),
        (
            "...ijk",
            [(2, 3)],
            (
                "einsum needs one label for each axis: got labels '...ijk' in '...ijk' for shape (2, 3)."
                " Add labels, or ... for the other axes."
            ),
        ),
    ],
)
def test_labels_that_do_not_fit(subscripts, shapes, message):
    with pytest.raises(ShapeError) as error:
        ag.einsum(subscripts, *arrays(*shapes))
    assert str(error.value) == message


def test_lengths_that_do_not_fit():
    with pytest.raises(ShapeError, match=r"got shapes \(2, 3\) and \(4, 5\), subscripts='ij,jk->ik'"):
        ag.einsum("ij,jk", np.ones((2, 3)), np.ones((4, 5)))


@pytest.mark.parametrize("label", [-1, 52])
def test_labels_that_numpy_does_not_have(label):
    with pytest.raises(ShapeError) as error:
        np.einsum(ag.Tensor(np.ones((2, 3))), [0, label])
    assert str(error.value) == (
        f"einsum has no such label: got labels {sorted([0, label])}. Number the axes from 0 to 51."
    )
