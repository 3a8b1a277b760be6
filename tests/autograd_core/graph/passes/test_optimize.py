"""All passes together, and what holds for each of them: results stay the same to the bit."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd_core.graph.passes import PASSES, optimize
from autograd_core.graph.passes.lowering import lower
from tests.autograd_core.graph.passes.graphs import assert_same, builders

pytestmark = pytest.mark.filterwarnings("ignore")  # NumPy warns of much that random operands do

EACH = {**PASSES, "lowering": lower, "all": lambda graph: optimize(graph)[0]}


@pytest.mark.parametrize("name", EACH)
@settings(max_examples=300)
@given(builders(), st.data())
def test_results_stay_the_same_to_the_bit(name, made, data):
    numbers = st.integers(0, len(made.arrays) - 1)
    outputs = data.draw(st.lists(numbers, min_size=1, max_size=4))
    floats = [k for k, array in enumerate(made.arrays) if array.dtype.kind in "fc"]
    checks = data.draw(st.lists(st.sampled_from(floats), max_size=2)) if floats else []
    graph = made.graph(len(made.arrays) - 1, *outputs, checks=tuple(dict.fromkeys(checks)))
    assert_same(graph, EACH[name](graph), made.given)
