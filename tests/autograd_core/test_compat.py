"""The names of HIPS autograd, as its users call them."""

import numpy  # noqa: ICN001  # np is the one that is tested
import pytest
from scipy import stats

import autograd_core as ag
import autograd_core.compat.autograd.numpy as np
import autograd_core.compat.autograd.numpy.random as npr
import autograd_core.compat.autograd.scipy.stats.norm as our_norm
from autograd_core.compat import autograd
from autograd_core.compat.autograd import (
    elementwise_grad,
    grad,
    hessian,
    hessian_vector_product,
    holomorphic_grad,
    jacobian,
    make_jvp,
    make_vjp,
    value_and_grad,
)
from autograd_core.compat.autograd.builtins import isinstance as is_a
from autograd_core.compat.autograd.builtins import type as type_of
from autograd_core.compat.autograd.extend import (
    defjvp,
    defvjp,
    defvjp_argnum,
    defvjp_argnums,
    notrace_primitive,
    primitive,
)
from autograd_core.compat.autograd.misc import flatten
from autograd_core.compat.autograd.misc.flatten import flatten_func
from autograd_core.compat.autograd.misc.optimizers import adam, rmsprop, sgd
from autograd_core.compat.autograd.scipy.stats import multivariate_normal as our_normal
from autograd_core.compat.autograd.test_util import check_equivalent, check_grads, combo_check
from autograd_core.errors import ConfigurationError, DetachError, DTypeError, GradientError, NotDifferentiableError

X = numpy.array([0.5, 1.0, -2.0])


class TestOperators:
    def test_arguments_are_chosen_by_number(self):
        assert grad(lambda a, b: a * b, 1)(2.0, 3.0) == 2.0
        assert grad(lambda a, b: a * b, (0, 1))(2.0, 3.0) == (3.0, 2.0)
        assert autograd.grad_named(lambda a, b: a * b, "b")(2.0, 3.0) == 2.0

    def test_values_and_gradients_are_plain(self):
        value, gradient = value_and_grad(lambda x: np.sum(x**2))(X)
        assert value == 5.25
        assert type(gradient) is numpy.ndarray
        assert gradient.tolist() == [1.0, 2.0, -4.0]

    def test_containers(self):
        gradient = grad(lambda p: p["w"] @ X + p["b"][0])({"w": X, "b": (1.0,)})
        assert gradient["w"].tolist() == X.tolist()
        assert gradient["b"] == (1.0,)
        assert autograd.multigrad_dict(lambda w, b=2.0: w * b)(3.0) == {"w": 2.0, "b": 3.0}

    def test_jacobian_and_hessian(self):
        assert numpy.allclose(jacobian(np.sin)(X), numpy.diag(numpy.cos(X)))
        assert numpy.allclose(hessian(lambda x: np.sum(np.sin(x)))(X), numpy.diag(-numpy.sin(X)))
        product = hessian_vector_product(lambda x: np.sum(x**3))(X, numpy.ones(3))
        assert numpy.allclose(product, 6 * X)
        assert numpy.allclose(autograd.tensor_jacobian_product(np.sin)(X, X), numpy.cos(X) * X)

    def test_pullbacks_and_pushforwards(self):
        vjp, value = make_vjp(np.sin)(X)
        assert numpy.allclose(value, numpy.sin(X))
        assert numpy.allclose(vjp(numpy.ones(3)), numpy.cos(X))
        value, tangent = make_jvp(np.sin)(X)(numpy.ones(3))
        assert numpy.allclose(tangent, numpy.cos(X))
        assert autograd.deriv(np.square)(3.0) == 6.0

    def test_elementwise(self):
        assert numpy.allclose(elementwise_grad(elementwise_grad(np.sin))(X), -numpy.sin(X))
        with pytest.raises(GradientError) as caught:
            elementwise_grad(lambda x: x * 1j)(X)
        assert str(caught.value) == (
            "elementwise_grad needs a real result: got a result of dtype complex128. Return its real part."
        )

    def test_gauss_newton(self):
        w = numpy.array([[1.0, 2.0, 3.0], [0.5, 0.0, 1.0]])
        assert numpy.allclose(autograd.make_ggnvp(lambda x: w @ x)(X)(X), w.T @ w @ X)

    def test_aux(self):
        gradient, aux = autograd.grad_and_aux(lambda x: (np.sum(x**2), {"x": x}))(X)
        assert gradient.tolist() == [1.0, 2.0, -4.0]
        assert type(aux["x"]) is numpy.ndarray

    def test_complex_numbers_in_the_convention_of_that_engine(self):
        z = 1.0 + 2.0j
        assert grad(lambda z: np.real(z) * 3.0 + np.imag(z) * 5.0)(z) == 3.0 - 5.0j
        assert ag.grad(lambda z: np.real(z) * 3.0 + np.imag(z) * 5.0)(z) == 3.0 + 5.0j
        assert holomorphic_grad(lambda z: z**3)(z) == 3 * z**2

    def test_results_that_are_no_real_scalar(self):
        with pytest.raises(GradientError) as caught:
            grad(np.sin)(X)
        assert str(caught.value) == (
            "grad needs a scalar: got a result of shape (3,). Reduce it, or use jacobian or elementwise_grad."
        )
        with pytest.raises(DTypeError) as caught:
            grad(lambda x: x * 1j)(1.0)
        assert str(caught.value) == (
            "grad needs a real result: got one of type complex. Return its real part, or use holomorphic_grad."
        )


