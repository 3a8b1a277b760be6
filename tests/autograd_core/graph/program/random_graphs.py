"""Random lowered graphs, for the tests of this folder."""

import numpy as np
from hypothesis import strategies as st

from autograd_core.graph.structure import VARIABLE, Literal
from autograd_core.ops.indexing import HOLE
from tests.autograd_core.graph.program.building import Builder

UNARY = ["negative", "exp", "tanh", "sqrt", "absolute", "square", "log1p", "sign"]
BINARY = ["add", "subtract", "multiply", "divide", "maximum", "np.greater", "power", "arctan2"]
REDUCTIONS = ["sum", "max", "min", "prod"]
SHAPES = [(6, 4), (4, 6), (6, 1), (4,), (), (2, 3, 4)]
PARTS = [0, slice(1, None), (Ellipsis, None), slice(None, None, -1)]


@st.composite
def graphs(draw):
    """Draw a graph of elementwise operations, reductions, views, products, and writes to Variables."""
    b = Builder()
    shapes, kinds = st.sampled_from(SHAPES), st.sampled_from([np.float32, np.float64])
    values = [b.argument(f"x{k}", draw(shapes), draw(kinds)) for k in range(draw(st.integers(1, 3)))]
    values += [b.variable(f"w{k}", draw(shapes), draw(kinds)) for k in range(draw(st.integers(0, 3)))]
    for _ in range(draw(st.integers(1, 14))):
        make = draw(st.sampled_from(MAKERS))
        made = make(b, values, draw(st.sampled_from(values)), draw)
        values += [] if made is None else [made]
    for variable in [each.value for each in b.inputs if each.kind == VARIABLE]:
        old = b.values[variable]
        fits = [v for v in values if (b.values[v].shape, b.values[v].dtype) == (old.shape, old.dtype)]
        if draw(st.booleans()):
            b.write(variable, draw(st.sampled_from(fits)))
    return b.graph(*draw(st.lists(st.sampled_from(values), max_size=3, unique=True)))


@st.composite
def updates(draw):
    """Draw a graph of large elementwise updates, which are computed in blocks."""
    b = Builder()
    shape, count = (211, 211), draw(st.integers(1, 3))
    variables = [b.variable(f"w{k}", shape) for k in range(count)]
    values = [*variables, b.argument("g", shape), b.argument("rate", ())]
    if draw(st.booleans()):
        values.append(b("transpose", variables[0], axes=None))
    for _ in range(draw(st.integers(1, 8))):
        op = draw(st.sampled_from(["add", "subtract", "multiply", "maximum"]))
        values.append(b(op, draw(st.sampled_from(values)), draw(st.sampled_from(values))))
    for variable in variables:
        b.write(variable, draw(st.sampled_from([v for v in values if b.values[v].shape == shape])))
    return b.graph(*draw(st.lists(st.sampled_from(values), max_size=1)))


# Each maker is given the builder, all values, one of them, and `draw`; it returns a new value, or None.


def _is_mask(b, *values):
    return any(b.values[v].dtype == bool for v in values)


def _unary(b, values, x, draw):
    return None if _is_mask(b, x) else b(draw(st.sampled_from(UNARY)), x)


def _partner(b, values, x, draw):
    """Draw a value that broadcasts with another."""
    shapes = [(v, b.values[v].shape) for v in values]
    return draw(st.sampled_from([v for v, shape in shapes if _broadcast(shape, b.values[x].shape)]))


def _broadcast(one, two):
    try:
        return np.prod(np.broadcast_shapes(one, two)) < 500
    except ValueError:
        return False


def _binary(b, values, x, draw):
    y = _partner(b, values, x, draw)
    return b("multiply" if _is_mask(b, x, y) else draw(st.sampled_from(BINARY)), x, y)


def _where(b, values, x, draw):
    y = _partner(b, values, x, draw)
    return b("where", b("np.greater", x, y), x, y)


def _with_number(b, values, x, draw):
    number = draw(st.sampled_from([2, 0.5, np.float32(3)]))
    return b(draw(st.sampled_from(["add", "multiply", "maximum"])), x, Literal(number))


def _reduction(b, values, x, draw):
    axis = draw(st.sampled_from([None, *range(b.values[x].ndim)]))
    return b(draw(st.sampled_from(REDUCTIONS)), x, axis=axis, keepdims=draw(st.booleans()))


def _product(b, values, x, draw):
    shape = b.values[x].shape
    fits = [v for v in values if len(shape) == 2 == b.values[v].ndim and shape[1] == b.values[v].shape[0]]
    return b("matmul", x, draw(st.sampled_from(fits))) if fits else None


def _view(b, values, x, draw):
    shape = b.values[x].shape
    views = {
        "transpose": {"axes": None},
        "reshape": {"shape": draw(st.sampled_from([(-1,), shape[::-1], (1, *shape)]))},
        "broadcast_to": {"shape": (2, *shape)},
        "getitem": {"template": draw(st.sampled_from(PARTS)) if shape else (None,)},
    }
    op = draw(st.sampled_from(list(views)))
    return b(op, x, **views[op])


def _diagonal(b, values, x, draw):
    """Take a view by a function of NumPy's."""
    return b("diagonal", x, offset=0, axis1=0, axis2=1) if b.values[x].ndim >= 2 else None


def _cast(b, values, x, draw):
    return b("cast", x, dtype=np.dtype("float64"))


def _scatter(b, values, x, draw):
    shape = b.values[x].shape
    return b("scatter", x, shape=(shape[0] + 1, *shape[1:]), template=slice(1, None)) if shape else None


def _assemble(b, values, x, draw):
    shape = b.values[x].shape
    if not shape:
        return None
    places = slice(1, 2 * shape[0], 2), slice(0, 2 * shape[0], 2)
    return b("assemble", x, x, shape=(2 * shape[0] + draw(st.integers(0, 1)), *shape[1:]), templates=places)


def _gather(b, values, x, draw):
    rows = np.array([0, 0, 1])
    return b("gather", x, b.constant(rows), template=(HOLE,)) if b.values[x].shape[:1] > (1,) else None


def _clamp(b, values, x, draw):
    return None if _is_mask(b, x) else b("clamp", x, Literal(-1), Literal(1))


def _copy(b, values, x, draw):
    return b("copy", x)


MAKERS = [_unary, _binary, _binary, _with_number, _where, _reduction, _product, _view, _view]
MAKERS += [_diagonal, _cast, _scatter, _assemble, _gather, _clamp, _copy]
