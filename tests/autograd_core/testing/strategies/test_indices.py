"""Indices are valid for their array, of every form, and shrink."""

import numpy as np
import pytest
from hypothesis import given

from autograd_core.errors import ShapeError, UnknownNameError
from autograd_core.testing.strategies import any_shape, arrays, indices, smallest
from tests.autograd_core.testing.strategies.seen import seen

ARRAYS = arrays(layouts="C")


def parts(index):
    return index if isinstance(index, tuple) else (index,)


def is_mask(part):
    return isinstance(part, np.ndarray) and part.dtype == bool


def is_integers(part):
    return isinstance(part, np.ndarray) and part.dtype != bool


def steps_back(part):
    return isinstance(part, slice) and (part.step or 1) < 0


def places(x, index):
    return np.arange(x.size).reshape(x.shape)[index]


def has_duplicates(pair):
    chosen = places(*pair)
    return len(np.unique(chosen)) < chosen.size


@given(indices(arrays(any_shape(max_dims=4))))
def test_indices_are_valid(pair):
    x, index = pair
    assert isinstance(x[index], (np.ndarray, np.float64))


@given(indices((3, 2), kinds="basic"))
def test_basic_indices_are_views(index):
    assert not any(isinstance(part, np.ndarray) for part in parts(index))


@given(indices((3, 2), kinds="integer arrays"))
def test_indices_with_integer_arrays_have_one(index):
    assert any(is_integers(part) for part in parts(index))


@given(indices((3, 2), kinds=["masks"]))
def test_indices_with_masks_have_one(index):
    assert any(is_mask(part) for part in parts(index))


def test_every_form_is_reached_in_a_test_of_usual_length():
    def look(pair):
        x, index = pair
        given = parts(index)
        return {
            "a slice": any(isinstance(part, slice) for part in given),
            "a negative step": any(map(steps_back, given)),
            "a number": any(isinstance(part, int) for part in given),
            "a negative number": any(isinstance(part, int) and part < 0 for part in given),
            "integers": any(map(is_integers, given)),
            "duplicates": has_duplicates(pair),
            "several arrays": sum(map(is_integers, given)) > 1,
            "a mask": any(map(is_mask, given)),
            "a mask over two axes": any(is_mask(part) and part.ndim > 1 for part in given),
            "an ellipsis": any(part is ... for part in given),
            "a new axis": any(part is None for part in given),
            "an array and a slice": any(map(is_integers, given)) and any(isinstance(part, slice) for part in given),
            "a part of the array": 0 < places(x, index).size < x.size,
        }

    found = seen(indices(ARRAYS), look)
    assert min(found.values()) >= 1, found
    assert seen(indices(ARRAYS), lambda pair: {"nothing": places(*pair).size > 0})["nothing"] >= 65


@pytest.mark.parametrize("shape", [(3,), (3, 4)])
def test_steps_back_and_duplicates_are_frequent(shape):
    def look(index):
        return {
            "negative step": any(map(steps_back, parts(index))),
            "duplicates": has_duplicates((np.empty(shape), index)),
        }

    found = seen(indices(shape), look, examples=200)
    assert min(found.values()) >= 25, found


@pytest.mark.parametrize(
    ("condition", "x", "index"),
    [
        (lambda pair: any(map(steps_back, parts(pair[1]))), [1.0], (slice(None, None, -1),)),
        (has_duplicates, [1.0], ([0, 0],)),
        (lambda pair: is_mask(pair[1]), [1.0], ([True],)),
        (lambda pair: is_mask(pair[1]) and not pair[1].any(), [1.0], ([False],)),
        (lambda pair: is_mask(pair[1]) and pair[1].ndim == 2, [[1.0]], ([[True]],)),
        (lambda pair: pair[1] is None, 1.0, (None,)),
        (lambda pair: pair[1] is ..., 1.0, (...,)),
        (lambda pair: any(isinstance(part, int) and part < 0 for part in parts(pair[1])), [1.0], (-1,)),
        (lambda pair: sum(map(is_integers, parts(pair[1]))) == 2, [[1.0]], ([0], [0])),
    ],
)
def test_an_array_and_its_index_shrink_together(condition, x, index):
    found, at = smallest(indices(arrays()), condition)
    assert found.tolist() == x
    assert tuple(part.tolist() if isinstance(part, np.ndarray) else part for part in parts(at)) == index


def test_wishes_are_checked():
    with pytest.raises(UnknownNameError) as unknown:
        indices((3,), kinds="mask")
    message = "unknown kind of index: got 'mask'. Did you mean 'masks'? Known: any, basic, integer arrays, masks."
    assert str(unknown.value) == message
    with pytest.raises(ShapeError) as wrong:
        indices("all")
    remedy = "Pass 'any', a tuple of whole numbers from 0 on, or a strategy for such tuples"
    assert str(wrong.value) == f"no shape of an array: got 'all'. {remedy}."
