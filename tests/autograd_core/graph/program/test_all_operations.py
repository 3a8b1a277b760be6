"""The program of every operation and its rules gives what the evaluator gives, bit for bit."""

from unittest import mock

import numpy as np
import pytest

from autograd_core.errors import SourceError, TraceError
from autograd_core.graph.evaluating import evaluate
from autograd_core.graph.passes import optimize
from autograd_core.graph.passes.lowering import lower
from autograd_core.graph.program import Program, planning, source
from autograd_core.registry import OPERATIONS
from tests.autograd_core.graph.test_all_operations import traced
from tests.laws.cases import samples_of


def bits(array):
    return array.dtype, array.shape, array.tobytes()


def given(graph, case):
    """Return the case's operands in the order of the graph's inputs."""
    arrays = [np.array(value, order="C") for value in case.values]
    assert [graph.values[each.value].shape for each in graph.inputs] == [array.shape for array in arrays]
    return arrays


@pytest.mark.parametrize("name", sorted(name for name, made in OPERATIONS.items() if made.rules))
@pytest.mark.filterwarnings("ignore")
def test_the_program_of_an_operation(name):
    for case in samples_of(name):
        try:
            graph = traced(case)
        except TraceError:  # of what depends on values
            continue
        lowered = optimize(lower(optimize(graph)[0]))[0]
        arrays = given(graph, case)
        wanted = [list(map(bits, evaluate(lowered, arrays)[0]))] * 2
        for small in (1, 2**15):
            with mock.patch.object(planning, "SMALL", small):
                program = Program(lowered)
                assert [list(map(bits, program(*arrays))) for _ in range(2)] == wanted, program.text
        assert as_file(lowered, arrays) in (None, wanted[0]), source(lowered)


def as_file(graph, arrays):
    """Return what the text of a graph gives, executed by itself; None where there is no such text."""
    try:
        text = source(graph)
    except SourceError:
        return None
    namespace = {}
    exec(text, namespace)
    results = namespace[graph.name](*arrays)
    return list(map(bits, map(np.asarray, results if len(graph.outputs) > 1 else [results])))
