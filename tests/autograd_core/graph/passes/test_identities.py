"""Identities are applied where they hold to the last bit, and nowhere else."""

import numpy as np
import pytest

from autograd_core.graph.passes.identities import RULES, with_identities_applied
from autograd_core.graph.structure import Literal
from tests.autograd_core.graph.passes.graphs import Builder, assert_same, ops

ONE, ZERO, INFINITY = Literal(1), Literal(0.0), Literal(float("inf"))


def patterns(dtype, shape=(60, 50)):
    """Return numbers with random bits: NaN of all kinds but signalling ones, infinities, zeros, subnormals."""
    size = np.dtype(dtype).itemsize
    x = np.random.default_rng(0).integers(0, 2 ** (8 * size), shape, f"uint{8 * size}").view(dtype)
    if x.dtype.kind == "f":
        x.flat[:6] = [0.0, -0.0, np.inf, -np.inf, np.nan, -np.nan]
        with np.errstate(all="ignore"):
            x = np.where(np.isnan(x), x + x, x)  # a sum is a quiet NaN
    return x


def simplified(made, *outputs):
    graph = made.graph(*outputs)
    after = with_identities_applied(graph)
    assert_same(graph, after, made.given)
    return after


def with_input(x, *rest):
    made = Builder()
    return (made, made.input(x), *(made.input(each) for each in rest))


# ---------------------------------------------------------------------------------------------------------- arithmetic

FLOATS = ["float16", "float32", "float64"]
INTEGERS = ["int8", "uint8", "int32", "int64"]
GIVES_X = [
    *[("multiply", (None, ONE), dtype) for dtype in FLOATS + INTEGERS],
    *[("multiply", (Literal(1.0), None), dtype) for dtype in FLOATS],
    *[("multiply", (None, Literal(True)), dtype) for dtype in FLOATS + INTEGERS],
    *[("divide", (None, Literal(1.0)), dtype) for dtype in FLOATS],
    *[("power", (None, ONE), dtype) for dtype in ["float32", "float64", *INTEGERS]],
    *[("add", (None, Literal(-0.0)), dtype) for dtype in FLOATS],
    *[("add", (Literal(0), None), dtype) for dtype in INTEGERS],
    *[("subtract", (None, Literal(0)), dtype) for dtype in FLOATS + INTEGERS],
    *[("maximum", (Literal(float("-inf")), None), dtype) for dtype in FLOATS],
    *[("minimum", (None, INFINITY), dtype) for dtype in FLOATS],
    *[("positive", (None,), dtype) for dtype in FLOATS + INTEGERS],
    *[("conjugate", (None,), dtype) for dtype in FLOATS],
    *[("where", (Literal(True), None, None), dtype) for dtype in FLOATS],
    ("multiply", (None, Literal(np.float32(1))), "float32"),
]


@pytest.mark.parametrize(("op", "operands", "dtype"), GIVES_X)
def test_what_gives_its_operand_goes(op, operands, dtype):
    made, x = with_input(patterns(dtype))
    y = made(op, *(x if atom is None else atom for atom in operands))
    assert simplified(made, y).outputs == (x,)


GIVES_ANOTHER = [
    ("add", (None, ZERO), "float64"),  # -0.0 + 0.0 is 0.0
    ("add", (None, Literal(0)), "float64"),
    ("subtract", (None, Literal(-0.0)), "float64"),
    ("subtract", (ZERO, None), "float64"),
    ("multiply", (None, Literal(1.0)), "int64"),  # becomes a float
    ("multiply", (None, Literal(np.float64(1))), "float32"),  # becomes a float64
    ("multiply", (None, ONE), "complex128"),  # ∞ · 1 is NaN there
    ("divide", (None, ONE), "int64"),
    ("divide", (ONE, None), "float64"),
    ("power", (ONE, None), "float64"),
    ("float_power", (None, ONE), "float64"),  # as is pow of the C library
    ("power", (None, ONE), "float16"),  # makes another NaN of a NaN
    ("maximum", (None, INFINITY), "float64"),
    ("fmax", (None, Literal(float("-inf"))), "float64"),  # of NaN it is −∞
    ("conjugate", (None,), "complex64"),
    ("positive", (Literal(2.0),), "float64"),
]