class TestNumpy:
    def test_it_is_numpy(self):
        assert np.tanh is numpy.tanh
        assert np.linalg is numpy.linalg
        assert np.pi == numpy.pi
        assert npr is numpy.random
        assert {"array", "tanh"} <= set(dir(np))

    @pytest.mark.parametrize(
        "function",
        [
            lambda x: np.array([x[0], x[1] * x[2], 1.0]),
            lambda x: np.array([[x[0]], [x[1]]], dtype=float),
            lambda x: np.asarray([x[0], 2.0]) * np.asarray(x, dtype=float)[:2],
            lambda x: np.full((2, 2), x[0]) * x[1],
            lambda x: np.mean([x[0], x[1] ** 2]),
            lambda x: np.std([x, x**2]),
            lambda x: np.var((x[0], x[1] ** 2)),
            lambda x: np.concatenate([x, x[:1] ** 2]),
            lambda x: np.r_[x, x[0] ** 2, 0:2],
            lambda x: np.c_[x, x**2],
            lambda x: np.make_diagonal(x**2),
        ],
    )
    def test_what_makes_new_arrays(self, function):
        assert type(function(X)) in (numpy.ndarray, numpy.float64)
        check_grads(lambda x: np.sum(np.sin(function(x))), modes=["rev"], order=2)(X)

    def test_plain_arguments_give_plain_arrays(self):
        assert np.array([1, 2], dtype=float).tolist() == [1.0, 2.0]
        assert np.asarray(X) is X
        assert np.r_[1:3, 5].tolist() == [1, 2, 5]

    def test_another_diagonal(self):
        with pytest.raises(NotDifferentiableError) as caught:
            np.make_diagonal(X, offset=1)
        assert str(caught.value) == (
            "only the last two axes are made: got offset=1, axis1=-1, axis2=-2. Use offset=0 and axes -1, -2."
        )

    def test_builtins_look_through(self):
        t = ag.Tensor(2.0)
        assert is_a(t, float)
        assert is_a(t, ag.Tensor)
        assert not is_a(ag.Tensor([2.0]), float)
        assert is_a(2.0, float)
        assert type_of(ag.Tensor([2.0])) is numpy.ndarray


