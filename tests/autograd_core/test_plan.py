"""What is kept for the backward pass, and where a rule finds what it names."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core import registry
from autograd_core.errors import ConfigurationError, NotDifferentiableError
from autograd_core.plan import Item, Parts


@pytest.fixture
def scale():
    """An operation with parameters and no rule."""

    @ag.operation(formula="y = factor · x + z")
    def scale(x, z, /, factor=2.0):
        return factor * x + z

    yield scale
    del registry.OPERATIONS["scale"]


def test_only_what_the_wanted_rules_name_is_kept():
    assert ag.multiply.plan(0b01, 2).items == [Item(1)]
    assert ag.multiply.plan(0b10, 2).items == [Item(0)]
    assert ag.multiply.plan(0b11, 2).items == [Item(1), Item(0)]
    assert ag.add.plan(0b11, 2).items == []
    assert ag.tanh.plan(0b1, 1).items == [Item(1)]


def test_a_plan_is_made_once():
    assert ag.multiply.plan(0b01, 2) is ag.multiply.plan(0b01, 2)
    assert ag.multiply.plan(0b01, 2) is not ag.multiply.plan(0b11, 2)


def test_keeps_is_the_mask_of_the_operands_whose_values_are_kept():
    assert [ag.divide.plan(mask, 2).keeps for mask in (0b01, 0b10, 0b11)] == [0b10, 0b10, 0b10]
    assert ag.tanh.plan(1, 1).keeps == 0


def test_a_rule_finds_what_it_names(scale):
    seen = {}

    def rule(g, factor, x_shape, y, z, x):
        seen.update(factor=factor, x_shape=x_shape, y=float(y[0]), z=float(z[0]), x=float(x[0]))
        return g * factor

    scale.rule("x", rule, formula="∂x = ∂y · factor")
    x = ag.Tensor([1.0, 5.0], requires_grad=True)
    scale(x, np.array([3.0, 0.0]), factor=4.0).backward(np.ones(2))
    assert seen == {"factor": 4.0, "x_shape": (2,), "y": 7.0, "z": 3.0, "x": 1.0}
    assert x.grad.tolist() == [4.0, 4.0]


def test_a_shape_is_kept_without_the_values(scale):
    scale.rule("x", lambda g, z_shape: g, formula="∂x = ∂y")
    plan = scale.plan(0b01, 2)
    assert plan.items == [Item(1, shape_only=True)]
    assert plan.keep((np.ones(2), np.ones((3, 2)), None)) == ((3, 2),)
    assert plan.keep((np.ones(2), 1.0, None)) == ((),)


def test_a_constant_operand_is_not_wanted():
    assert ag.where.plan(0b011, 3).wanted == (1,)
    assert ag.where.plan(0b001, 3).wanted == ()


def test_an_operand_without_a_rule_is_refused(scale):
    scale.rule("x", lambda g: g, formula="∂x = ∂y")
    assert scale.plan(0b01, 2).wanted == (0,)
    with pytest.raises(NotDifferentiableError) as error:
        scale.plan(0b11, 2)
    assert str(error.value) == (
        "scale has no rule for its operand 'z': got a tensor that wants a gradient. Declare one with "
        "@scale.rule('z', formula=...), or, if no gradient flows through it, the operation with constant=['z']; "
        "a caller passes stop_gradient(t)."
    )


def test_a_rule_that_asks_for_something_unknown_is_refused(scale):
    with pytest.raises(ConfigurationError) as error:
        scale.rule("x", lambda g, w: g, formula="∂x = ∂y")
    assert str(error.value) == (
        "the rule of scale for 'x' asks for something unknown: got an argument named 'w'."
        " Use some of g, y, x, z, x_shape, z_shape, factor."
    )


def test_parts_add_up_and_the_rest_is_zero():
    like = (((2,), np.dtype("float64")), ((), np.dtype("float32")), ((1,), np.dtype("float64")))
    both = Parts({0: np.ones(2)}, like) + Parts({0: np.ones(2), 2: np.array([5.0])}, like)
    first, second, third = both.whole()
    assert first.tolist() == [2.0, 2.0]
    assert (second.tolist(), second.dtype) == (0.0, np.float32)
    assert third.tolist() == [5.0]


def test_the_items_of_many_operands_are_looked_up_once():
    """With one look for each operand, 2000 of them took hours."""
    count = 2000
    plan = ag.registry.OPERATIONS["concatenate"].plan((1 << count) - 1, count)
    assert len(plan.items) == len(plan.pulls) == count
    kept = plan.keep((*[np.ones(2)] * count, None))
    assert plan.pulls[3](np.arange(2.0 * count), kept, {"axis": 0}).tolist() == [6.0, 7.0]
