from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import DTypeError, GradientError, ShapeError


class TestFormOfResults:
    def test_arrays_for_arrays(self):
        value, gradient = ag.value_and_grad(lambda x: (x * x).sum())(np.array([1.0, 2.0]))
        assert isinstance(value, np.float64)
        assert type(gradient) is np.ndarray
        assert gradient.flags.writeable

    def test_numbers_for_numbers(self):
        value, gradient = ag.value_and_grad(lambda x: x * x)(3)
        assert (value, gradient) == (9.0, 6.0)
        assert type(value) is type(gradient) is float

    def test_scalars_of_numpy(self):
        gradient = ag.grad(lambda x: x * x)(np.float32(3))
        assert type(gradient) is np.float32

    def test_tensors_for_tensors(self):
        assert isinstance(ag.grad(lambda x: x * x)(ag.Tensor(3.0)), ag.Tensor)

    def test_float32_stays(self):
        assert ag.grad(lambda x: np.sum(2.0 * x))(np.ones(2, np.float32)).dtype == np.float32

    def test_containers(self):
        class Pair(NamedTuple):
            a: object
            b: object

        @dataclass
        class Parameters:
            w: object
            b: object

        def f(tree):
            return tree["p"].a * tree["p"].b + tree["q"].w * tree["q"].b + tree["l"][0]

        tree = {"p": Pair(2.0, 3.0), "q": Parameters(4.0, 5.0), "l": [1.0, None]}
        assert ag.grad(f)(tree) == {"p": Pair(3.0, 2.0), "q": Parameters(5.0, 4.0), "l": [1.0, None]}

    def test_results_are_not_aliases(self):
        a, b = ag.grad(lambda x, y: (x + y).sum(), argnums=(0, 1))(np.ones(2), np.ones(2))
        a[0] = 7
        assert b[0] == 1

    def test_argnums(self):
        def f(x, y):
            return x * y

        assert ag.grad(f, 1)(2.0, 3.0) == 2
        assert ag.grad(f, (1, 0))(2.0, 3.0) == (2, 3)
        assert ag.grad(f, -1)(2.0, 3.0) == 2

    def test_keyword_arguments_pass_through(self):
        assert ag.grad(lambda x, factor=1.0: x * factor)(2.0, factor=5.0) == 5


class TestNesting:
    def test_to_fourth_order(self):
        f = np.exp
        for _ in range(4):
            f = ag.grad(f)
        assert f(0.5) == pytest.approx(np.exp(0.5), rel=1e-14)

    def test_no_confusion_of_perturbations(self):
        assert ag.grad(lambda x: x * ag.grad(lambda y: x + y)(1.0))(1.0) == 1

    def test_inner_gradient_of_something_outside(self):
        assert ag.grad(lambda w: ag.grad(lambda x: w * x**2)(3.0))(1.0) == 6

    def test_gradient_penalty_reaches_the_weights(self):
        w = ag.Variable(2.0)
        x = ag.Tensor(3.0, requires_grad=True)
        slope = ag.grad(lambda x: w * x**2)(x)
        (slope * slope).backward()
        assert w.grad.item() == pytest.approx(2 * (2 * 2 * 3) * 2 * 3)

    def test_gradient_penalty_by_a_constant_input_reaches_the_weights(self):
        w = ag.Variable(3.0)
        slope = ag.grad(lambda x: w * x * x)(ag.Tensor(2.0))
        (slope * slope + w).backward()
        assert w.grad.item() == pytest.approx(2 * (2 * 3 * 2) * 4 + 1)

    def test_a_constant_input_and_nothing_else_gives_a_constant(self):
        assert not ag.grad(lambda x: x * x)(ag.Tensor(2.0)).requires_grad

    def test_under_no_grad(self):
        with ag.no_grad():
            assert ag.grad(lambda x: x * x)(3.0) == 6

    def test_variables_get_no_graph_that_nobody_asked_for(self):
        w = ag.Variable(2.0)
        assert not ag.grad(lambda v: v * v)(w).requires_grad


class TestConstants:
    def test_a_constant_function_has_gradient_zero(self):
        assert ag.grad(lambda x: 3.0)(1.0) == 0

    def test_hessian_of_a_linear_function(self):
        assert ag.hessian(lambda x: 2 * x.sum())(np.ones(2)).tolist() == [[0, 0], [0, 0]]

    def test_stop_gradient(self):
        assert ag.grad(lambda x: x * ag.stop_gradient(x))(3.0) == 3
        assert ag.grad(lambda x: ag.stop_gradient(x) * 2)(3.0) == 0

    def test_piecewise_constant(self):
        assert ag.grad(np.floor)(3.5) == 0

    @pytest.mark.parametrize(
        ("leave", "name"),
        [
            (lambda x: float(x) * 2, "float()"),
            (lambda x: np.sin(x.numpy()), "numpy()"),
            (lambda x: x.item() * 2, "item()"),
            (lambda x: sum(x.reshape(1).tolist()), "tolist()"),
        ],
    )
    def test_a_value_that_left_the_record_is_an_error(self, leave, name):
        with pytest.raises(GradientError) as caught:
            ag.grad(leave)(1.0)
        assert str(caught.value).startswith(
            f"the result does not depend on the inputs: got a record cut by {name} at test_transforms.py:"
        )
        assert str(caught.value).endswith(
            "Use NumPy functions on Tensors as they are, or stop_gradient if a gradient of zero is meant."
        )

    def test_no_grad_inside_is_an_error(self):
        def f(x):
            with ag.no_grad():
                return x * 2

        with pytest.raises(GradientError, match=r"cut by multiply at test_transforms\.py"):
            ag.grad(f)(1.0)


