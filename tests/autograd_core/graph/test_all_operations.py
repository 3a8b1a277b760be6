"""What is traced of every operation and its rules is a valid graph, which can be printed, sent and compared."""

import json

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import TraceError
from autograd_core.graph.comparing import difference
from autograd_core.graph.encoding import from_dict, to_dict
from autograd_core.graph.printing import text
from autograd_core.graph.tracing import trace
from autograd_core.graph.validating import validate
from autograd_core.registry import OPERATIONS
from tests.laws.cases import samples_of


def traced(case):
    """Return the graph of the gradient of the sum of all results."""

    def total(values):
        return sum(np.sum(np.real(y)) for y in case.outputs(values))

    return trace(ag.grad(total))(list(case.values))


def sent(graph):
    return from_dict(json.loads(json.dumps(to_dict(graph), allow_nan=False)))


@pytest.mark.parametrize("name", sorted(name for name, made in OPERATIONS.items() if made.rules))
@pytest.mark.filterwarnings("ignore")
def test_the_graph_of_an_operation(name):
    graphs = []
    for case in samples_of(name):
        try:
            graphs.append(traced(case))
        except TraceError:  # of what depends on values
            continue
    assert graphs, "one at least can be traced"
    for graph in graphs:
        validate(graph)
        assert difference(sent(graph), graph) is None
        assert text(sent(graph)) == text(graph)
        assert "<" not in text(graph), "an object that is no plain data"
