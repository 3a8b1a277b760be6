"""Jacobians, Hessians and derivatives of any order."""

from dataclasses import dataclass

import numpy as np
import pytest

import autograd_core as ag
from autograd_core import derivatives
from autograd_core.errors import ConfigurationError, DTypeError, GradientError, NotFiniteError, ShapeError

X = np.array([0.3, -1.2, 0.7])
A = np.array([[0.5, -1.0, 2.0], [1.5, 0.3, 0.1], [0.2, 0.4, -0.6], [1.0, 0.0, 0.5], [0.7, -0.7, 0.9]])


def one_by_one(function, *args, **kwargs):
    """Return the Jacobian with rows that travel alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(derivatives, "LEAST", 10**9)
        return ag.jacobian(function, **kwargs)(*args)


class TestJacobian:
    @pytest.mark.parametrize("matrix", [A, A.T[:, :3], A[:2], A[:0]], ids=["tall", "square", "flat", "empty"])
    def test_rows_and_columns_side_by_side_are_those_that_go_alone(self, matrix):
        def f(x):
            return np.tanh(matrix @ x[: matrix.shape[1]]) * x[0]

        inner = matrix @ X
        expected = X[0] * (1 - np.tanh(inner) ** 2)[:, None] * matrix
        expected[:, 0] += np.tanh(inner)
        np.testing.assert_allclose(ag.jacobian(f)(X), expected, rtol=1e-14)
        np.testing.assert_allclose(one_by_one(f, X), expected, rtol=1e-14)

    def test_more_rows_than_fit_at_once(self, monkeypatch):
        monkeypatch.setattr(derivatives, "AT_ONCE", 15)
        np.testing.assert_allclose(ag.jacobian(lambda x: np.sin(A @ x))(X), np.cos(A @ X)[:, None] * A, rtol=1e-14)
        B = A @ A.T
        np.testing.assert_allclose(ag.jacobian(lambda x: np.sin(B @ x))(B[0]), np.cos(B @ B[0])[:, None] * B)

    def test_shapes(self):
        assert ag.jacobian(lambda x: x.reshape(3, 2))(np.ones((2, 3))).shape == (3, 2, 2, 3)
        assert ag.jacobian(lambda x: np.outer(x, x))(X).shape == (3, 3, 3)
        assert ag.jacobian(lambda x: x[:0])(X).shape == (0, 3)
        assert ag.jacobian(lambda x: np.ones(2))(np.ones(0)).shape == (2, 0)

    def test_the_form_of_the_argument(self):
        assert type(ag.jacobian(np.sin)(0.0)) is float
        assert ag.jacobian(lambda x: x * x)(np.ones(2, np.float32)).dtype == np.float32
        assert isinstance(ag.jacobian(np.sin)(ag.Tensor(X)), ag.Tensor)
        assert type(ag.jacobian(lambda x: np.outer(x, x))(X)) is np.ndarray

    def test_containers(self):
        found = ag.jacobian(lambda p: {"y": p["a"] * p["b"], "z": (p["b"],)})({"a": np.array([1.0, 2.0]), "b": 3.0})
        assert found["y"]["a"].tolist() == [[3, 0], [0, 3]]
        assert found["y"]["b"].tolist() == [1, 2]
        assert found["z"][0]["a"].tolist() == [0, 0]
        assert found["z"][0]["b"] == 1.0

    def test_several_arguments(self):
        by_a, by_b = ag.jacobian(lambda a, b: a * b, (0, -1))(X, A[0])
        np.testing.assert_allclose(by_a, np.diag(A[0]))
        np.testing.assert_allclose(by_b, np.diag(X))

    def test_a_value_without_influence(self):
        def f(x):
            return np.where(x > 0, np.sqrt(x), 0.0)

        assert ag.jacobian(f)(np.array([0.0, 4.0, 0.0, 1.0])).tolist() == np.diag([0, 0.25, 0, 0.5]).tolist()

    def test_a_function_that_branches(self):
        assert ag.jacobian(lambda x: np.stack([v if v > 0 else -2 * v for v in x]))(X).tolist() == [
            [1, 0, 0],
            [0, -2, 0],
            [0, 0, 1],
        ]

    def test_it_nests(self):
        third = ag.jacobian(ag.jacobian(ag.jacobian(lambda x: np.sum(x**4))))(X)
        assert third.shape == (3, 3, 3)
        np.testing.assert_allclose(np.einsum("iii->i", third), 24 * X)
        slope = ag.grad(lambda x: np.sum(ag.jacobian(lambda z: A @ np.sin(z))(x) ** 2))(X)
        np.testing.assert_allclose(slope, -np.sin(2 * X) * (A**2).sum(0))

    def test_variables_that_the_function_closes_over(self):
        w = ag.Variable(A)
        np.sum(ag.jacobian(lambda x: w @ (x * x))(ag.Tensor(X))).backward()
        np.testing.assert_allclose(w.grad.numpy(), np.broadcast_to(2 * X, A.shape))

    def test_complex_results_of_real_arguments(self):
        np.testing.assert_allclose(ag.jacobian(lambda t: np.exp(1j * t))(X), np.diag(1j * np.exp(1j * X)))
        np.testing.assert_allclose(ag.jacobian(lambda t: np.sum(np.exp(1j * t)))(X), 1j * np.exp(1j * X))
        np.testing.assert_allclose(one_by_one(lambda t: np.sum(np.exp(1j * t)), X), 1j * np.exp(1j * X))
        np.testing.assert_allclose(ag.jacobian(lambda t: np.exp(1j * A @ t))(X)[2], 1j * A[2] * np.exp(1j * A[2] @ X))

    def test_complex_arguments(self):
        z = X + 1j * A[1]
        np.testing.assert_allclose(ag.jacobian(lambda z: np.abs(z) ** 2)(z), np.diag(2 * z))
        np.testing.assert_allclose(ag.jacobian(lambda z: np.concatenate([z.real, z.imag]))(z)[3:], 1j * np.eye(3))
        np.testing.assert_allclose(ag.jacobian(np.sin, holomorphic=True)(z), np.diag(np.cos(z)))
        tall = ag.jacobian(lambda z: A @ np.sin(z), holomorphic=True)(z)
        np.testing.assert_allclose(tall, A * np.cos(z))

    def test_a_complex_result_of_complex_arguments(self):
        with pytest.raises(DTypeError, match="jacobian needs a real result: got dtype complex128"):
            ag.jacobian(lambda z: z * z)(1j * X)

    def test_no_result(self):
        with pytest.raises(GradientError) as caught:
            ag.jacobian(lambda x: None)(X)
        assert str(caught.value) == "jacobian needs one result: got 0 results. Return one array, or use vjp."

    def test_the_guard_sees_each_row(self):
        with ag.nan_guard(), pytest.raises(NotFiniteError):
            ag.jacobian(lambda x: np.sqrt(x[0]) * np.ones(5))(np.zeros(5))

    def test_a_rule_that_gives_a_wrong_shape_is_named(self):
        @ag.operation(formula="y = 2x", batched=None)
        def twice(x, /):
            return 2 * x

        twice.rule("x", lambda g: g[:1], formula="∂x = 2 ∂y")
        with pytest.raises(GradientError, match="a rule of twice or behind it gives a wrong cotangent"):
            ag.jacobian(twice)(np.ones(5))
        ag.registry.OPERATIONS.pop("twice")

    def test_a_rule_for_arrays_only(self):
        @ag.operation(formula="y = 2x", batched=None)
        def twice(x, /):
            return 2 * x

        twice.rule("x", lambda g: np.multiply(g.data.cast("B").cast("d"), 2), formula="∂x = 2 ∂y")
        np.testing.assert_array_equal(ag.jacobian(twice)(np.ones(5)), 2 * np.eye(5))
        ag.registry.OPERATIONS.pop("twice")


class TestSecondOrder:
    def test_hessian(self):
        np.testing.assert_allclose(ag.hessian(lambda x: np.sum(np.sin(A @ x)))(X), -(A.T * np.sin(A @ X)) @ A)

    def test_hessian_of_containers_and_several_arguments(self):
        @dataclass
        class P:
            a: object
            b: object

        found = ag.hessian(lambda p: p.a * p.b**2)(P(1.0, 2.0))
        assert found == P(P(0.0, 4.0), P(4.0, 2.0))
        assert ag.hessian(lambda a, b: a * b**2, (0, 1))(1.0, 2.0) == ((0.0, 4.0), (4.0, 2.0))

    def test_hvp_is_the_hessian_times_a_vector(self):
        def f(x):
            return (x[0] * x[1] ** 2) + np.exp(x[2])

        v = np.array([0.5, -1.0, 2.0])
        np.testing.assert_allclose(ag.hvp(f)(X, v), ag.hessian(f)(X) @ v, rtol=1e-14)

    def test_hvp_of_containers(self):
        f = ag.hvp(lambda scale, p: scale * p["a"] * p["b"] ** 2, 1)
        assert f(3.0, {"a": 1.0, "b": 2.0}, {"b": 1.0, "a": 0.0}) == {"a": 12.0, "b": 6.0}

    def test_hvp_with_a_negative_argnums(self):
        assert ag.hvp(lambda a, b: a * b**2, -1)(2.0, 3.0, 1.0) == 4.0

    def test_a_vector_of_another_shape(self):
        with pytest.raises(ShapeError, match=r"a cotangent or tangent does not fit its value: got shapes \(2,\)"):
            ag.hvp(lambda x: np.sum(x**3))(X, np.ones(2))

    @pytest.mark.parametrize("args", [(), (X,)])
    def test_no_vector(self, args):
        with pytest.raises(GradientError) as caught:
            ag.hvp(lambda x: np.sum(x**3))(*args)
        assert str(caught.value) == (
            f"no such argument, or no vector: got argnums=0 for a call with {len(args)} positional arguments. "
            "Pass the arguments of the function by position, and the vector after them."
        )


class TestElementByElement:
    def test_elementwise_grad(self):
        np.testing.assert_allclose(ag.elementwise_grad(np.tanh)(A), 1 - np.tanh(A) ** 2)
        np.testing.assert_allclose(ag.elementwise_grad(np.multiply, 1)(X, A), np.broadcast_to(X, A.shape))
        np.testing.assert_allclose(ag.elementwise_grad(np.sin, holomorphic=True)(1j * X), np.cos(1j * X))

    @pytest.mark.parametrize("order", range(9))
    def test_orders(self, order):
        np.testing.assert_allclose(ag.derivative(np.sin, order=order)(X), np.sin(X + order * np.pi / 2))
        assert ag.derivative(lambda x: x**8, order=order)(1.0) == np.prod(range(9 - order, 9))

    def test_tanh_to_the_eighth_order(self):
        t = np.tanh(0.3)  # from the recurrence P_{n+1} = (1 − t²) P_n′ of the polynomials in t
        p = np.polynomial.Polynomial([0, 1])
        for _ in range(8):
            p = p.deriv() * np.polynomial.Polynomial([1, 0, -1])
        assert ag.derivative(np.tanh, order=8)(0.3) == pytest.approx(p(t), rel=1e-12)

    def test_by_another_argument(self):
        assert ag.derivative(lambda a, x: a * x**3, 1, order=2)(2.0, 3.0) == 36.0

    @pytest.mark.parametrize("order", [-1, 1.5])
    def test_no_such_order(self, order):
        with pytest.raises(ConfigurationError) as caught:
            ag.derivative(np.sin, order=order)
        assert str(caught.value) == f"there is no such derivative: got order={order}. Pass 0, 1, 2, …."
