import sys

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.differentiate import sweep
from autograd_core.errors import DTypeError, GradientError, NotDifferentiableError, ShapeError


def leaf(values, dtype=float):
    return ag.Tensor(np.asarray(values, dtype), requires_grad=True)


def test_contributions_of_several_uses_add_up():
    x = leaf(3.0)
    (x * x + x * 2.0 + x).backward()
    assert x.grad.item() == 2 * 3.0 + 2 + 1


def test_a_diamond_visits_each_node_once():
    calls = []

    @ag.operation(formula="y = 2x")
    def twice(x, /):
        return 2 * x

    @twice.rule("x", formula="∂x = 2∂y")
    def _(g):
        calls.append(1)
        return 2 * g

    x = leaf(1.0)
    y = twice(x)
    (y * 3.0 + y * 4.0).backward()
    assert x.grad.item() == 14
    assert len(calls) == 1
    del ag.registry.OPERATIONS["twice"]


def test_backward_twice_accumulates():
    x = leaf([1.0, 2.0])
    loss = (x * x).sum()
    loss.backward()
    loss.backward()
    assert x.grad.tolist() == [4, 8]


def test_backward_with_a_cotangent():
    x = leaf([1.0, 2.0])
    (x * x).backward(np.array([1.0, 10.0]))
    assert x.grad.tolist() == [2, 40]


def test_backward_needs_a_scalar():
    with pytest.raises(GradientError) as caught:
        (leaf([1.0, 2.0]) * 2).backward()
    assert str(caught.value) == (
        "backward() needs a scalar: got shape (2,). Reduce it with .sum() or .mean(), or pass gradient= of shape (2,)."
    )


def test_backward_takes_a_single_element_of_any_shape():
    x = leaf([[3.0]])
    (x * x).backward()
    assert x.grad.tolist() == [[6]]


def test_cotangent_of_another_shape():
    with pytest.raises(ShapeError) as caught:
        (leaf([1.0, 2.0]) * 2).backward(np.ones(3))
    assert str(caught.value) == (
        "the gradient passed to backward() does not fit: got shape (3,) for a result of shape (2,). "
        "Pass one of the result's shape."
    )


def test_backward_on_a_constant():
    with pytest.raises(GradientError) as caught:
        (ag.Tensor(1.0) * 2).backward()
    assert str(caught.value).startswith("backward() on a tensor that depends on nothing: got a constant")
    assert str(caught.value).endswith("Create an input with requires_grad=True, or a Variable, and compute from it.")


def test_backward_behind_a_cut_names_the_operation_and_the_line():
    y = ag.stop_gradient(leaf(2.0) * 3)
    with pytest.raises(GradientError) as caught:
        (y * 2).backward()
    assert "a record that was cut by stop_gradient at test_differentiate.py:" in str(caught.value)


def test_backward_behind_a_piecewise_constant_operation():
    with pytest.raises(GradientError) as caught:
        np.floor(leaf(2.5)).backward()
    assert "cut by floor at test_differentiate.py:" in str(caught.value)
    assert "(piecewise constant: its gradient is zero)" in str(caught.value)


def test_backward_behind_no_grad():
    with ag.no_grad():
        y = leaf(2.0) * 3
    with pytest.raises(GradientError) as caught:
        y.backward()
    assert "cut by multiply at test_differentiate.py:" in str(caught.value)
    assert "(not recorded: inside no_grad())" in str(caught.value)


def test_backward_after_numpy_names_the_line_where_the_value_left():
    y = ag.Tensor(leaf(2.0).numpy() * 3)
    with pytest.raises(GradientError) as caught:
        y.backward()
    assert "the last value that left the record did so by numpy() at test_differentiate.py:" in str(caught.value)


def test_create_graph_records_the_backward_pass():
    x = leaf(2.0)
    (x**3).backward(create_graph=True)
    gradient, x.grad = x.grad, None
    gradient.backward()
    assert x.grad.item() == 12