@pytest.mark.parametrize(("op", "operands", "dtype"), GIVES_ANOTHER)
def test_what_gives_another_number_or_type_stays(op, operands, dtype):
    made, x = with_input(np.array([[1, 2], [0, 3]], dtype))
    y = made(op, *(x if atom is None else atom for atom in operands))
    assert ops(simplified(made, y)) == [op]


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("ones", [np.ones((2, 3)), np.ones(3), np.ones((2, 1))])
def test_arrays_of_ones_count_as_one_where_the_layout_stays(ones, order):
    made, x = with_input(np.arange(6.0).reshape(2, 3) if order == "C" else np.arange(6.0).reshape(3, 2))
    operand = x if order == "C" else made("transpose", x)
    y = made("multiply", operand, made.constant(ones))
    assert ("multiply" in ops(simplified(made, y))) == (order == "F")


def test_a_view_with_gaps_is_no_copy():
    made, x = with_input(np.arange(12.0).reshape(3, 4))
    y = made("sum", made("positive", made("getitem", x, template=(slice(None), slice(None, None, 2)))))
    assert ops(simplified(made, y)) == ["getitem", "positive", "sum"]


@pytest.mark.parametrize(("op", "dtype"), [("negative", "float64"), ("invert", "int32"), ("conjugate", "complex64")])
def test_what_is_its_own_inverse_goes_in_pairs(op, dtype):
    made, x = with_input(np.arange(-3, 3).astype(dtype))
    y = x
    for _ in range(4):
        y = made(op, y)
    assert simplified(made, made("square", y)).equations[-1].inputs == (x,)


def test_where_gives_the_branch_that_is_taken_everywhere():
    made, x, z, condition = with_input(np.ones((2, 3)), np.zeros((2, 3)), np.array([[True], [False]]))
    never, always = made.constant(np.zeros((2, 1), bool)), made("broadcast_to", Literal(1), shape=(2, 3))
    outputs = [made("where", c, x, z) for c in (never, always, condition)] + [made("where", condition, z, z)]
    assert simplified(made, *outputs).outputs == (z, x, outputs[2], z)


def test_where_that_broadcasts_or_promotes_its_branch_stays():
    made, x, row, single = with_input(np.ones((2, 3)), np.ones(3), np.ones((2, 3), "float32"))
    outputs = [made("where", Literal(True), branch, x) for branch in (row, single)]
    assert ops(simplified(made, *outputs)) == ["where", "where"]


# ---------------------------------------------------------------------------------------------------------- broadcasts


def test_what_is_broadcast_for_an_elementwise_equation_is_read_as_it_was():
    made, x, row = with_input(np.ones((2, 3)), np.ones(3))
    y = made("multiply", made("broadcast_to", row, shape=(2, 3)), x)
    assert simplified(made, y).equations[-1].inputs == (row, x)


def test_a_broadcast_that_makes_the_shape_stays():
    made, x, row = with_input(np.ones((1, 3)), np.ones(3))
    tall, wide = made("broadcast_to", row, shape=(2, 3)), made("broadcast_to", x, shape=(2, 3))
    y = made("multiply", tall, wide)
    assert simplified(made, y).equations[-1].inputs == (row, wide)


def test_a_literal_keeps_the_type_that_it_became():
    made, x = with_input(np.ones((2, 3), "float32"))
    y = made("multiply", made("broadcast_to", Literal(2.0), shape=(2, 3)), x)
    literal = simplified(made, y).equations[-1].inputs[0]
    assert literal == Literal(2.0)
    assert type(literal.value) is np.float64