class TestMistakes:
    def test_result_that_is_no_scalar(self):
        with pytest.raises(GradientError) as caught:
            ag.grad(lambda x: x * 2)(np.ones(3))
        assert str(caught.value) == (
            "grad needs a floating-point scalar: got a result of shape (3,) and dtype float64. "
            "Reduce it, as by np.sum, or use jacobian."
        )

    def test_result_that_is_no_floating_point_number(self):
        with pytest.raises(DTypeError) as caught:
            ag.grad(lambda x: np.allclose(x, 1.0))(np.ones(3))
        assert str(caught.value) == (
            "grad needs a floating-point scalar: got a result of shape () and dtype bool. "
            "Differentiate what it was found from, for it changes in jumps only."
        )

    def test_several_results(self):
        with pytest.raises(GradientError) as caught:
            ag.grad(lambda x: (x, x))(1.0)
        assert str(caught.value) == "grad needs one result: got 2 results. Return one array, or use vjp."

    def test_no_result(self):
        with pytest.raises(GradientError) as caught:
            ag.grad(lambda x: "text")(1.0)
        assert str(caught.value) == (
            "the function returned no array: got str 'text'. Return the array or number that is to be differentiated."
        )

    def test_integers(self):
        with pytest.raises(DTypeError) as caught:
            ag.grad(lambda x: x.sum())(np.arange(3))
        assert str(caught.value) == (
            "only floating-point numbers have a gradient: got dtype int64. "
            "Convert it with .astype(float), or leave it out of what is differentiated (argnums, containers)."
        )

    @pytest.mark.parametrize("x", [1j, np.array([1j]), np.complex64(1)])
    def test_a_complex_result(self, x):
        with pytest.raises(DTypeError, match="grad needs a real result: got dtype complex"):
            ag.grad(np.sum)(x)

    def test_no_such_argument(self):
        with pytest.raises(GradientError) as caught:
            ag.grad(lambda x: x, 1)(1.0)
        assert str(caught.value) == (
            "no such argument to differentiate by: got argnums=1 for a call with 1 positional arguments. "
            "Count positional arguments from 0."
        )

    def test_cotangent_of_another_shape(self):
        pullback = ag.vjp(lambda x: x * 2, np.ones(2))[1]
        with pytest.raises(ShapeError) as caught:
            pullback(np.ones(3))
        assert str(caught.value) == (
            "a cotangent or tangent does not fit its value: got shapes (3,) for (2,). Pass one of the same shape."
        )


class TestProducts:
    def test_vjp_of_several_inputs_and_outputs(self):
        def f(x, y):
            return x * y, {"sum": x + y}

        (product, rest), pullback = ag.vjp(f, np.array([1.0, 2.0]), np.array([3.0, 4.0]))
        assert product.tolist() == [3, 8]
        assert rest["sum"].tolist() == [4, 6]
        gx, gy = pullback((np.ones(2), {"sum": np.array([10.0, 20.0])}))
        assert gx.tolist() == [13, 24]
        assert gy.tolist() == [11, 22]

    def test_vjp_keeps_its_point(self):
        x = np.array([1.0, 2.0])
        _, pullback = ag.vjp(lambda x: x * x, x)
        x[:] = 100
        assert pullback(np.ones(2))[0].tolist() == [2, 4]

    def test_jvp(self):
        y, dy = ag.jvp(lambda x, w: np.sin(x) * w, (np.array([0.0, 1.0]), 2.0), (np.array([1.0, 0.0]), 1.0))
        np.testing.assert_allclose(y, np.sin([0, 1]) * 2)
        np.testing.assert_allclose(dy, [2.0, np.sin(1.0)])

    def test_jvp_within_grad(self):
        assert ag.grad(lambda x: ag.jvp(np.sin, (x,), (1.0,))[1])(0.5) == pytest.approx(-np.sin(0.5))

    def test_grad_within_jvp(self):
        assert ag.jvp(ag.grad(np.sin), (0.5,), (1.0,))[1] == pytest.approx(-np.sin(0.5))

    def test_jvp_where_a_cotangent_vanishes(self):
        def f(x):
            return (x * np.zeros(2)).sum() + x[0]

        assert ag.jvp(f, (np.ones(2),), (np.array([3.0, 4.0]),))[1] == 3

    def test_tangents_and_cotangents_are_found_by_key(self):
        p, v = {"a": 2.0, "b": 3.0}, {"b": 1.0, "a": 0.0}
        assert ag.jvp(lambda p: p["a"] * p["b"], (p,), (v,)) == (6.0, 2.0)
        pullback = ag.vjp(lambda x: {"one": x, "two": 2 * x}, 1.0)[1]
        assert pullback({"two": 10.0, "one": 1.0}) == (21.0,)

    def test_a_cotangent_of_another_form(self):
        pullback = ag.vjp(lambda x: {"one": x, "two": 2 * x}, 1.0)[1]
        with pytest.raises(ShapeError) as caught:
            pullback({"one": 1.0})
        assert (
            str(caught.value)
            == "a cotangent has another form: got a dict of one for a dict of one, two. Nest it alike."
        )