def test_gradients_are_constants_by_default():
    x = leaf(2.0)
    (x**3).backward()
    assert not x.grad.requires_grad


def test_a_long_chain_needs_no_recursion():
    x = leaf(1.0)
    y = x
    for _ in range(100_000):
        y = y + 1.0
    y.backward()
    assert x.grad.item() == 1
    del y


def test_an_array_that_no_rule_names_is_not_kept():
    x = leaf(np.ones(3))
    y = x * 2.0  # kept by nobody: addition does not ask for its operands
    watched = y.array
    z = y + 1.0
    before = sys.getrefcount(watched)
    del y
    assert sys.getrefcount(watched) == before - 1
    assert z.requires_grad


def test_a_gradient_that_nobody_wants_is_not_computed():
    asked = []

    @ag.operation(formula="y = a b")
    def product(a, b, /):
        return a * b

    product.rule("a", lambda g, b: asked.append("a") or g * b, formula="∂a = ∂y b")
    product.rule("b", lambda g, a: asked.append("b") or g * a, formula="∂b = ∂y a")
    product(np.ones(2), leaf([1.0, 2.0])).sum().backward()
    assert asked == ["b"]
    del ag.registry.OPERATIONS["product"]


def test_sweep_stops_where_it_is_told():
    x = leaf(2.0)
    y = x * 3.0
    z = y * y
    found = sweep({z.node: np.array(1.0)}, stops={x.node}, oldest=x.node.number)
    assert found == {x.node: 36.0}


class TestNoInfluenceNoGradient:
    @pytest.mark.parametrize(
        ("guarded", "at"),
        [
            (lambda x: np.where(x > 0, np.sqrt(x), 0), 0.0),
            (lambda x: np.where(x > 0, np.log(x), 0), 0.0),
            (lambda x: np.where(x != 0, 1 / x, 0), 0.0),
            (lambda x: np.where(x > 0, x**0.5, 0), 0.0),
            (lambda x: np.where(x > 0, x * np.log(x), 0), 0.0),
            (lambda x: np.where(x > 30, 0, np.log(1 + np.exp(x))), 1000.0),
            (lambda x: np.where(np.abs(x) < 1, np.arccos(x), 0), 1.0),
            (lambda x: np.where(x > 0, np.sqrt(x) * np.log(x), 0), 0.0),
        ],
    )
    def test_to_second_order(self, guarded, at):
        with np.errstate(all="ignore"):
            first, second = ag.grad(guarded), ag.grad(ag.grad(guarded))
            assert first(at) == 0
            assert second(at) == 0
            assert ag.jvp(guarded, (at,), (1.0,))[1] == 0

    def test_beside_entries_that_count(self):
        with np.errstate(all="ignore"):
            gradient = ag.grad(lambda x: np.where(x > 0, np.sqrt(x), 0).sum())(np.array([0.0, 4.0]))
        assert gradient.tolist() == [0, 0.25]

    def test_a_gradient_that_is_infinite_stays_so(self):
        assert ag.grad(np.sqrt)(0.0) == np.inf

    def test_nan_that_has_influence_stays(self):
        assert np.isnan(ag.grad(lambda x: x * np.nan)(1.0))

    def test_second_order_at_a_zero_weight_is_not_cut(self):
        """∂²(w √x)/∂w∂x at w = 0 is 1/(2√x), although the cotangent of the root is zero there."""
        mixed = ag.grad(lambda w: ag.grad(lambda x: w * np.sqrt(x))(4.0))
        assert mixed(0.0) == 0.25

    def test_of_an_elementwise_operation_of_several_results(self, monkeypatch):
        monkeypatch.setattr(ag.registry, "OPERATIONS", dict(ag.registry.OPERATIONS))

        @ag.operation(formula="y = (√x, x²)", results=2, domain=ag.Interval(0.2, 3))
        def both(x, /):
            return np.sqrt(x), x * x

        @both.rule("x", formula="∂x = ∂y1 / 2√x + ∂y2 · 2x")
        def _(g, x):
            return g[0] / (2 * np.sqrt(x)) + g[1] * 2 * x

        with np.errstate(all="ignore"):
            guarded = ag.grad(lambda x: np.where(x > 0, both(x)[0], 0).sum())(np.array([0.0, 4.0]))
        assert guarded.tolist() == [0, 0.25]

    def test_of_an_elementwise_operation_of_any_number_of_operands(self, monkeypatch):
        monkeypatch.setattr(ag.registry, "OPERATIONS", dict(ag.registry.OPERATIONS))

        @ag.operation(formula="y = √x_1 · x_2 + x_3")
        def rooted(*xs):
            return np.sqrt(xs[0]) * xs[1] + xs[2]

        rooted.rule("xs", lambda g, xs, k: g * 0.5 * xs[1] / np.sqrt(xs[0]), formula="∂x_1 = ∂y · x_2 / 2√x_1")
        gradient = ag.grad(lambda x: np.where(x > 0, rooted(x, 2.0, 1.0), 0.0).sum())(np.array([0.0, 4.0]))
        assert gradient.tolist() == [0, 0.5]