def test_a_matrix_product_reads_what_was_broadcast_for_it():
    made, x, row = with_input(np.ones((2, 3)), np.ones(2))
    y = made("matmul", made("broadcast_to", row, shape=(3, 2)), x)
    assert ops(simplified(made, y)) == ["broadcast_to", "matmul"]


@pytest.mark.parametrize("view", [("reshape", {"shape": (6, 1)}), ("transpose", {}), ("getitem", {"template": 0})])
def test_views_of_one_number_are_that_number_repeated(view):
    made, x = with_input(np.array(2.0))
    op, params = view
    y = made(op, made("broadcast_to", x, shape=(2, 3)), **params)
    after = simplified(made, y)
    assert ops(after) == ["broadcast_to", "broadcast_to"]
    assert after.equations[1].inputs == (x,)


# ----------------------------------------------------------------------------------------------------------- movements

TABLE = np.arange(6.0).reshape(2, 3)


@pytest.mark.parametrize(
    ("op", "params"),
    [
        ("reshape", {"shape": (2, -1)}),
        ("reshape", {"shape": (2, 3), "order": "C", "copy": None}),
        ("transpose", {"axes": (0, 1)}),
        ("transpose", {"axes": (-2, -1)}),
        ("broadcast_to", {"shape": (2, 3)}),
        ("getitem", {"template": Ellipsis}),
        ("getitem", {"template": (slice(0, 9), slice(None, None, 1))}),
        ("scatter", {"shape": (2, 3), "template": (Ellipsis, slice(None))}),
        ("cast", {"dtype": "float64"}),
        ("copy", {}),
        ("copy", {"order": "C"}),
    ],
)
def test_a_movement_to_where_things_are_goes(op, params):
    made, x = with_input(TABLE)
    assert simplified(made, made(op, x, **params)).outputs == (x,)


@pytest.mark.parametrize(
    ("op", "params"),
    [
        ("reshape", {"shape": (3, 2)}),
        ("reshape", {"shape": (2, 3), "copy": True}),
        ("transpose", {}),
        ("broadcast_to", {"shape": (1, 2, 3)}),
        ("getitem", {"template": (slice(None), slice(None, None, -1))}),
        ("getitem", {"template": slice(1, None)}),
        ("scatter", {"shape": (2, 4), "template": (Ellipsis, slice(3))}),
        ("cast", {"dtype": "float32"}),
        ("copy", {"order": "F"}),
    ],
)
def test_other_movements_stay(op, params):
    made, x = with_input(TABLE)
    assert ops(simplified(made, made(op, x, **params))) == [op]


def test_transposes_are_composed():
    made, x = with_input(np.arange(24.0).reshape(2, 3, 4))
    there = made("transpose", made("transpose", x, axes=(1, 2, 0)), axes=(0, 2, 1))
    back = made("transpose", made("transpose", there, axes=(-3, 2, 1)), axes=(2, 0, 1))
    after = simplified(made, there, back)
    assert after.equations[1].inputs == (x,)
    assert after.equations[1].params == {"axes": (1, 0, 2)}
    assert after.outputs[1] == x


def test_reshapes_become_one():
    made, x = with_input(TABLE)
    flat = made("reshape", x, shape=-1)
    after = simplified(made, made("reshape", flat, shape=(3, 2)), made("reshape", flat, shape=(2, 3)))
    assert after.equations[1].inputs == (x,)
    assert after.equations[1].params["shape"] == (3, 2)
    assert after.outputs[1] == x


def test_reshapes_of_what_does_not_lie_in_c_order_stay():
    made, x = with_input(TABLE)
    turned = made("transpose", x)
    y = made("reshape", made("reshape", turned, shape=-1), shape=(3, 2))
    assert ops(simplified(made, made("sum", y))) == ["transpose", "reshape", "reshape", "sum"]