class TestExtend:
    def test_several_arguments_and_keywords(self):
        @primitive
        def scaled(x, y, factor=1.0):
            assert not is_a(x, ag.Tensor)
            return factor * x * y

        defvjp(
            scaled,
            lambda ans, x, y, factor=1.0: lambda g: g * factor * y,
            lambda ans, x, y, factor=1.0: lambda g: g * factor * x,
        )
        defjvp(scaled, None)
        check_grads(lambda x, y: np.sum(scaled(x, y, factor=3.0)), (0, 1))(X, 2 * X)
        assert scaled(2.0, 3.0) == 6.0
        assert scaled.__name__ == "scaled"

    def test_numbers_for_some_arguments_and_none_for_zero(self):
        @primitive
        def f(n, x, y):
            return x**n * y

        defvjp(f, lambda ans, n, x, y: lambda g: g * n * x ** (n - 1) * y, None, argnums=(1, 2))
        assert grad(f, 1)(3, 2.0, 5.0) == 60.0
        assert grad(f, 2)(3, 2.0, 5.0) == 0.0
        with pytest.raises(NotDifferentiableError) as caught:
            grad(f, 0)(3.0, 2.0, 5.0)
        assert str(caught.value) == (
            "f has no pullback for argument 0: got a value that wants a gradient. Declare one with defvjp."
        )

    def test_one_maker_for_all(self):
        @primitive
        def total(*xs):
            return sum(xs)

        defvjp_argnum(total, lambda argnum, ans, args, kwargs: lambda g: g * (argnum + 1))
        assert grad(total, (0, 1))(1.0, 1.0) == (1.0, 2.0)
        defvjp_argnums(total, lambda argnums, ans, args, kwargs: lambda g: [g * 10 for _ in argnums])
        assert grad(total, 1)(1.0, 1.0) == 10.0

    def test_two_of_one_name_do_not_meet(self):
        first, second = primitive(lambda x: x), primitive(lambda x: 2 * x)
        defvjp(first, lambda ans, x: lambda g: g)
        defvjp(second, lambda ans, x: lambda g: 2 * g)
        assert (grad(first)(1.0), grad(second)(1.0)) == (1.0, 2.0)
        assert "<lambda>" not in ag.registry.OPERATIONS

    def test_keywords_are_constants(self):
        @primitive
        def f(x, y=1.0):
            return x * y

        with pytest.raises(DetachError, match="no gradient flows through the parameters of f: got a recorded tensor"):
            grad(lambda x: f(1.0 * x, y=x))(1.0)

    def test_several_results(self):
        with pytest.raises(ConfigurationError) as caught:
            grad(primitive(lambda x: (x, x)))(1.0)
        assert str(caught.value) == "a primitive has one result: got a tuple from <lambda>. Return one array."

    def test_no_primitive(self):
        with pytest.raises(ConfigurationError) as caught:
            defvjp(numpy.sin, lambda ans, x: lambda g: g)
        assert str(caught.value) == ("a pullback for no primitive: got sin. Decorate the function with @primitive.")

    def test_a_constant_function(self):
        largest = notrace_primitive(numpy.argmax)
        assert grad(lambda x: x[largest(x)])(X).tolist() == [0.0, 1.0, 0.0]


class TestMisc:
    def test_flatten_goes_both_ways_and_is_differentiable(self):
        tree = {"b": [1.0, X], "a": (numpy.ones((2, 2)),)}
        vector, unflatten = flatten(tree)
        assert vector.tolist() == [1.0] * 5 + X.tolist()
        check_equivalent(unflatten(vector), tree)
        check_grads(lambda v: np.sum(unflatten(v)["b"][1] ** 2), modes=["rev"])(vector)
        check_grads(lambda t: np.sum(np.sin(flatten(t)[0])), modes=["rev"])(tree)
        assert flatten([])[0].shape == (0,)
        assert flatten([])[1](numpy.zeros(0)) == []

    def test_functions_of_vectors(self):
        scaled, unflatten, x = flatten_func(lambda p: [2 * part for part in p], [1.0, X])
        assert scaled(x).tolist() == (2 * x).tolist()
        assert unflatten(x)[0] == 1.0

    @pytest.mark.parametrize("optimize", [sgd, rmsprop, adam])
    def test_optimizers_descend_in_containers(self, optimize):
        seen = []
        start = {"x": X, "y": 3.0}
        gradient = grad(lambda p: np.sum(p["x"] ** 2) + p["y"] ** 2)
        end = optimize(lambda p, i: gradient(p), start, lambda p, i, g: seen.append(i), num_iters=50, step_size=0.05)
        assert seen == list(range(50))
        assert abs(end["y"]) < 3.0
        assert numpy.abs(end["x"]).sum() < numpy.abs(X).sum()


