"""Sums of scatters to places that do not overlap are assembled, and give the same to the bit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_core.graph.passes import optimize
from autograd_core.graph.passes.dead import without_dead_code
from autograd_core.graph.passes.parts import with_parts_assembled
from autograd_core.graph.structure import Literal
from autograd_core.ops.indexing import HOLE
from tests.autograd_core.graph.passes.graphs import SPECIAL, Builder, assert_same, ops

FLAT = [slice(2), slice(2, 5, 2), slice(5, None), 3, (Ellipsis, slice(4, 6))]
ROWS = [0, (1, slice(2)), (1, slice(2, None)), (slice(2, None), 1), (slice(2, None), slice(0, None, 2)), (Ellipsis, 1)]


def summed(made, scatters, order=None):
    """Add values up in a chain, or as `order` says: each number takes one of the sums that are there."""
    left = list(scatters)
    for first in order if order is not None else [0] * (len(left) - 1):
        one = left.pop(first % len(left))
        left.insert(0, made("add", one, left.pop(0)))
    return left[0]


def scattered(made, numbers, shape, templates):
    places = [np.zeros(shape, numbers.dtype)[template].shape for template in templates]
    parts = [made.input(np.resize(np.roll(numbers, k), place)) for k, place in enumerate(places)]
    return [made("scatter", x, shape=shape, template=each) for x, each in zip(parts, templates, strict=True)]


@pytest.mark.parametrize("dtype", ["float32", "float64", "complex64", "int64", "bool"])
@given(st.data())
def test_results_stay_the_same_to_the_bit(dtype, data):
    shape, known = data.draw(st.sampled_from([((7,), FLAT), ((4, 3), ROWS)]))
    templates = data.draw(st.lists(st.sampled_from(known), min_size=1, max_size=5))
    special = [0, 1, -3] if dtype in {"int64", "bool"} else SPECIAL
    with np.errstate(all="ignore"):
        numbers = np.array(data.draw(st.lists(st.sampled_from(special), min_size=1, max_size=9))).astype(dtype)
    made = Builder()
    values = scattered(made, numbers, shape, templates)
    if data.draw(st.booleans()):
        values.append(made.input(np.resize(numbers, shape)))
    order = data.draw(st.lists(st.integers(0, 4), min_size=len(values) - 1, max_size=len(values) - 1))
    graph = made.graph(summed(made, values, order), *data.draw(st.lists(st.sampled_from(values), max_size=1)))
    assert_same(graph, with_parts_assembled(graph), made.given)
    assert_same(graph, optimize(graph)[0], made.given)


def after(made, *outputs):
    graph = made.graph(*outputs)
    found = with_parts_assembled(graph)
    assert_same(graph, found, made.given)
    return found if found is graph else without_dead_code(found)


def test_parts_are_put_in_their_places_without_negative_zeros():
    made = Builder()
    total = summed(made, scattered(made, np.array([-0.0, 1.0]), (5, 2), [0, 2, slice(3, None)]))
    found = after(made, total)
    assert ops(found) == ["add", "add", "add", "assemble"]
    assert [equation.inputs[1] for equation in found.equations[:3]] == [Literal(0.0)] * 3
    assert dict(found.equations[-1].params) == {"shape": (5, 2), "templates": (0, 2, slice(3, None))}


def test_integers_have_no_negative_zeros():
    made = Builder()
    assert ops(after(made, summed(made, scattered(made, np.arange(4), (7,), FLAT[:3])))) == ["assemble"]


def test_what_is_assembled_has_no_negative_zeros_and_nothing_is_added_to_it():
    made = Builder()
    rows = [summed(made, scattered(made, np.array([-0.0, 2.0]), (3,), [slice(1), slice(1, None)])) for _ in range(2)]
    rows.append(made("add", made.input(np.full(3, -0.0)), 0.0))
    total = summed(made, [made("scatter", row, shape=(3, 3), template=k) for k, row in enumerate(rows)])
    assert ops(after(made, total)) == ["add", "add", "assemble", "add", "add", "assemble", "add", "assemble"]


def test_a_sum_that_is_read_elsewhere_is_assembled_by_itself():
    made = Builder()
    first, second, third = scattered(made, np.ones(2, int), (7,), FLAT[:3])
    inner = made("add", first, second)
    assert ops(after(made, inner, made("add", inner, third))) == ["scatter", "assemble", "add"]


@pytest.mark.parametrize(
    ("shape", "templates"),
    [((7,), [slice(3), slice(2, None)]), ((7,), [0, 0]), ((4, 3), [(slice(None), 1), 2]), ((4, 3), [..., 1])],
)
def test_places_that_overlap_are_added(shape, templates):
    made = Builder()
    total = summed(made, scattered(made, np.ones(3), shape, templates))
    assert ops(after(made, total)) == ["scatter", "scatter", "add"]


def test_other_summands_other_places_and_other_dtypes_are_left_alone():
    made = Builder()
    half, whole = made.input(np.ones(2, "float32")), made.input(np.ones(5))
    narrow = made("scatter", half, shape=(5,), template=slice(2))
    wide = made("scatter", made.input(np.ones(3)), shape=(5,), template=slice(2, None))
    named = made("scatter", whole, made.constant(np.array([0, 0, 1, 2, 3])), shape=(5,), template=(HOLE,))
    sums = [made("add", narrow, wide), made("add", wide, whole), made("add", named, wide), made("add", wide, 1.0)]
    assert ops(after(made, *sums)) == ["scatter"] * 3 + ["add"] * 4
