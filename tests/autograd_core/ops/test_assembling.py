"""Arrays made of parts: where each goes, what is left zero, and gradients."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import ShapeError
from autograd_core.ops.assembling import is_whole

EVEN, ODD = slice(0, None, 2), slice(1, None, 2)


def test_each_part_is_in_its_place_and_the_rest_is_zero():
    y = ag.assemble(np.ones((2, 2)), np.full(3, 5.0), shape=(3, 3), templates=((slice(2), slice(2)), 2))
    np.testing.assert_array_equal(y, [[1, 1, 0], [1, 1, 0], [5, 5, 5]])


def test_nothing_is_left_of_old_memory_where_parts_are_repeated():
    y = ag.assemble(np.ones(1), shape=(50, 50), templates=((slice(None), EVEN),))
    assert y.array[:, EVEN].all()
    assert not y.array[:, ODD].any()


@pytest.mark.parametrize("dtypes", [("float32", "float32"), ("float32", "float64"), ("int64", "complex64")])
def test_the_dtype_is_that_of_all_parts(dtypes):
    y = ag.assemble(*[np.ones(2, dtype) for dtype in dtypes], shape=(4,), templates=(EVEN, ODD))
    assert y.dtype == np.result_type(*dtypes)


def test_the_cotangent_of_a_part_is_that_of_its_place():
    weights = np.arange(12.0).reshape(3, 4)

    def f(a, b):
        return (ag.assemble(a, b, shape=(3, 4), templates=((Ellipsis, EVEN), (0, ODD))) * weights).sum()

    da, db = ag.grad(f, (0, 1))(np.ones((3, 2)), np.ones(2))
    np.testing.assert_array_equal(da, weights[:, EVEN])
    np.testing.assert_array_equal(db, weights[0, ODD])


def test_examples_are_assembled_at_once():
    a, b = np.arange(6.0).reshape(3, 2), np.array([7.0, 8.0])
    y = ag.vmap(lambda a, b: ag.assemble(a, b, shape=(2, 2), templates=(0, 1)), (0, None))(a, b)
    np.testing.assert_array_equal(y, [[row, b] for row in a])


@pytest.mark.parametrize(
    ("shape", "templates", "whole"),
    [
        ((5,), (EVEN, ODD), True),
        ((5,), (EVEN, slice(1, 2)), False),
        ((2, 3), (0, 1), True),
        ((2, 3), ((Ellipsis, 0), (slice(None), slice(1, None))), True),
        ((0, 3), (), True),
        ((2,), (), False),
    ],
)
def test_whole_is_what_leaves_nothing_out(shape, templates, whole):
    assert is_whole(shape, templates) is whole


def test_parts_and_places_must_be_as_many():
    with pytest.raises(ShapeError, match="assemble cannot be applied"):
        ag.assemble(np.ones(2), shape=(4,), templates=(EVEN, ODD))


def test_a_part_that_does_not_fit_its_place_is_refused():
    with pytest.raises(ShapeError, match=r"shapes \(3,\), shape=\(4,\)"):
        ag.assemble(np.ones(3), shape=(4,), templates=(EVEN,))
