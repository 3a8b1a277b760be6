"""How values are said to lie in memory is how they lie."""

import numpy as np
import pytest
from hypothesis import given, settings

from autograd_core.graph.evaluating import apply
from autograd_core.graph.passes.layouts import COMPACT, C, covers, first_layouts, in_order, layout_of, layout_of_array
from autograd_core.graph.structure import Literal
from tests.autograd_core.graph.passes.graphs import Builder, builders

TABLE = np.arange(24.0).reshape(2, 3, 4)


@pytest.mark.parametrize(
    ("array", "layout"),
    [
        (TABLE, C),
        (np.array(1.0), C),
        (TABLE[:, :0], C),
        (TABLE.T, COMPACT),
        (TABLE.transpose(1, 0, 2), COMPACT),
        (TABLE[:, ::2], None),
        (TABLE[::-1], None),
        (np.broadcast_to(1.0, (2, 3)), None),
    ],
)
def test_the_layout_of_an_array(array, layout):
    assert layout_of_array(array) == layout


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=300)
@given(builders())
def test_what_is_said_of_a_result_is_so(made):
    graph = made.graph(0)
    layouts = first_layouts(graph)
    arrays = dict(graph.constants) | {place.value: x for place, x in zip(graph.inputs, made.given, strict=True)}
    for equation in graph.equations:
        operands = [atom.value if isinstance(atom, Literal) else arrays[atom] for atom in equation.inputs]
        with np.errstate(all="ignore"):
            arrays[equation.outputs[0]] = y = apply(equation, operands)[0]
        said = layouts[equation.outputs[0]] = layout_of(
            equation, graph.values[equation.outputs[0]], layouts, graph.values
        )
        assert said is None or layout_of_array(y) in ([C] if said == C else [C, COMPACT])


def test_draws_and_views_of_all_keep_c_order():
    made = Builder()
    drawn = made("random.random", stream=0, size=(2, 3))
    again = made("getitem", made("broadcast_to", drawn, shape=(2, 3)), template=slice(0, 2))
    graph = made.graph(again)
    layouts = {}
    for equation in graph.equations:
        layouts[equation.outputs[0]] = layout_of(equation, graph.values[equation.outputs[0]], layouts, graph.values)
    assert layouts == {0: C, 1: C, 2: C}


def test_an_index_that_keeps_everything_in_its_place():
    assert in_order((Ellipsis, slice(1, None)))
    assert covers((Ellipsis, slice(0, None, 1)))
    assert not in_order(slice(None, None, -1))
    assert not in_order(None)
    assert not covers(slice(None, 2))
    assert not covers(0)
