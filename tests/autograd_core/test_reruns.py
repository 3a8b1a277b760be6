"""A function as one node of the record."""

import numpy as np

import autograd_core as ag
from autograd_core.reruns import Arguments, number, outside, pulled_back, recorded_results, watched
from autograd_core.tree import flatten


def test_what_outputs_depend_on_from_outside():
    x, w = ag.Tensor(2.0, requires_grad=True), ag.Variable(3.0)
    old = np.exp(w)
    start = number()
    inputs = [watched(x)]
    young = np.sin(old) * inputs[0]
    assert outside([young, old, ag.Tensor(1.0)], inputs, start) == [old.node]
    assert outside([young + w], inputs, start) == [w.node, old.node]


def test_a_sweep_stops_at_nodes_from_outside():
    x, w = ag.Tensor(2.0, requires_grad=True), ag.Variable(3.0)
    old = np.exp(w) * 1.0 * 1.0
    start = number()
    inputs = [watched(x), watched(x)]
    y = np.sin(np.sin(old)) * inputs[0]
    others = outside([y, old], inputs, start)
    found = pulled_back([y, old], [1.0, 10.0], inputs, others, lifted=False)
    e = np.exp(3.0)
    np.testing.assert_allclose(found, [np.sin(np.sin(e)), 0, 2 * np.cos(np.sin(e)) * np.cos(e) + 10])
    assert w.grad is None


def test_a_sweep_along_a_chain_stops_there_too():
    w = ag.Variable(3.0)
    old = np.exp(w)
    start = number()
    y = np.sin(np.sin(old))
    others = outside([y], [], start)
    found = pulled_back([y], [1.0], [], others, lifted=False)
    np.testing.assert_allclose(found, [np.cos(np.sin(old.item())) * np.cos(old.item())])


def test_results_of_one_node():
    x, w = ag.Tensor([1.0, 2.0], requires_grad=True), ag.Variable(3.0)
    seen = []

    def pullback(g, inputs, lifted):
        seen.append(([x.array.tolist() for x in inputs], lifted))
        return g[0] * 10, np.sum(g[1])

    y, z = recorded_results((np.ones(2), np.ones(3)), [x], [w.node], pullback)
    (np.sum(y) + 2 * np.sum(z)).backward()
    assert x.grad.numpy().tolist() == [10, 10]
    assert w.grad.item() == 6
    assert seen == [([[1, 2]], False)]


def test_arguments_stand_in_for_recorded_ones_and_keep_the_rest():
    t, constant = ag.Tensor(1.0, requires_grad=True), ag.Tensor(2.0)
    leaves, rebuild = flatten([t, {"scale": constant, "n": 3}])
    arguments = Arguments(leaves, rebuild, lambda x: x * 10)
    assert [x is t for x in arguments.taken()] == [True]
    assert arguments.recorded == []
    filled, rest = arguments.filled(["stands in"])
    assert (filled, float(rest["scale"]), rest["n"]) == ("stands in", 20.0, 30)
