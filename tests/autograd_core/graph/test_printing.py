"""The text of a graph."""

import os
import re
import subprocess
import sys

import numpy as np

import autograd_core as ag
from autograd_core.graph.printing import numbered, stages, text
from autograd_core.graph.structure import GRADIENT, Equation, Input, Leaf, Literal, Write
from autograd_core.graph.tracing import trace
from tests.autograd_core.graph.hand_built import PAIR, chain, frozen, graph_of, step

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))

STEP = """\
step: 2 inputs, 1 constant, 7 equations, 1 write

inputs
  %0: float32[2]  argument  x
  %1: float32[2]  variable  dense.kernel

constants
  %2: float32[2]  [0.1, 3.0]

random streams
  0  noise

forward · model · dense
  %3: float32[2] = multiply(%0, %1)                        # train.py:7

forward · loss
  %4: float32[]  = sum(%3)                                 # train.py:8

backward · loss
  %5: float32[2] = broadcast_to(float32(1.0), shape=(2,))  # rule of sum for x at %4

backward · model · dense
  %6: float32[2] = multiply(%5, %0)                        # train.py:7 · rule of multiply for x2 at %3

update · sgd
  %7: float32[2] = random.standard_normal(stream=0, size=(2,), dtype=float32)
  %8: float32[2] = add(%6, %7)
  %9: float32[2] = subtract(%1, %8)                        # train.py:9

outputs
  ['loss']      %4
  ['scale'][0]  %2

writes
  dense.kernel ← %9

to be checked for NaN
  %6"""


def test_a_step_of_training():
    assert text(step()) == STEP


def test_a_graph_of_nothing():
    assert text(graph_of(inputs=0, outputs=(), values=())) == "f: nothing"


def test_values_are_numbered_as_they_are_made_whatever_was_removed():
    gaps = graph_of(Equation("tanh", (0,), (5,)), Equation("exp", (5,), (9,)), outputs=(9,))
    compact = graph_of(Equation("tanh", (0,), (1,)), Equation("exp", (1,), (2,)), outputs=(2,))
    assert text(gaps) == text(compact)
    assert [numbered(gaps)(n) for n in (0, 5, 9)] == ["%0", "%1", "%2"]


def test_an_invalid_graph_is_shown_all_the_same():
    wrong = graph_of(Equation("tanh", (7,), (99,)), values=(PAIR,), writes=(Write(3, Literal(1.0)),))
    assert "%1: ? = tanh(%?7)" in text(wrong)
    assert "input 3? ← 1.0" in text(wrong)


def test_several_results_of_an_equation():
    both = graph_of(Equation("eigh", (0,), (1, 2)), outputs=(1, 2))
    assert "  %1: float32[2], %2: float32[2] = eigh(%0)" in text(both)


def test_outputs_without_a_container_are_counted():
    assert text(graph_of(Equation("tanh", (0,), (1,)), outputs=(1, Literal(2.0)))).endswith(
        "outputs\n  [0]  %1\n  [1]  2.0"
    )


def test_a_gradient_that_is_left_behind_the_results():
    left = graph_of(Equation("tanh", (0,), (1,)), outputs=(1, 0), form=Leaf(0))
    assert text(left).endswith("outputs\n  result    %1\n  gradient  %0")


def test_a_write_to_a_gradient():
    made = graph_of(Equation("tanh", (0,), (1,)), writes=(Write(0, 1),)).changed(inputs=(Input(0, GRADIENT, "w"),))
    assert text(made).endswith("writes\n  w.grad ← %1")


def test_the_numbers_of_a_large_constant_are_not_written():
    large = graph_of(Equation("tanh", (0,), (1,)), inputs=0, constants={0: frozen(*range(9))})
    assert "\n  %0: float32[2]\n" in text(large)


def test_a_wide_call_pushes_only_its_own_remark():
    wide = Equation("einsum", (0,) * 12, (1,), {"subscripts": "abcdefghijkl"}, line="a.py:1")
    lines = text(graph_of(wide, Equation("tanh", (1,), (2,), line="a.py:2"))).splitlines()
    assert "  %2: float32[2] = tanh(%1)  # a.py:2" in lines


