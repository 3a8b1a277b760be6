"""Operations: declaring, applying, recording."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core import registry
from autograd_core.errors import BoundsError, ConfigurationError, DetachError, DTypeError, ShapeError
from autograd_core.operation import FIT, Operation
from autograd_core.record import Cut, Node
from autograd_core.values import apart, unwrap

ELEMENTWISE = sorted(name for name, op in registry.OPERATIONS.items() if type(op) is not Operation and not op.examples)


@pytest.fixture
def tables():
    """Let a test declare operations, and forget them afterwards."""
    kept = [(table, table.copy()) for table in (registry.OPERATIONS, registry.FUNCTIONS)]
    yield
    for table, before in kept:
        table.clear()
        table.update(before)


# ---------------------------------------------------------------------------------------------------------- declaring


@pytest.mark.usefixtures("tables")
def test_an_operation_knows_what_was_declared():
    @ag.operation(np.sinc, formula="y = a · x", domain=ag.Interval(0, 1), kink="none", batched=None)
    def stretch(x, /, *others, a, b=3):
        """Stretch."""
        return a * x

    assert (stretch.name, stretch.formula, stretch.kink, stretch.batched) == ("stretch", "y = a · x", "none", None)
    assert (stretch.operands, stretch.variadic) == (("x",), "others")
    assert stretch.domain == (ag.Interval(0, 1),) * 2
    assert stretch.__doc__ == "Stretch."
    assert repr(stretch) == "<operation stretch: y = a · x>"
    assert registry.OPERATIONS["stretch"] is stretch
    assert registry.FUNCTIONS[np.sinc] is stretch


@pytest.mark.usefixtures("tables")
def test_a_rule_is_a_line_or_a_decorator():
    @ag.operation(formula="y = 3x")
    def triple(x, /):
        return 3 * x

    @triple.rule("x", formula="∂x = 3 ∂y")
    def rule(g):
        return 3 * g

    assert triple.rules["x"].function is rule
    assert triple.rules["x"].formula == "∂x = 3 ∂y"
    assert ag.grad(triple)(2.0) == 3.0


@pytest.mark.usefixtures("tables")
def test_a_rule_of_no_operand_is_refused():
    @ag.operation(formula="y = x")
    def same(x, /, k=1):
        return x

    with pytest.raises(ConfigurationError) as error:
        same.rule("k", lambda g: g, formula="")
    assert str(error.value) == "a rule of same for no operand of it: got 'k'. Its operands are x."


# ----------------------------------------------------------------------------------------------------------- applying


def test_operands_that_do_not_fit_are_refused_with_their_shapes():
    with pytest.raises(ShapeError) as error:
        ag.Tensor(np.ones(2)) + np.ones(3)
    assert str(error.value).startswith(
        "add cannot be applied: got shapes (2,) and (3,). NumPy says: operands could not"
    )


def test_operands_that_are_no_numbers_are_refused():
    with pytest.raises(DTypeError) as error:
        ag.tanh("x")
    assert str(error.value) == "an operand is no array of numbers: got str 'x'. Pass numbers, arrays or Tensors."


def test_numbers_stay_numbers_and_lists_become_arrays():
    assert unwrap(2.0) == (2.0, None)
    array, node = unwrap([1, 2])
    assert isinstance(array, np.ndarray)
    assert node is None


def test_apply_gives_arrays_for_arrays_and_tensors_for_tensors():
    assert type(ag.tanh.apply(np.ones(2))) is np.ndarray
    assert isinstance(ag.tanh.apply(ag.Tensor(np.ones(2))), ag.Tensor)


@pytest.mark.usefixtures("tables")
def test_parameters_may_be_positional_and_unknown_ones_are_refused():
    @ag.operation(formula="y = a · x ** b")
    def scaled(x, /, a=1.0, *, b=1):
        return a * x**b

    assert scaled(2.0, 3.0, b=2).item() == 12.0
    assert scaled.apply(2.0, a=3.0) == 6.0
    with pytest.raises(TypeError, match="unexpected keyword argument 'c'"):
        scaled(2.0, c=1)


# ---------------------------------------------------------------------------------------------------------- recording


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_the_fast_way_is_the_general_way(name):
    """`Unary` and `Binary` write out what `Operation` does."""
    operation = registry.OPERATIONS[name]
    count = len(operation.operands)
    shapes, dtypes = [(2, 1), (1, 3)][:count], ["float64", "float32"][:count]
    xs = [np.full(s, d.middle, t) for s, d, t in zip(shapes, operation.domain, dtypes, strict=True)]
    try:
        operation.forward(*xs)
    except TypeError:
        xs = [x.astype(int) for x in xs]
    inputs = [ag.Tensor(x, requires_grad=x.dtype.kind == "f") for x in xs]
    for chosen in (inputs, [inputs[0], *xs[1:]], [*xs[:-1], inputs[-1]]):
        fast, general = operation(*chosen), Operation.__call__(operation, *chosen)
        np.testing.assert_array_equal(fast.array, general.array)
        assert described(fast.node) == described(general.node)


def described(node):
    """Return what a node is, without its number."""
    if not isinstance(node, Node):
        return str(node) if isinstance(node, Cut) else node
    kept = [np.asarray(k).tolist() for k in node.kept]
    parents = [(p.name, dict(p.params), [q.number for q in p.parents]) for p in node.parents]
    return node.name, node.plan.wanted, kept, parents, dict(node.params)


def test_an_operand_that_was_stretched_or_promoted_stands_behind_a_fit():
    x = ag.Tensor(np.ones(3, "float32"), requires_grad=True)
    assert [p.plan and p.plan.operation for p in (x + np.ones((2, 3), "float32")).node.parents] == [FIT]
    assert [p.plan and p.plan.operation for p in (x + np.ones(3)).node.parents] == [FIT]
    assert (x + np.ones(3, "float32")).node.parents == (x.node,)
    assert (x + 1.0).node.parents == (x.node,)


def test_an_array_that_its_owner_could_change_is_copied_if_it_is_kept():
    x, owned = ag.Tensor([1.0, 2.0], requires_grad=True), np.array([3.0, 4.0])
    y = (x * owned).sum()
    owned[:] = 0.0
    y.backward()
    assert x.grad.tolist() == [3.0, 4.0]


def test_a_read_only_array_with_memory_of_its_own_is_not_copied():
    frozen, shared = np.ones(2), np.ones(2)[:]
    frozen.flags.writeable = shared.flags.writeable = False
    assert apart(frozen) is frozen
    assert apart(shared) is not shared
    assert apart(2.0) == 2.0


def test_a_piecewise_constant_result_says_why_it_has_no_gradient():
    node = np.floor(ag.Tensor([1.5], requires_grad=True)).node
    assert isinstance(node, Cut)
    assert str(node).endswith("(piecewise constant: its gradient is zero)")


# ---------------------------------------------------------------------------------------------------- several results


@pytest.mark.usefixtures("tables")
def test_an_operation_with_several_results_gets_its_cotangents_as_a_tuple():
    @ag.operation(formula="y = (2x, x²)", results=2)
    def both(x, /):
        return 2 * x, x * x

    both.rule("x", lambda g, x: 2 * g[0] + 2 * x * g[1], formula="∂x = 2 ∂y₁ + 2x · ∂y₂")

    assert ag.grad(lambda x: both(x)[0])(3.0) == 2.0
    assert ag.grad(lambda x: both(x)[1])(3.0) == 6.0
    assert ag.grad(lambda x: both(x)[0] * both(x)[1])(3.0) == 54.0
    assert ag.grad(ag.grad(lambda x: both(x)[1] * x))(3.0) == 18.0


@pytest.mark.usefixtures("tables")
def test_two_operands_and_two_results():
    @ag.operation(formula="y = (x + z, x · z)", results=2)
    def both(x, z, /):
        return x + z, x * z

    both.rule("x", lambda g, z: g[0] + g[1] * z, formula="∂x = ∂y₁ + ∂y₂ · z")
    assert [y.tolist() for y in both([1.0, 2.0], 3.0)] == [[4, 5], [3, 6]]
    assert ag.grad(lambda x: both(x, 3.0)[1])(5.0) == 3.0


@pytest.mark.usefixtures("tables")
def test_a_result_narrower_than_an_operand_that_is_broadcast():
    @ag.operation(formula="y = x · z")
    def narrow(x, z, /):
        return (x * z).astype(np.float32)

    narrow.rule("x", lambda g, z: g * z, formula="∂x = ∂y · z")
    assert ag.grad(lambda x: narrow(x, np.ones(2)).sum())(np.ones(1)).tolist() == [2.0]


@pytest.mark.usefixtures("tables")
def test_an_operand_with_a_default():
    with pytest.raises(ConfigurationError) as caught:

        @ag.operation(formula="y = x · z")
        def scaled(x, z=2.0, /):
            return x * z

    assert str(caught.value) == ("an operand has a default: got scaled(x, z, /). Make it a parameter, after the /.")


@pytest.mark.usefixtures("tables")
def test_operands_that_are_not_marked_as_such():
    @ag.operation(formula="y = 2x")
    def twice(x):
        return 2 * x

    with pytest.raises(ConfigurationError) as caught:
        twice.rule("x", lambda g: 2 * g, formula="∂x = 2 ∂y")
    assert str(caught.value) == (
        "a rule of twice for no operand of it: got 'x'. Operands stand before a / in its signature."
    )


def test_no_gradient_flows_through_a_parameter():
    with pytest.raises(DetachError) as caught:
        ag.grad(lambda d: np.var(np.arange(3.0) * d, ddof=d))(0.5)
    assert str(caught.value) == (
        "no gradient flows through the parameters of var: got a recorded tensor for ddof."
        " Pass stop_gradient of it if a gradient of zero is meant."
    )
    assert np.var(ag.Tensor([1.0, 3.0]), ddof=ag.Tensor(1)).tolist() == 2.0


@pytest.mark.parametrize(
    "view", [lambda a: ag.reshape(a, (2, 1)), lambda a: np.broadcast_arrays(a[:, None], ag.Tensor(1.0))[0]]
)
def test_a_view_of_a_plain_array_does_not_follow_it(view):
    a, w = np.array([1.0, 2.0]), ag.Tensor([[1.0], [1.0]], requires_grad=True)
    y = (w * view(a)).sum()
    a[:] = 0.0
    y.backward()
    assert w.grad.tolist() == [[1], [2]]


def test_plans_do_not_pile_up():
    concatenate = registry.OPERATIONS["concatenate"]
    for count in range(1, 600):
        concatenate.plan(1, count)
    assert len(concatenate._plans) <= 256


@pytest.mark.parametrize(
    ("operand", "given"),
    [
        (np.ma.masked_array([1.0, 2.0], [False, True]), "a masked array, whose mask would be lost"),
        (np.array([1, 2], object), "an array of dtype object"),
    ],
)
def test_arrays_that_hold_more_than_numbers(operand, given):
    for function in (lambda: ag.Tensor([1.0, 2.0]) * operand, lambda: ag.exp(operand)):
        with pytest.raises(DTypeError) as caught:
            function()
        assert str(caught.value) == (
            f"an operand is no array of numbers: got {given}. Pass numbers, arrays or Tensors."
        )


def test_an_element_that_is_not_there_is_named_with_the_shapes():
    with pytest.raises(BoundsError) as caught:
        ag.Tensor(np.ones((2, 3)))[7]
    assert str(caught.value) == (
        "getitem finds no such element: got shapes (2, 3). NumPy says: index 7 is out of bounds for axis 0 with size 2."
    )
    assert isinstance(caught.value, IndexError)