def test_broadcasts_become_one():
    made, x = with_input(np.ones(3))
    y = made("broadcast_to", made("broadcast_to", x, shape=(1, 3)), shape=(2, 3))
    assert simplified(made, y).equations[1].inputs == (x,)


@pytest.mark.parametrize(
    ("dtype", "between", "goes"),
    [
        ("float32", "float64", True),
        ("float16", "float32", True),
        ("complex64", "complex128", True),
        ("float64", "float32", False),
        ("int64", "float64", False),
    ],
)
def test_a_cast_there_and_back_goes_where_nothing_is_lost(dtype, between, goes):
    made, x = with_input(np.array([2**60 + 1] if dtype == "int64" else [0.1, -0.0, np.nan, np.inf], dtype))
    y = made("cast", made("cast", x, dtype=between), dtype=dtype)
    assert simplified(made, y).outputs == ((x,) if goes else (y,))


def test_a_write_over_all_is_what_is_written():
    made, x, v = with_input(TABLE, TABLE + 1)
    assert simplified(made, made("setitem", x, v, template=slice(None))).outputs == (v,)


def test_a_write_that_broadcasts_or_casts_or_leaves_something_stays():
    made, x, row, single, v = with_input(TABLE, np.ones(3), np.ones((2, 3), "float32"), np.ones((1, 3)))
    y = made("setitem", x, row, template=slice(None))
    z = made("setitem", x, single, template=slice(None))
    nothing = made("setitem", v, v, template=slice(1, None))
    assert ops(simplified(made, y, z, nothing)) == ["setitem"] * 3


def test_a_write_over_a_write_to_the_same_place_forgets_the_first():
    made, x, v = with_input(TABLE, np.ones(3))
    first = made("setitem", x, Literal(7.0), template=1)
    second = made("setitem", first, v, template=1)
    elsewhere = made("setitem", first, v, template=0)
    after = simplified(made, second, elsewhere)
    assert [equation.inputs[0] for equation in after.equations] == [x, x, first]


@pytest.mark.parametrize("op", ["max", "min", "prod"])
def test_reductions_along_axes_of_length_1_only_change_the_shape(op):
    made, x = with_input(patterns("float64", (1, 7, 1)))
    outputs = [made(op, x, axis=(0, -1)), made(op, x, axis=()), made(op, x, axis=0, keepdims=True)]
    after = simplified(made, *outputs)
    assert ops(after) == ["reshape"]
    assert after.outputs[1:] == (x, x)


def test_other_reductions_stay():
    made, x, z = with_input(np.array([[-0.0]]), np.array([[1 + 0j]]))
    outputs = [made("sum", x, axis=0), made("mean", x, axis=0), made("prod", z, axis=0), made("max", x, axis=0)]
    assert ops(simplified(made, *outputs)) == ["sum", "mean", "prod", "reshape"]


def test_the_order_of_a_copy_is_that_of_its_operand():
    made, x = with_input(np.random.default_rng(0).normal(size=(40, 30)).astype("float32"))
    turned = made("positive", made("transpose", x))
    after = simplified(made, made("sum", turned), made("sum", x))
    assert ops(after) == ["transpose", "sum", "sum"]


# --------------------------------------------------------------------------------------------------------- as a whole


def test_results_and_checks_read_what_remains():
    made, x = with_input(TABLE)
    y = made("positive", made("positive", x))
    z = made("exp", y)
    graph = made.graph(y, z, checks=(y, z))
    after = with_identities_applied(graph)
    assert (after.outputs, after.checks) == ((x, z), (x, z))


def test_a_graph_with_nothing_to_simplify_is_returned_as_it_is():
    made, x = with_input(TABLE)
    graph = made.graph(made("exp", x))
    assert with_identities_applied(graph) is graph


def test_every_operation_with_a_rule_is_tested_here():
    with open(__file__, encoding="utf-8") as file:
        text = file.read()
    assert not [op for op in RULES if f'"{op}"' not in text]