class TestChecks:
    def test_a_wrong_gradient_is_found(self):
        wrong = primitive(lambda x: x**2)
        defvjp(wrong, lambda ans, x: lambda g: g * 2.001 * x)
        for mode in ("rev", "fwd"):
            with pytest.raises(AssertionError, match=r"mode of of_some: analytic .*, numerical "):
                check_grads(wrong, modes=[mode], order=1)(3.0)

    def test_a_wrong_second_order_is_found(self):
        wrong = primitive(lambda x: x**2)
        defvjp(wrong, lambda ans, x: lambda g: g * 2 * ag.stop_gradient(x).numpy())
        check_grads(wrong, modes=["rev"], order=1)(3.0)
        with pytest.raises(AssertionError, match="reverse mode"):
            check_grads(wrong, modes=["rev"], order=2)(3.0)

    def test_all_combinations(self):
        seen = []

        def f(x, power=1, scale=1.0):
            seen.append((power, scale))
            return scale * x**power

        combo_check(f, modes=["rev"], order=1)([X, 2 * X], power=[1, 2], scale=[3.0])
        assert set(seen) == {(1, 3.0), (2, 3.0)}

    def test_values_that_differ(self):
        with pytest.raises(AssertionError, match="forms differ"):
            check_equivalent([1.0], [1.0, 2.0])
        with pytest.raises(AssertionError, match="values differ"):
            check_equivalent([1.0], [1.5])


def test_special_functions_of_arrays_give_arrays():
    pytest.importorskip("scipy")
    from autograd_core.compat.autograd.scipy import special  # noqa: PLC0415  # needs SciPy

    y = special.logsumexp(numpy.zeros((2, 2)), axis=1, keepdims=True)
    assert type(y) is numpy.ndarray
    assert y.tolist() == [[numpy.log(2)], [numpy.log(2)]]
    assert type(special.expit(0.0)) is numpy.float64
    assert grad(special.logsumexp)(numpy.zeros(2)).tolist() == [0.5, 0.5]


class TestStats:
    def test_the_normal_distribution_is_scipys(self):
        for name in ("pdf", "logpdf", "cdf", "logcdf", "sf", "logsf"):
            found = getattr(our_norm, name)(X, 0.3, 2.0)
            assert type(found) is numpy.ndarray
            assert numpy.allclose(found, getattr(stats.norm, name)(X, 0.3, 2.0), rtol=1e-13)
            check_grads(getattr(our_norm, name), (0, 1, 2), modes=["rev"])(X, 0.3, 2.0)

    def test_that_of_vectors_is_scipys(self):
        x, mean, root = numpy.random.default_rng(0).normal(size=(3, 3, 3))
        cov = root @ root.T + numpy.eye(3)
        for name in ("pdf", "logpdf"):
            expected = getattr(stats.multivariate_normal, name)(x, mean[0], cov)
            assert numpy.allclose(getattr(our_normal, name)(x, mean[0], cov), expected, rtol=1e-12)
            check_grads(
                lambda x, m, r, name=name: getattr(our_normal, name)(x, m, r @ r.T + numpy.eye(3)), (0, 1, 2), ["rev"]
            )(x, mean[0], root)
        assert numpy.isclose(
            our_normal.entropy(mean[0], cov), stats.multivariate_normal(mean[0], cov).entropy(), rtol=1e-13
        )