class TestContainers:
    def test_words_switches_and_functions_stay(self):
        p = {"w": np.array([1.0, 2.0]), "activation": "tanh", "bias": False, "f": np.sin, "none": None}

        def f(p):
            assert p["bias"] is False
            return np.sum(getattr(np, p["activation"])(p["f"](p["w"])))

        gradient = ag.grad(f)(p)
        np.testing.assert_allclose(gradient["w"], np.cos(p["w"]) / np.cosh(np.sin(p["w"])) ** 2)
        assert {k: v for k, v in gradient.items() if k != "w"} == {k: v for k, v in p.items() if k != "w"}
        assert ag.jvp(f, (p,), ({**p, "w": np.ones(2)},))[1] == pytest.approx(gradient["w"].sum())
        assert ag.hvp(f)(p, p)["activation"] == "tanh"

    def test_fields_declared_as_integers_stay(self):
        @dataclass(frozen=True)
        class Net:
            w: object
            depth: int
            name: str = "net"

        def f(net):
            x = net.w
            for _ in range(net.depth):
                x = x * net.w
            return x

        assert ag.grad(f)(Net(2.0, 2)) == Net(12.0, 2)
        assert ag.hessian(f)(Net(2.0, 2)) == Net(Net(12.0, 2), 2)

    def test_a_word_as_the_argument(self):
        with pytest.raises(DTypeError, match="only floating-point numbers have a gradient: got str 'a'"):
            ag.grad(lambda x: x)("a")

    def test_integers_in_an_array_inside(self):
        with pytest.raises(DTypeError, match="only floating-point numbers have a gradient: got dtype int64"):
            ag.grad(lambda p: p["w"] * 1.0)({"w": np.arange(2)})

    @pytest.mark.parametrize("empty", [{}, [], (), None, {"name": "x"}])
    def test_nothing_to_differentiate_by(self, empty):
        assert ag.value_and_grad(lambda p: np.float64(2.0))(empty) == (2.0, empty)

    def test_one_array_in_two_places(self):
        x = np.array([1.0, 2.0])
        first, second = ag.grad(lambda p: np.sum(p[0] * p[1] ** 2))([x, x])
        assert first.tolist() == [1, 4]
        assert second.tolist() == [2, 8]


def test_an_argument_named_twice():
    with pytest.raises(GradientError) as caught:
        ag.grad(lambda x: x * x, (0, -1))(3.0)
    assert str(caught.value) == "an argument is named twice: got argnums=(0, -1). Name it once."


@pytest.mark.parametrize(
    "inner",
    [
        ag.grad(lambda y: y**3),
        lambda x: ag.jvp(lambda y: y**3, (x,), (1.0,))[1],
        lambda x: ag.vjp(lambda y: y**3, x)[1](1.0)[0],
    ],
)
def test_nothing_is_recorded_of_a_transform_inside_no_grad(inner):
    def f(x):
        with ag.no_grad():
            slope = inner(x)
        return slope * x

    assert ag.grad(f)(3.0) == 27.0


def test_recorded_results_are_separate():
    def f(x):
        a, b = ag.grad(lambda a, b: (a + b).sum() * x[0], (0, 1))(x, x)
        a *= 5.0
        return (a + b).sum()

    assert ag.grad(f)(np.array([1.0, 2.0])).tolist() == [12, 0]


def test_complex_directions_of_real_numbers():
    with pytest.raises(DTypeError) as error:
        ag.jvp(np.square, (np.ones(2),), (1j * np.ones(2),))
    assert str(error.value) == (
        "a cotangent or tangent is complex, but not its value: got dtypes complex128 for float64. Pass its real part, "
        "or make the value complex first."
    )
    with pytest.raises(DTypeError, match="a cotangent or tangent is complex"):
        ag.vjp(np.abs, np.ones(2) * 1j)[1](1j * np.ones(2))
