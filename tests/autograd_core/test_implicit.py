"""Roots, fixed points and minima: their derivatives are those of closed forms and of finite differences."""

import warnings

import numpy as np
import pytest

import autograd_core as ag
from autograd_core import implicit
from autograd_core.errors import ConvergenceWarning, DTypeError, GradientError, ShapeError

A = np.array([[4.0, 1.0, 0.3], [-0.5, 3.0, 0.2], [0.1, 0.7, 5.0]])
B = np.array([1.0, -2.0, 0.5])


def newton(equation, x):
    for _ in range(30):
        x = x - np.linalg.solve(ag.jacobian(equation)(x), equation(x))
    return x


def equation(x, t):
    return np.tanh(x) * t["c"] + t["A"] @ x - t["b"]


def solver(t):
    return newton(lambda x: equation(x, t), np.zeros(3))


def dense(product, b):
    """Solve with products only."""
    return np.linalg.solve(np.stack([product(e) for e in np.eye(b.size)], axis=1), b)


PARAMETERS = {"A": A, "b": B, "c": 1.5}
square_root = ag.implicit_root(lambda x, a: x * x - a, np.sqrt)


class TestRoot:
    @pytest.mark.parametrize("solve", [None, dense])
    def test_containers_of_parameters(self, solve):
        root = ag.implicit_root(equation, solver, solve=solve)
        x = root(PARAMETERS)
        np.testing.assert_allclose(equation(x, PARAMETERS), 0, atol=1e-14)
        adjoint = np.linalg.solve((A + np.diag(1.5 / np.cosh(x) ** 2)).T, 3 * x**2)
        gradient = ag.grad(lambda t: np.sum(root(t) ** 3))(PARAMETERS)
        np.testing.assert_allclose(gradient["b"], adjoint, rtol=1e-12)
        np.testing.assert_allclose(gradient["A"], -np.outer(adjoint, x), rtol=1e-12)
        np.testing.assert_allclose(gradient["c"], -adjoint @ np.tanh(x), rtol=1e-12)

    @pytest.mark.parametrize("solve", [None, dense])
    def test_second_order(self, solve):
        root = ag.implicit_root(equation, solver, solve=solve)

        def f(b):
            return np.sum(root({**PARAMETERS, "b": b}) ** 3)

        h, slope = 1e-5, ag.grad(f)
        expected = [(slope(B + h * e) - slope(B - h * e)) / (2 * h) for e in np.eye(3)]
        np.testing.assert_allclose(ag.hessian(f)(B), expected, rtol=1e-6, atol=1e-9)

    @pytest.mark.parametrize("order", range(5))
    def test_any_order(self, order):
        expected = ag.derivative(np.sqrt, order=order)(2.0)
        assert ag.derivative(square_root, order=order)(2.0) == pytest.approx(expected, rel=1e-12)

    def test_forward_mode_and_jacobian(self):
        root = ag.implicit_root(lambda x, b: A @ x - b, lambda b: np.linalg.solve(A, b))
        np.testing.assert_allclose(ag.jvp(root, (B,), (A[:, 0],))[1], [1, 0, 0], atol=1e-14)
        np.testing.assert_allclose(ag.jacobian(root)(B) @ A, np.eye(3), atol=1e-14)

    def test_examples(self):
        a = np.array([1.0, 4.0, 9.0])
        np.testing.assert_allclose(ag.vmap(square_root)(a), np.sqrt(a))
        np.testing.assert_allclose(ag.vmap(ag.grad(square_root))(a), 0.5 / np.sqrt(a))
        np.testing.assert_allclose(ag.grad(lambda a: np.sum(ag.vmap(square_root)(a)))(a), 0.5 / np.sqrt(a))

    def test_containers_of_unknowns(self):
        root = ag.implicit_root(
            lambda x, a: {"one": x["u"] - a * x["v"], "two": [x["v"] ** 2 - a]},
            lambda a: {"u": a * np.sqrt(a), "v": np.sqrt(a)},
        )
        found = ag.jacobian(root)(4.0)
        assert found == {"u": pytest.approx(1.5 * 2.0), "v": pytest.approx(0.25)}

    def test_what_the_equation_closes_over(self):
        w, t = ag.Variable(3.0), ag.Tensor(6.0, requires_grad=True)
        middle = t * 2.0
        root = ag.implicit_root(lambda x, a: x * w - a * middle, lambda a: a * 12.0 / 3.0)
        root(t).backward()  # x = 2 t² / w
        assert w.grad.item() == pytest.approx(-2 * 36 / 9)
        assert t.grad.item() == pytest.approx(4 * 6 / 3)
        w.grad = None
        root(1.0).backward()
        assert w.grad.item() == pytest.approx(-12 / 9)

    def test_the_form_of_results(self):
        assert type(square_root(4.0)) in (float, np.float64)
        assert type(square_root(np.float32(4.0))) is np.float32
        assert type(square_root(np.array([4.0]))) is np.ndarray
        assert type(square_root(ag.Tensor(4.0))) is ag.Tensor
        assert ag.grad(lambda a: np.sum(square_root(a)))(np.ones(2, np.float32)).dtype == np.float32
        with ag.no_grad():
            assert not square_root(ag.Variable(4.0)).requires_grad

    def test_the_solver_meets_plain_arrays(self):
        seen = []

        def solver(p):
            seen.append(type(p["a"]))
            return np.sqrt(p["a"])

        ag.grad(lambda a: ag.implicit_root(lambda x, p: x * x - p["a"], solver)({"a": a, "name": "a"}))(4.0)
        assert seen == [np.ndarray]

    def test_the_solver_writes_into_what_it_is_given(self):
        def solver(a):
            a *= 0.5
            return a

        def f(a):
            b = a * 1.0
            return np.sum(b**2) + np.sum(ag.implicit_root(lambda x, b: 2 * x - b, solver)(b))

        np.testing.assert_array_equal(ag.grad(f)(np.array([1.0, 2.0])), [2.5, 4.5])

    def test_the_solver_uses_its_array_again(self):
        x = np.zeros(2)

        def solver(a):
            x[:] = a
            return x

        root = ag.implicit_root(lambda x, a: x - a, solver)
        slope = ag.grad(lambda a: np.sum(root(a) * root(3.0 * a)))(np.array([1.0, 2.0]))
        np.testing.assert_array_equal(slope, [6.0, 12.0])


