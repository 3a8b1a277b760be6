"""Programs give what the operations give, bit for bit, again and again, and touch only what they may."""

import os
import subprocess
import sys
import traceback
from unittest import mock

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograd_core.graph.evaluating import apply, evaluate
from autograd_core.graph.program import Program, chains, grouping, planning, source
from autograd_core.graph.schedule import KERNEL
from autograd_core.graph.structure import Literal
from tests.autograd_core.graph.program.building import Builder, chapter
from tests.autograd_core.graph.program.random_graphs import graphs, updates


def same(found, wanted):
    """Whether two arrays have the same bits."""
    found, wanted = np.asarray(found), np.asarray(wanted)
    return found.dtype == wanted.dtype and found.shape == wanted.shape and found.tobytes() == wanted.tobytes()


def check(graph, inputs, kernels=None, groups=None, streams=0, **options):
    """Compare two successive calls of the program with the evaluator."""
    program = Program(graph, groups, kernels, **options)
    arrays = [np.array(array) for array in inputs]
    before = [array.copy() for array in arrays]
    for call in range(2):
        draws, others = [[np.random.default_rng([call, k]) for k in range(streams)] for _ in range(2)]
        with np.errstate(all="ignore"):
            outputs, written = evaluate(graph, [array.copy() for array in arrays], draws)
            found = program(*arrays, *others)
        assert all(map(same, found, outputs)), program.text
        for write, value in zip(graph.writes, written, strict=True):
            assert same(arrays[write.input], value), program.text
            before[write.input] = arrays[write.input].copy()
        assert all(map(same, arrays, before)), program.text
        for place, output in enumerate(found):
            assert output.flags.writeable or not output.size
            assert not any(np.shares_memory(output, array) for array in arrays), program.text
            kept = output.copy()
            with np.errstate(all="ignore"):
                program(*[array.copy() for array in arrays], *[np.random.default_rng(9) for _ in range(streams)])
            assert same(output, kept), (place, program.text)
    return program


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(graphs(), st.integers(0, 2**16), st.sampled_from([1, 100, 2**15]))
def test_a_program_gives_what_the_evaluator_gives(graph, seed, small):
    rng = np.random.default_rng(seed)
    specs = [graph.values[each.value] for each in graph.inputs]
    with mock.patch.object(planning, "SMALL", small), mock.patch.object(chains, "LARGE", 8 * small):
        check(graph, [rng.normal(size=spec.shape).astype(spec.dtype) for spec in specs])


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(updates())
def test_large_updates_are_the_same_in_blocks(graph):
    rng = np.random.default_rng(0)
    check(graph, [rng.normal(size=graph.values[each.value].shape).astype(np.float32) for each in graph.inputs])


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(updates(), st.integers(1, 4))
def test_groups_may_be_kernels(graph, size):
    """A kernel is given outputs and inputs, and may be given the same array as one of each."""
    sets = [graph.equations[k : k + size] for k in range(0, len(graph.equations), size)]
    groups = grouping.grouped(graph, [each for each in sets if len(each) > 1], KERNEL)
    kernels = [_kernel(graph, group) for group in groups if group.kind == KERNEL]
    rng = np.random.default_rng(0)
    arrays = [rng.normal(size=graph.values[each.value].shape).astype(np.float32) for each in graph.inputs]
    check(graph, arrays, {f"kernel_{k + 1}": kernel for k, kernel in enumerate(kernels)}, groups)


def _kernel(graph, group):
    def kernel(*arrays):
        count = len(group.outputs)
        values = dict(zip(group.inputs, arrays[count:], strict=True))
        for equation in group.equations:
            operands = [atom.value if isinstance(atom, Literal) else values[atom] for atom in equation.inputs]
            (values[equation.outputs[0]],) = apply(equation, operands)
        for value, out in zip(group.outputs, arrays[:count], strict=True):
            out[...] = values[value]

    return kernel


def _random(b):
    """Return arrays for the inputs of a graph."""
    rng = np.random.default_rng(0)
    return [rng.normal(size=b.values[each.value].shape).astype("f") for each in b.inputs]


