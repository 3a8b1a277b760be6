"""Right gradients of hard functions raise no alarm, and slightly wrong ones do."""

import warnings

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import GradientCheckError, GradientCheckWarning, GradientMismatch
from autograd_core.testing import check_gradients

RNG = np.random.default_rng(0)


def fixed_point(x):
    y = np.ones_like(x)
    while np.abs(new := np.cos(x * y)).max() and np.abs(new - y).max() > 1e-8:
        y = new
    return new


SMOOTH = {
    "exp(20x)": (lambda x: np.exp(20 * x).sum(), lambda x: 20 * np.exp(20 * x), RNG.uniform(-3, 3, 5)),
    "log near 0": (lambda x: np.log(x).sum(), lambda x: 1 / x, 10 ** RNG.uniform(-9, 0, 5)),
    "√ near 0": (lambda x: np.sqrt(x).sum(), lambda x: 0.5 / np.sqrt(x), 10 ** RNG.uniform(-9, 0, 5)),
    "1/x near 0": (lambda x: (1 / x).sum(), lambda x: -1 / x**2, 10 ** RNG.uniform(-7, 0, 4)),
    "cbrt near 0": (lambda x: np.cbrt(x).sum(), lambda x: np.cbrt(x) / (3 * x), 10 ** RNG.uniform(-9, 0, 4)),
    "sin(100x)": (lambda x: np.sin(100 * x).sum(), lambda x: 100 * np.cos(100 * x), RNG.uniform(-3, 3, 5)),
    "sin(10⁴x)": (lambda x: np.sin(1e4 * x).sum(), lambda x: 1e4 * np.cos(1e4 * x), RNG.uniform(-3, 3, 5)),
    "logsumexp near 800": (
        lambda x: 800 + np.log(np.exp(x - 800).sum()),
        lambda x: np.exp(x - 800) / np.exp(x - 800).sum(),
        800 + RNG.uniform(-3, 3, 5),
    ),
    "a product with 0": (lambda x: x.prod(), lambda x: np.array([6.0, 0.0, 0.0]), np.array([0.0, 2.0, 3.0])),
    "arcsin near 1": (lambda x: np.arcsin(x).sum(), lambda x: 1 / np.sqrt(1 - x * x), np.array([1 - 1e-9, 0.5])),
    "squares of 10⁻⁶ to 10⁶": (lambda x: (x**2).sum(), lambda x: 2 * x, np.array([1e-6, 1.0, 1e6])),
    "squares of 10¹⁵⁰": (lambda x: (x**2).sum(), lambda x: 2 * x, np.array([1e150, -3e150])),
    "roots of 10⁻¹⁵⁰": (lambda x: np.sqrt(x).sum(), lambda x: 0.5 / np.sqrt(x), np.array([1e-150, 3e-150])),
    "10⁸ + x²": (lambda x: (1e8 + x**2).sum(), lambda x: 2 * x, np.array([0.1, 1.0])),
    "relu near its kink": (lambda x: np.maximum(x, 0).sum(), lambda x: 1.0 * (x > 0), np.array([1e-9, 1.0, -1e-5])),
    "an inverse": (
        lambda a: np.linalg.inv(a).sum(),
        lambda a: -np.linalg.inv(a).T @ np.ones((3, 3)) @ np.linalg.inv(a).T,
        np.vander([1.0, 1.001, 2.0]),
    ),
    "an array": (np.tanh, lambda x: np.diag(1 / np.cosh(x) ** 2), np.array([20.0, -18.0, 1.0, 0.5])),
    "float32 inside": (
        lambda x: np.sin(x.astype("float32")).sum().astype("float64"),
        np.cos,
        RNG.uniform(-3, 3, 5),
    ),
    "float32 as result": (lambda x: np.sin(x.astype("float32")), lambda x: np.diag(np.cos(x)), RNG.uniform(-3, 3, 5)),
}

KINKS = {
    "relu": (lambda x: np.maximum(x, 0).sum(), lambda x: 1.0 * (x > 0), np.array([0.0, 1.0, -1.0])),
    "relu of an array": (lambda x: np.maximum(x, 0), lambda x: np.diag(1.0 * (x > 0)), np.array([0.0, 1.0, -1.0])),
    "the largest of equals": (np.max, lambda x: (x == x.max()) / (x == x.max()).sum(), np.array([1.0, 1.0, 0.0])),
    "sort of equals": (np.sort, lambda x: np.eye(3)[np.argsort(x)], np.array([1.0, 1.0, 0.0])),
    "a norm at 0": (lambda x: np.sqrt((x**2).sum()), np.zeros_like, np.zeros(2)),
    "floor at a step": (lambda x: np.floor(x).sum(), np.zeros_like, np.array([1.0, 0.5])),
    "√ at 0": (lambda x: np.sqrt(x).sum(), lambda x: 0.5 / np.sqrt(x), np.array([0.0, 0.5])),
}