def test_a_fixed_point():
    def iterate(a):
        x = {"u": 0.0, "v": 0.0}
        for _ in range(300):
            x = step(x, a)
        return x

    def step(x, a):
        return {"v": 0.5 * x["u"], "u": np.cos(a * x["u"])}

    fixed = ag.implicit_fixed_point(step, iterate)
    u = fixed(1.0)["u"]
    assert ag.grad(lambda a: fixed(a)["v"])(1.0) == pytest.approx(-0.5 * u * np.sin(u) / (1 + np.sin(u)))


def test_a_fixed_point_of_another_form():
    fixed = ag.implicit_fixed_point(lambda x, a: [x, a], lambda a: {"u": a})
    with pytest.raises(ShapeError) as caught:
        fixed(1.0)
    assert str(caught.value) == (
        "the result of a function with a fixed point has another form: got a list of 2 for a dict of u. Nest it alike."
    )


def test_a_minimum():
    X = np.array([[1.0, 2.0], [0.5, -1.0], [2.0, 0.3]])
    y = np.array([1.0, 0.0, 2.0])

    def ridge(w, a):
        return np.sum((X @ w - y) ** 2) + a * np.sum(w * w)

    def solver(a):
        return np.linalg.solve(X.T @ X + a * np.eye(2), X.T @ y)

    best = ag.implicit_minimum(ridge, solver)
    expected = -np.linalg.solve(X.T @ X + 0.7 * np.eye(2), solver(0.7))
    np.testing.assert_allclose(ag.jacobian(best)(0.7), expected, rtol=1e-12)


class TestMistakes:
    def test_no_root(self):
        root = ag.implicit_root(lambda x, a: x * x - a, lambda a: 1.0)
        with pytest.warns(ConvergenceWarning) as caught:
            root(4.0)
        assert str(caught[0].message).startswith("the solver found no root (test_implicit.py:")
        assert str(caught[0].message).endswith(
            "got residuals of norm 3, which a move by a thousandth changes by 0.00216. "
            "Have it run longer, or from elsewhere."
        )

    def test_a_rough_root_is_one(self):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            ag.implicit_root(lambda x, a: x * x - a, lambda a: 2.0001)(4.0)

    def test_nan(self):
        with pytest.warns(ConvergenceWarning, match="the solver found no root"):
            ag.implicit_root(lambda x, a: x * x - a + np.nan * (x == 1.0), lambda a: 1.0)(4.0)

    @pytest.mark.parametrize("transform", [ag.grad, lambda f: ag.grad(ag.grad(f))])
    def test_a_root_that_is_not_isolated(self, transform):
        with pytest.raises(GradientError) as caught:
            transform(ag.implicit_root(lambda x, a: x * x - a, lambda a: 0.0))(0.0)
        assert str(caught.value) == (
            "a root that is not isolated has no derivative: got a singular Jacobian of 1 equations. "
            "Add what makes the root the only one near it."
        )

    def test_more_equations_than_unknowns(self):
        with pytest.raises(ShapeError) as caught:
            ag.implicit_root(lambda x, a: [x - a, x], lambda a: a)(1.0)
        assert str(caught.value) == (
            "a root needs as many equations as unknowns: got 2 equations for 1 unknowns. Return one for each."
        )

    @pytest.mark.parametrize("found", [np.array([1, 2]), 1j])
    def test_a_solution_that_is_not_real(self, found):
        with pytest.raises(DTypeError, match="a solver returns real numbers: got dtype"):
            ag.implicit_root(lambda x, a: x - a, lambda a: found)(1.0)

    def test_a_large_system(self, monkeypatch):
        monkeypatch.setattr(implicit, "LARGEST", 2)
        with pytest.raises(GradientError) as caught:
            ag.grad(lambda c: np.sum(ag.implicit_root(equation, solver)({**PARAMETERS, "c": c})))(1.5)
        assert str(caught.value) == (
            "a Jacobian is too large to be formed: got 3 unknowns. Pass solve=, such as GMRES."
        )