def test_passes():
    rule = {"rule": "tanh.x"}
    made = [Equation("tanh", (0,), (k + 1,), **kind) for k, kind in enumerate([{}, rule, {}, rule, {}])]
    assert stages(graph_of(*made)) == ["forward", "backward", "forward", "backward", "results"]
    written = graph_of(*made, inputs=1, writes=(Write(0, 5),))
    assert stages(written)[-1] == "update"
    assert stages(graph_of(*made[:1])) == ["forward"]


def test_what_the_engine_adds_is_told():
    added = Equation("sum", (0,), (1,), rule="add.broadcast", forward=0)
    assert "# undoes the broadcasting of add at %0" in text(graph_of(added))


def test_a_hundred_thousand_equations():
    assert text(chain(100_000)).count("tanh") == 100_000


# ------------------------------------------------------------------------------------------------------- traced graphs


def network():
    """Return the text of the loss of a network of two layers and of its gradients, without the numbers of lines."""
    weights = {"W1": np.ones((4, 3), "float32"), "b1": np.zeros(3, "float32"), "W2": np.ones((3, 2), "float32")}

    def loss(weights, x, y):
        hidden = ag.relu(x @ weights["W1"] + weights["b1"])
        return np.mean((hidden @ weights["W2"] - y) ** 2)

    graph = trace(ag.value_and_grad(loss))(weights, np.ones((5, 4), "float32"), np.ones((5, 2), "float32"))
    return re.sub(r"\.py:\d+", ".py:N", text(graph))


NETWORK = """\
loss: 5 inputs, 20 equations

inputs
  %0: float32[4, 3]  argument  weights['W1']
  %1: float32[3]     argument  weights['b1']
  %2: float32[3, 2]  argument  weights['W2']
  %3: float32[5, 4]  argument  x
  %4: float32[5, 2]  argument  y

forward
  %5: float32[5, 3]  = matmul(%3, %0)                   # test_printing.py:N
  %6: float32[5, 3]  = add(%5, %1)                      # test_printing.py:N
  %7: float32[5, 3]  = relu(%6)                         # test_printing.py:N
  %8: float32[5, 2]  = matmul(%7, %2)                   # test_printing.py:N
  %9: float32[5, 2]  = subtract(%8, %4)                 # test_printing.py:N
  %10: float32[5, 2] = square(%9)                       # test_printing.py:N
  %11: float32[]     = mean(%10)                        # test_printing.py:N

backward
  %12: float32[]     = divide(float32(1.0), 10)         # test_printing.py:N · rule of mean for x at %11
  %13: float32[5, 2] = broadcast_to(%12, shape=(5, 2))  # test_printing.py:N
  %14: float32[5, 2] = multiply(2, %9)                  # test_printing.py:N · rule of square for x at %10
  %15: float32[5, 2] = multiply(%13, %14)               # test_printing.py:N
  %16: float32[2, 3] = transpose(%2)                    # test_printing.py:N · rule of matmul for x1 at %8
  %17: float32[5, 3] = matmul(%15, %16)                 # test_printing.py:N
  %18: float32[3, 5] = transpose(%7)                    # test_printing.py:N · rule of matmul for x2 at %8
  %19: float32[3, 2] = matmul(%18, %15)                 # test_printing.py:N
  %20: bool[5, 3]    = greater(%7, 0)                   # test_printing.py:N · rule of relu for x at %7
  %21: float32[5, 3] = multiply(%17, %20)               # test_printing.py:N
  %22: float32[3]    = sum(%21, axis=(0,))              # test_printing.py:N · undoes the broadcasting of add at %6
  %23: float32[4, 5] = transpose(%3)                    # test_printing.py:N · rule of matmul for x2 at %5
  %24: float32[4, 3] = matmul(%23, %21)                 # test_printing.py:N

outputs
  [0]        %11
  [1]['W1']  %24
  [1]['b1']  %22
  [1]['W2']  %19

to be checked for NaN
  %15"""


def test_a_network():
    assert network() == NETWORK


def test_the_text_is_the_same_in_every_process():
    code = "from tests.autograd_core.graph.test_printing import network; print(network(), end='')"
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"}
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=True
        )
        assert done.stdout == network()