def _with_last_in_a_kernel(graph, view, count):
    """Return a schedule whose last equations are a kernel, in front of which the kernel has a view of its own."""
    *before, last = grouping.grouped(graph, [graph.equations[-count:]], KERNEL)
    repeated = next(equation for equation in graph.equations if equation.outputs == (view,))
    reads = dict.fromkeys((*repeated.reads, *last.inputs))
    kernel = last._replace(equations=(repeated, *last.equations), inputs=tuple([v for v in reads if v != view]))
    return [*before, kernel], {"kernel_1": _kernel(graph, kernel)}


def test_what_a_kernel_reads_by_a_view_of_its_own_is_not_written_over():
    b = Builder()
    x, w, scale = b.argument("x", (100, 50)), b.argument("w", (50, 200)), b.argument("scale", (200, 100))
    product = b("matmul", x, w)
    view = b("reshape", product, shape=(200, 100))
    total = b("sum", b("multiply", view, scale), axis=0, keepdims=False)
    result = b("exp", b("add", view, scale))
    graph = b.graph(total, result)
    groups, kernels = _with_last_in_a_kernel(graph, view, count=2)
    check(graph, _random(b), kernels, groups)


def test_a_view_that_a_kernel_reads_becomes_a_variable():
    b = Builder()
    x, before, w = b.argument("x", (200, 100)), b.variable("before", (100, 200)), b.variable("w", (100, 200))
    view = b("reshape", b("tanh", x), shape=(100, 200))
    b.write(before, view)
    b.write(w, b("subtract", w, b("multiply", view, 0.5)))
    graph = b.graph()
    groups, kernels = _with_last_in_a_kernel(graph, view, count=2)
    check(graph, _random(b), kernels, groups)


@pytest.mark.parametrize("what", ["free", "looked into by a result", "a view"])
def test_memory_of_a_variable_is_lent_only_to_what_can_be_written_there_and_is_not_read_afterwards(what):
    b = Builder()
    x, w, before = b.argument("x", (200, 100)), b.variable("w", (100, 200)), b.variable("before", (100, 200))
    turned = b("reshape", x, shape=(100, 200))
    gradient = turned if what == "a view" else b("matmul", b("matmul", turned, x), turned)
    results = [b("reshape", gradient, shape=(200, 100))] if what == "looked into by a result" else []
    b.write(before, b("subtract", w, b("multiply", gradient, 0.5)))
    graph = b.graph(*results)
    groups = grouping.grouped(graph, [graph.equations[-2:]], KERNEL)
    kernels = {"kernel_1": _kernel(graph, groups[-1])}
    program = check(graph, _random(b), kernels, groups, lent={gradient: before})
    assert ("out=before)" in program.text) == (what == "free")


def test_the_step_of_the_book_is_the_same():
    graph = chapter()
    rng = np.random.default_rng(0)
    arrays = [
        np.abs(rng.normal(size=graph.values[e.value].shape)).astype(graph.values[e.value].dtype) for e in graph.inputs
    ]
    program = check(graph, arrays)
    assert "in blocks(" in program.text


# -------------------------------------------------------------------------------------------------------- special cases


def test_draws_come_from_the_streams_in_order():
    b = Builder()
    noise = b("random.standard_normal", stream=0, size=(200, 50), dtype=np.float32)
    more = b("random.random", stream=1, size=(200, 50), dtype=np.float64)
    order = b("random.permutation", stream=0, x=5)
    graph = b.graph(b("add", noise, more), order, streams=("random", "random_1"))
    program = check(graph, [], streams=2)
    assert "random.standard_normal(dtype=np.float32, out=noise)" in program.text


def test_a_nan_in_a_checked_value_stops_the_program_before_it_writes():
    b = Builder()
    w = b.variable("w", (2,))
    root = b("sqrt", w)
    b.write(w, b("add", w, Literal(1)))
    program = Program(b.graph(root, checks=(root,)))
    array = np.array([1, -1], np.float32)
    with pytest.raises(FloatingPointError, match="a NaN in the backward pass"), np.errstate(invalid="ignore"):
        program(array)
    assert array.tolist() == [1, -1]
    assert program(np.abs(array))[0].tolist() == [1, 1]