OTHERS = {
    "a staircase": (lambda x: np.round(x * 1e3).sum() / 1e3, np.ones_like, RNG.uniform(-1, 1, 3)),
    "a solver with a tolerance": (
        lambda x: fixed_point(x).sum(),
        lambda x: -np.sin(x * (y := fixed_point(x))) * y / (1 + x * np.sin(x * y)),
        np.array([0.6, 0.7]),
    ),
    "what cancels": (
        lambda x: ((1 - np.cos(x)) / x**2).sum(),
        lambda x: (x * np.sin(x) - 2 * (1 - np.cos(x))) / x**3,
        np.array([1e-5, 1e-6]),
    ),
    "x² sin(1/x) at 0": (
        lambda x: (x**2 * np.sin(1 / np.where(x == 0, 1, x))).sum(),
        np.zeros_like,
        np.array([0.0]),
    ),
    "|x|¹·⁵ at 0": (lambda x: (np.sign(x) * np.abs(x) ** 1.5).sum(), np.zeros_like, np.array([0.0])),
}


def check(case, factor=1.0):
    f, gradient, x = case
    with np.errstate(all="ignore"):
        return check_gradients(f, x, gradient=lambda x: factor * gradient(x), raises=False)


@pytest.mark.parametrize("name", SMOOTH)
def test_a_right_gradient_passes(name):
    report = check(SMOOTH[name])
    assert report.verdict == "pass"
    assert report.resolution < 1e-3


@pytest.mark.parametrize("factor", [1.001, -1.0])
@pytest.mark.parametrize("name", SMOOTH)
def test_a_wrong_factor_is_found(name, factor):
    assert check(SMOOTH[name], factor).verdict == "fail"


@pytest.mark.parametrize("name", [name for name in SMOOTH if "float32" not in name])
def test_a_small_wrong_factor_is_found(name):
    report = check(SMOOTH[name], 1 + 1e-5)
    assert report.verdict == "fail"
    [found] = report.findings
    assert found.given / found.measured == pytest.approx(1 + 1e-5, abs=2e-6)
    assert found.bound < 5e-6 * abs(found.measured)


@pytest.mark.parametrize("name", KINKS)
def test_at_a_kink_there_is_no_derivative(name):
    assert check(KINKS[name]).verdict == "not differentiable"


@pytest.mark.parametrize("name", ["relu", "relu of an array", "the largest of equals", "sort of equals"])
def test_outside_of_what_a_kink_allows_is_wrong(name):
    assert check(KINKS[name], -1.0).verdict == "fail"


@pytest.mark.parametrize("name", ["relu", "relu of an array", "sort of equals"])
def test_a_kink_hides_nothing_elsewhere(name):
    assert check(KINKS[name], 1.001).verdict == "fail"


@pytest.mark.parametrize("name", OTHERS)
def test_what_looks_wrong_closely_raises_no_alarm(name):
    assert check(OTHERS[name]).verdict in {"pass", "inconclusive"}


def test_one_wrong_entry_of_many_is_named():
    weights = RNG.uniform(-1, 1, (30, 40))

    def wrong(x):
        g = weights * np.cos(x)
        g[7, 31] *= 1.01
        return g

    x = RNG.uniform(-1, 1, (30, 40))
    with pytest.raises(GradientMismatch) as raised:
        check_gradients(lambda x: (weights * np.sin(x)).sum(), x, gradient=wrong)
    [found] = raised.value.report.findings
    assert (found.argument, found.entry, found.result) == ("x", (7, 31), None)
    assert found.measured == pytest.approx(weights[7, 31] * np.cos(x[7, 31]), abs=found.bound)


def test_the_result_that_is_wrong_is_named():
    def rule(g, x):
        return g * np.array([1.0, 1.0, -1.0, 1.0])

    report = check_gradients(lambda x: x * 1.0, np.ones(4), vjp=rule, raises=False)
    [found] = report.findings
    assert (found.entry, found.result, found.given) == ((2,), (2,), -1.0)
    assert found.measured == pytest.approx(1.0)


def test_nan_never_passes():
    report = check_gradients(lambda x: (x**2).sum(), np.ones(3), gradient=lambda x: x * np.nan, raises=False)
    assert report.verdict == "fail"
    assert report.findings[0].kind == "not finite"


def test_an_infinite_gradient_of_a_smooth_function_is_wrong():
    report = check_gradients(lambda x: (x**2).sum(), np.ones(3), gradient=lambda x: x * np.inf, raises=False)
    assert report.verdict == "fail"


def test_a_gradient_of_zero_is_told():
    report = check_gradients(lambda x: np.floor(x).sum(), np.array([0.5, 1.5]), gradient=np.zeros_like)
    assert report.verdict == "pass"
    assert "the gradient is zero everywhere, and so are the slopes that were measured" in report.notes


def test_what_has_no_number_is_vacuous():
    with pytest.warns(GradientCheckWarning, match="vacuous"):
        report = check_gradients(lambda x: x * 2, np.zeros((0, 3)))
    assert report.notes == ("there is nothing to move, or nothing that moves: a size is 0",)


