"""Schedules run group by group, kernels and NumPy, and random functions to be scheduled."""

import numpy as np

import autograd_core as ag
from autograd_core.graph import native
from autograd_core.graph.evaluating import evaluate
from autograd_core.graph.passes.lowering import lower
from autograd_core.graph.tracing import trace


def lowered(function, *arrays):
    """Return the lowered graph of a function of arrays."""
    return lower(trace(function)(*arrays))


def _numpy(graph, group, values):
    places = tuple(graph.inputs[0]._replace(value=value) for value in group.inputs) if graph.inputs else ()
    alone = graph.changed(
        inputs=places, equations=group.equations, outputs=group.outputs, writes=(), constants={}, checks=()
    )
    return evaluate(alone, [values[value] for value in group.inputs])[0]


def _kernel(graph, group, kernel, values, in_place):
    read, outs = {value: values[value] for value in group.inputs}, []
    pairs = sorted(native.shareable(graph, group)) if in_place else ()
    taken = set()
    for out in group.outputs:
        shared = next((value for other, value in pairs if other == out and value not in taken), None)
        if shared is None:
            outs.append(np.full(*graph.values[out][:1], 7, graph.values[out].dtype))
        else:
            taken.add(shared)
            read[shared] = np.array(read[shared])
            outs.append(read[shared])
    kernel(*outs, *read.values())
    return outs


def run(graph, *arrays, threads=1, in_place=False):
    """Return the outputs of a graph, computed by its groups in order; every group finds what it reads."""
    groups, _ = native.schedule(graph)
    kernels = native.build_all(graph, groups, threads)
    values = {place.value: array for place, array in zip(graph.inputs, arrays, strict=True)}
    values.update(graph.constants)
    for group, name in zip(groups, native.kernel_names(groups), strict=True):
        assert set(group.inputs) <= values.keys()
        kernel = kernels[name] if name else None
        found = _kernel(graph, group, kernel, values, in_place) if kernel else _numpy(graph, group, values)
        values.update(zip(group.outputs, map(np.asarray, found), strict=True))
    return [values[atom] if isinstance(atom, int) else np.asarray(atom.value) for atom in graph.outputs]


def ops_of(graph):
    """Return the operations of each group of a schedule, and of the pieces of those that have some."""
    pieces = [piece for group in native.schedule(graph).groups for piece in group.pieces or (group,)]
    return [(piece.kind, [equation.op for equation in piece.equations]) for piece in pieces]


UNARY = [np.negative, np.absolute, np.sign, ag.relu, lambda x: x > 0.5, lambda x: np.where(x > 0, x, -1.0 * x)]
BINARY = [np.add, np.subtract, np.maximum, np.minimum, np.multiply, lambda a, b: np.where(a > b, a, b)]
REDUCTIONS = [np.sum, np.max, np.min, np.sum]


def _axes(x, number):
    every = [None, *range(x.ndim)]
    if x.ndim > 1:
        every += [tuple(range(1, x.ndim)), tuple(range(x.ndim - 1))]
    return every[number % len(every)]


def _moved(x, kind, number):
    if kind == 0:
        return x.T
    if kind == 1:
        return np.expand_dims(x, number % (x.ndim + 1))
    if kind == 2:
        return np.broadcast_to(x, (3, *x.shape))
    return x.reshape(-1) if kind == 3 else x[::2]


def _step(values, kind, first, second, which, where):
    x, y = values[first % len(values)], values[second % len(values)]
    if kind < 2:
        return UNARY[which % len(UNARY)](x) if x.dtype != bool else x
    if kind < 5:
        np.broadcast_shapes(x.shape, y.shape)
        return BINARY[which % len(BINARY)](x, y) if bool not in (x.dtype, y.dtype) else x
    if kind < 7:
        return REDUCTIONS[which % 4](x, axis=_axes(x, where), keepdims=bool(where % 2)) if x.dtype != bool else x
    if kind == 7:
        return _moved(x, which % 5, where)
    if kind == 8:
        return x @ (y if which % 2 else y.swapaxes(-1, -2))
    return np.cumsum(x, axis=0)  # what no kernel can compute


def random_function(steps):
    """Return a function of arrays made of steps: each is the kind of an operation, its operands, and choices."""

    def function(*arrays):
        values = list(arrays)
        for kind, *choices in steps:
            try:
                value = _step(values, kind, *choices)
            except (ValueError, IndexError):  # shapes that do not go together
                continue
            if value.size <= 20_000 and value.ndim <= 4:
                values.append(value)
        return values[-3:]

    return function
