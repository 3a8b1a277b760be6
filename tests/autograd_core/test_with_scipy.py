"""SciPy's solvers take our derivatives as they are."""

import numpy as np
import pytest
from scipy import integrate, optimize

import autograd_core as ag

START = np.array([-1.2, 1.0, 0.5])
TIMES = np.linspace(0, 2, 20)
DATA = 2.5 * np.exp(-1.3 * TIMES) + 0.5


def rosenbrock(x, steepness=100.0):
    return np.sum(steepness * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


def misfit(p):
    return p[0] * np.exp(-p[1] * TIMES) + p[2] - DATA


def curve(x):
    return np.stack([x[0] + 0.5 * (x[0] - x[1]) ** 3 - 1, 0.5 * (x[1] - x[0]) ** 3 + x[1]])


def disk(x):
    return 1 - x[0] ** 2 - x[1] ** 2


@pytest.mark.parametrize("method", ["BFGS", "L-BFGS-B", "CG", "SLSQP"])
def test_minimize_by_the_gradient(method):
    found = optimize.minimize(ag.value_and_grad(rosenbrock), START, jac=True, method=method)
    np.testing.assert_allclose(found.x, 1.0, atol=2e-2)


@pytest.mark.parametrize("method", ["Newton-CG", "trust-exact", "trust-ncg"])
def test_minimize_by_the_hessian(method):
    given = {"jac": True, "hess": ag.hessian(rosenbrock), "method": method}
    np.testing.assert_allclose(optimize.minimize(ag.value_and_grad(rosenbrock), START, **given).x, 1.0, atol=1e-3)


@pytest.mark.parametrize("method", ["Newton-CG", "trust-ncg", "trust-krylov"])
def test_minimize_by_products_with_the_hessian(method):
    given = {"jac": True, "hessp": ag.hvp(rosenbrock), "method": method}
    np.testing.assert_allclose(optimize.minimize(ag.value_and_grad(rosenbrock), START, **given).x, 1.0, atol=1e-3)


def test_arguments_after_the_first_are_passed_on():
    given = {"args": (10.0,), "jac": True, "method": "Newton-CG"}
    value = ag.value_and_grad(rosenbrock)
    by_hessian = optimize.minimize(value, START, hess=ag.hessian(rosenbrock), **given)

    def product(x, v, *args):  # SciPy gives the vector before the other arguments, ag.hvp takes it after them
        return ag.hvp(rosenbrock)(x, *args, v)

    by_product = optimize.minimize(value, START, hessp=product, **given)
    np.testing.assert_allclose([by_hessian.x, by_product.x], 1.0, atol=1e-3)


def test_constraints():
    at_the_edge = {"type": "ineq", "fun": disk, "jac": ag.grad(disk)}
    start = [0.1, 0.1]
    found = optimize.minimize(ag.value_and_grad(rosenbrock), start, jac=True, constraints=[at_the_edge], method="SLSQP")
    assert found.success
    assert disk(found.x) == pytest.approx(0.0, abs=1e-6)


def test_least_squares():
    found = optimize.least_squares(misfit, [1.0, 1.0, 0.0], jac=ag.jacobian(misfit))
    np.testing.assert_allclose(found.x, [2.5, 1.3, 0.5], rtol=1e-6)


def test_roots():
    found = optimize.root(curve, [0.0, 0.0], jac=ag.jacobian(curve))
    assert found.success
    np.testing.assert_allclose(curve(found.x), 0.0, atol=1e-12)
    newton = optimize.root_scalar(np.cos, fprime=ag.grad(np.cos), x0=1.0)
    assert newton.root == pytest.approx(np.pi / 2)


def test_scipy_checks_our_gradient():
    assert optimize.check_grad(rosenbrock, ag.grad(rosenbrock), START) < 1e-4
    assert optimize.check_grad(rosenbrock, lambda x: 1.001 * ag.grad(rosenbrock)(x), START) > 1e-2


def test_a_right_hand_side_may_be_a_gradient():
    def swing(t, y):
        return np.concatenate([y[1:], -ag.grad(lambda q: np.sum(q**2) / 2)(y[:1])])

    end = integrate.solve_ivp(swing, (0, np.pi), [1.0, 0.0], rtol=1e-8, atol=1e-10).y[:, -1]
    np.testing.assert_allclose(end, [-1.0, 0.0], atol=1e-6)