def test_numbers_of_the_result_that_are_nan_are_told():
    with pytest.warns(GradientCheckWarning):
        report = check_gradients(np.log, np.array([-1.0, 1.0]), vjp=lambda g, x: g / x)
    assert report.verdict == "inconclusive"
    assert report.notes == ("1 of 2 numbers of the result are nan or infinite, and were left out",)


def test_a_random_function_is_refused():
    rng = np.random.default_rng(0)
    with pytest.raises(GradientCheckError) as raised:
        check_gradients(lambda x: x * rng.choice([1.0, 2.0, 3.0, 4.0]) + rng.uniform(), np.ones(1))
    assert str(raised.value).startswith(
        "f does not return the same for the same arguments: got two calls that differ by "
    )


def test_complex_numbers():
    z = np.array([1 + 2j, 0.5 - 1j])
    assert check_gradients(lambda z: (np.abs(z) ** 2).sum(), z, gradient=lambda z: 2 * z).verdict == "pass"
    assert check_gradients(lambda z: z**2 * np.conj(z), z).verdict == "pass"
    wrong = check_gradients(lambda z: (np.abs(z) ** 2).sum(), z, gradient=lambda z: 2 * z.conj(), raises=False)
    assert (wrong.verdict, wrong.findings[0].part) == ("fail", "imaginary part")


def test_containers_tensors_and_numbers():
    assert check_gradients(lambda p, s: p["w"] @ p["b"] * s, {"w": np.ones(2), "b": np.ones(2)}, 2.0).verdict == "pass"
    assert check_gradients(ag.softmax, ag.Tensor([1.0, 2.0])).verdict == "pass"


def test_a_check_is_the_same_every_time():
    reports = [check(SMOOTH["log near 0"]) for _ in range(2)]
    assert reports[0] == reports[1]


def test_a_pass_is_cheap():
    assert check_gradients(np.tanh, np.ones(5), vjp=lambda g, x: g / np.cosh(x) ** 2).evaluations < 40


def test_a_pass_warns_of_nothing():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_gradients(np.exp, np.array([700.0, -700.0]))


def test_results_with_kinks_are_named():
    report = check_gradients(np.abs, np.array([0.0, 1.0, 0.0]))
    assert [found.where for found in report.findings] == ["∂/∂x[0]", "∂/∂x[2]"]
    assert [(found.low, found.high) for found in report.findings] == [pytest.approx((-1.0, 1.0), abs=1e-5)] * 2


def test_what_hides_a_slope_is_told():
    def f(x):
        return np.sum(x) + 0.1 * np.sin(1e15 * x).sum()

    report = check_gradients(f, np.array([0.1, 0.2]), gradient=np.ones_like, raises=False)
    (note,) = report.notes
    assert report.verdict == "inconclusive"
    assert note.startswith("the derivative along a line is given as ")
    assert note.endswith(": their noise hides whether that is right")


def test_a_gradient_that_is_nan_is_not_called_zero():
    with np.errstate(all="ignore"):
        report = check_gradients(
            np.prod, np.array([2.0, 0.0, 3.0]), gradient=lambda x: np.prod(x) / x, raises=False, contract=False
        )
    assert report.verdict == "fail"
    assert not report.notes


@pytest.mark.parametrize("returned", [np.cos, lambda x: np.ones(2)])
def test_where_a_jacobian_is_asked_for_nothing_else_will_do(returned):
    x = np.array([0.5, 1.0, 2.0])
    report = check_gradients(np.sin, x, gradient=returned, raises=False)
    (breach,) = report.breaches
    assert breach.sentence == (
        f"gradient returns shape {returned(x).shape} where the result has shape (3,) and x (3,): the Jacobian has "
        "shape (3, 3); return it, pass a rule as vjp=, or check the sum"
    )
    is_sum = report.explained.cause == "gradient returns the gradient of the sum of the result"
    assert is_sum == (returned is np.cos)


@pytest.mark.parametrize("options", [{"vjp": lambda g, x: g * 0.5 / np.sqrt(x)}, {}])
def test_nan_beside_a_result_that_is_nan_is_no_mistake(options):
    with np.errstate(all="ignore"):
        report = check_gradients(np.sqrt, np.array([0.5, -1.0, 2.0]), raises=False, **options)
        wrong = check_gradients(np.sqrt, np.array([0.5, -1.0, 2.0]), raises=False, vjp=lambda g, x: g / np.sqrt(x))
    assert report.verdict == "inconclusive"
    assert not report.findings
    assert wrong.verdict == "fail"


@pytest.mark.parametrize(("offset", "verdict"), [(1e8, "pass"), (1e12, "pass"), (1e14, "inconclusive")])
def test_a_slope_beside_a_large_constant_is_not_taken_for_zero(offset, verdict):
    def f(x):
        return offset + np.sum(np.sin(x))

    x = np.array([0.3, -0.2])
    right, wrong = (
        check_gradients(f, x, gradient=gradient, raises=False) for gradient in (np.cos, lambda x: -np.cos(x))
    )
    assert right.verdict == verdict
    assert right.resolution > offset * 1e-16  # what rounding of f hides
    assert wrong.verdict == ("fail" if verdict == "pass" else verdict)