def test_what_is_no_primitive_is_called():
    b = Builder()
    x = b.argument("x", (3, 4))
    y = b("softmax", b("sigmoid", x), axis=0)
    check(
        b.graph(b("logsumexp", y, axis=None, keepdims=False)),
        [np.random.default_rng(0).normal(size=(3, 4)).astype("f")],
    )


def test_results_are_new_even_where_they_are_arguments_and_constants():
    b = Builder()
    x, w = b.argument("x", (3,)), b.variable("w", (3,))
    view = b("transpose", x, axes=None)
    constant = b.constant(np.arange(3.0))
    b.write(w, x)
    check(b.graph(x, view, constant, w, b("broadcast_to", x, shape=(2, 3)), Literal(2.0)), [np.ones(3, "f")] * 2)


def test_variables_may_exchange_their_values():
    b = Builder()
    one, two = b.variable("one", (3,)), b.variable("two", (3,))
    b.write(one, two)
    b.write(two, one)
    check(b.graph(), [np.ones(3, "f"), np.zeros(3, "f")])


def test_a_layout_in_memory_is_kept_for_sums():
    """NumPy adds up in the order of memory, so that a buffer in another order would give other last bits."""
    b = Builder()
    x = b.argument("x", (300, 200))
    turned = b("transpose", x, axes=None)
    graph = b.graph(b("sum", b("multiply", turned, turned), axis=None, keepdims=False))
    program = check(graph, [np.random.default_rng(0).normal(size=(300, 200)).astype("f")])
    assert "product = aligned((300, 200), np.float32).T" in program.text


def test_nothing_is_written_over_what_lies_otherwise():
    b = Builder()
    x, y = b.argument("x", (200, 200)), b.argument("y", (200, 200))
    mixed = b("add", b("exp", b("transpose", x, axes=None)), y)
    graph = b.graph(b("sum", mixed, axis=None, keepdims=False))
    rng = np.random.default_rng(0)
    program = check(graph, [rng.normal(size=(200, 200)).astype("f") for _ in range(2)])
    assert "np.add(exponential, y, out=added)" in program.text


def test_tracebacks_show_the_line():
    b = Builder()
    x = b.argument("x", (3,))
    program = Program(b.graph(b("matmul", x, x)))
    with pytest.raises(ValueError) as caught:
        program(np.ones((2, 2, 2), np.float32)[:, :, :1])
    assert "x @ x" in "".join(traceback.format_exception(caught.value))


# ------------------------------------------------------------------------------------------------------------ as a file

LOOP = """
images = np.random.default_rng(0).normal(size=(64, 12)).astype(np.float32)
labels = np.eye(3, dtype=np.float32)[images[:, :3].argmax(axis=1)]
rng = np.random.default_rng(1)
kernels = [rng.normal(size=shape).astype(np.float32) / 4 for shape in ((12, 16), (16, 3))]
state = [kernels[0], np.zeros(16, np.float32), kernels[1], np.zeros(3, np.float32), np.array(0.01), np.array(0)]
state += [np.zeros_like(array) for array in state[:4]]
losses = [train_step(images, labels, *state)[0] for _ in range(100)]
assert losses[-1] < 0.2 * losses[0], losses
assert state[5] == 100
"""


def test_the_text_trains_as_a_file_with_numpy_alone():
    text = source(chapter(64, 12, 16, 3)) + LOOP
    alone = "import sys; sys.modules.update(dict.fromkeys(['autograd_core', 'nn', 'optim']))\n"
    subprocess.run([sys.executable, "-c", alone + f"exec({text!r})"], check=True)


def test_the_text_of_the_step_of_the_book():
    with open(os.path.join(os.path.dirname(__file__), "chapter_step.txt")) as file:
        assert source(chapter()) == file.read()