class TestTheGradientPassedToBackward:
    def test_it_is_copied(self):
        x, g = ag.Tensor([1.0, 1.0], requires_grad=True), np.ones(2)
        (x + 1.0).backward(g)
        g[:] = 2.0
        (x + 1.0).backward(g)
        assert x.grad.tolist() == [3, 3]

    def test_it_may_be_differentiated_by(self):
        x, v = (ag.Tensor(a, requires_grad=True) for a in ([1.0, 2.0], [1.0, 1.0]))
        (x * x).backward(v, create_graph=True)
        x.grad.sum().backward()
        assert v.grad.tolist() == [2, 4]


def test_recorded_gradients_are_separate():
    x, y = (ag.Tensor([1.0, 2.0], requires_grad=True) for _ in range(2))
    (x + y).sum().backward(create_graph=True)
    x.grad *= 5.0
    assert (x.grad.tolist(), y.grad.tolist()) == ([5, 5], [1, 1])


class TestRulesThatAreWrong:
    @pytest.fixture
    def double(self):
        @ag.operation(formula="y = 2x")
        def double(x, /):
            return 2 * x

        yield double
        del ag.registry.OPERATIONS["double"]

    @pytest.mark.parametrize(
        ("rule", "given"),
        [
            (lambda g: 2 * g.T, "shape (3, 2) and dtype float32"),
            (lambda g: g * np.float64(2), "shape (2, 3) and dtype float64"),
            (lambda g: None, "shape () and dtype NoneType"),
        ],
    )
    def test_a_cotangent_that_does_not_fit_its_leaf(self, double, rule, given):
        double.rule("x", rule, formula="∂x = 2∂y")
        x = ag.Tensor(np.ones((2, 3), np.float32), requires_grad=True)
        with pytest.raises(GradientError) as caught:
            double(x).sum().backward()
        assert str(caught.value) == (
            f"a rule of double or behind it gives a wrong cotangent: got {given}. "
            "Return one of shape (2, 3) and dtype float32, as the operand has."
        )
        with pytest.raises(GradientError, match="a rule of double or behind it gives a wrong cotangent"):
            ag.grad(lambda x: double(x).sum())(x.numpy())

    def test_a_missing_rule(self, double):
        with pytest.raises(NotDifferentiableError, match="double has no rule for its operand 'x'"):
            ag.grad(double)(1.0)
        with ag.no_grad():
            assert double(ag.Variable(1.0)).item() == 2


def test_a_complex_gradient_of_a_real_result():
    y = ag.Tensor([1.0, 2.0], requires_grad=True) ** 2
    with pytest.raises(DTypeError, match=r"the gradient passed to backward\(\) is complex, but not its value"):
        y.backward(1j * np.ones(2))
