"""Complex numbers: the gradient of a real loss is the direction of steepest ascent, that of a holomorphic one f′(z)."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import DTypeError, GradientError
from tests.laws.laws import slope

Z = np.array([1.0 + 2.0j, -0.5 + 0.3j, 2.0 - 1.5j])
W = np.array([0.3 - 1.0j, 1.0 + 0.2j, -0.7 + 0.9j])
X = np.array([0.5, -1.0, 2.0])

LOSSES = {
    "an absolute square": lambda z: np.sum(np.abs(z - W) ** 2),
    "a real part": lambda z: np.sum((z * W).real),
    "an imaginary part": lambda z: np.sum(np.exp(z).imag),
    "an angle": lambda z: np.sum(np.angle(z) * np.abs(z)),
    "a conjugate": lambda z: np.sum(z * z.conj() * z.conj()).real,
    "a Rayleigh quotient": lambda z: (np.vdot(z, W * z) / np.vdot(z, z)).real,
    "a spectrum by a product": lambda z: np.sum(np.abs(np.exp(-2j * np.pi * np.outer(range(3), range(3)) / 3) @ z)),
}


def message(error, function, *arguments, **named):
    with pytest.raises(error) as caught:
        function(*arguments, **named)
    return str(caught.value)


# ----------------------------------------------------------------------------------------------------------- convention


@pytest.mark.parametrize("name", LOSSES)
def test_the_gradient_is_the_direction_of_steepest_ascent(name):
    loss = LOSSES[name]
    gradient = ag.grad(loss)(Z)
    parts = [
        slope(lambda t, step=step: float(loss(Z + t * step).real), 1e-2)
        for step in [*np.eye(3, dtype=complex), *(1j * np.eye(3))]
    ]
    np.testing.assert_allclose(gradient, np.array(parts[:3]) + 1j * np.array(parts[3:]), rtol=1e-9, atol=1e-11)


def test_known_gradients():
    assert ag.grad(lambda z: abs(z) ** 2)(3.0 + 4.0j) == 6.0 + 8.0j
    assert ag.grad(lambda z: z.real)(1j) == 1.0
    assert ag.grad(lambda z: z.imag)(1j) == 1j
    assert ag.grad(abs)(0j) == 0.0
    assert ag.grad(lambda z: (z * (1 + 2j)).real)(0j) == 1 - 2j


def test_the_sweep_back_of_a_product_is_with_the_conjugate():
    _, pullback = ag.vjp(lambda z: z * W, Z)
    np.testing.assert_allclose(pullback(Z)[0], Z * W.conj())


def test_forward_mode_is_the_derivative_along_a_direction():
    value, pushed = ag.jvp(lambda z: z * z, [Z], [W])
    np.testing.assert_allclose(value, Z * Z)
    np.testing.assert_allclose(pushed, 2 * Z * W)
    np.testing.assert_allclose(ag.jvp(lambda z: z.conj(), [Z], [W])[1], W.conj())


# ---------------------------------------------------------------------------------------------------- real and complex


def test_a_real_input_of_a_complex_computation_has_a_real_gradient():
    gradient = ag.grad(lambda x: np.sum(np.abs(np.exp(1j * x) + x * W) ** 2))(X)
    expected = [
        slope(lambda t, step=step: float(np.sum(np.abs(np.exp(1j * (X + t * step)) + (X + t * step) * W) ** 2)), 1e-2)
        for step in np.eye(3)
    ]
    assert gradient.dtype == np.float64
    np.testing.assert_allclose(gradient, expected, rtol=1e-9)


@pytest.mark.parametrize(
    "function",
    [
        lambda x: abs(x * (1 + 2j)),
        lambda x: abs(np.concatenate([x, [1j]])),
        lambda x: abs(x.astype("complex64")),
        lambda x: abs(np.stack([x, x * 1j])),
        lambda x: abs(np.where([True, False], x, 1j)),
        lambda x: abs(x + np.ones((3, 2)) * 1j),
    ],
)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_precision_of_a_real_input_stays(function, dtype):
    gradient = ag.grad(lambda x: function(x).sum())(np.array([0.5, 2.0], dtype))
    assert (gradient.dtype, gradient.shape) == (dtype, (2,))
    assert np.all(gradient != 0) or np.count_nonzero(gradient) == 1


@pytest.mark.parametrize("number", [2, 2.0, 1.0 + 2.0j, np.complex64(1j)])
@pytest.mark.parametrize("function", [np.add, np.multiply, np.divide, np.power, lambda z, n: np.power(n, z)])
def test_numbers_leave_single_precision(function, number):
    z = ag.Variable(Z.astype("complex64"))
    abs(function(z, number)).sum().backward()
    assert z.grad.dtype == np.complex64


def test_writing_into_complex_arrays():
    def written(x):
        y = ag.Tensor(np.zeros(3, complex))
        y[1:] = x[:2]
        y[0] = 1j * x[2]
        y *= W
        return np.sum(np.abs(y - Z) ** 2)

    def composed(x):
        return np.sum(np.abs(np.stack([1j * x[2], x[0] + 0j, x[1] + 0j]) * W - Z) ** 2)

    np.testing.assert_allclose(ag.grad(written)(X), ag.grad(composed)(X), rtol=1e-14)


def test_casting_to_real_numbers_keeps_the_real_part():
    with pytest.warns(np.exceptions.ComplexWarning):
        gradient = ag.grad(lambda z: z.astype(float).sum())(Z)
    np.testing.assert_array_equal(gradient, np.ones(3, complex))


# -------------------------------------------------------------------------------------------------- Variables, backward


def test_a_variable_collects_gradients_and_descends():
    z = ag.Variable(Z)
    for _ in range(100):
        z.grad = None
        np.sum(np.abs(z - W) ** 2).backward()
        z.assign(z - 0.2 * z.grad)
    np.testing.assert_allclose(z.numpy(), W, atol=1e-12)


def test_gradients_add_up():
    z = ag.Variable(Z)
    np.sum(z.real).backward()
    np.sum(z.imag).backward()
    assert z.grad.tolist() == [1 + 1j] * 3


def test_a_seed_of_complex_numbers():
    z = ag.Variable(Z)
    (z * z).backward(W)
    np.testing.assert_allclose(z.grad.numpy(), W * (2 * Z).conj())


def test_a_recorded_backward_pass():
    z = ag.Variable(Z)
    np.sum(np.abs(z) ** 4).backward(create_graph=True)
    gradient, z.grad = z.grad, None
    np.sum((gradient * W.conj()).real).backward()
    np.testing.assert_allclose(gradient.numpy(), 4 * np.abs(Z) ** 2 * Z)
    expected = 8 * (Z * W.conj()).real * Z + 4 * np.abs(Z) ** 2 * W  # the derivative of the gradient along W
    np.testing.assert_allclose(z.grad.numpy(), expected)


# --------------------------------------------------------------------------------------------------------- holomorphic

HOLOMORPHIC = {
    "a cube": (lambda z: z**3, lambda z: 3 * z**2, lambda z: 6 * z),
    "a logarithm": (np.log, lambda z: 1 / z, lambda z: -1 / z**2),
    "a root": (np.sqrt, lambda z: 0.5 / np.sqrt(z), lambda z: -0.25 / z / np.sqrt(z)),
    "an inverse sine": (np.arcsin, lambda z: 1 / np.sqrt(1 - z * z), lambda z: z / np.sqrt(1 - z * z) ** 3),
    "an inverse hyperbolic sine": (
        np.arcsinh,
        lambda z: 1 / np.sqrt(1 + z * z),
        lambda z: -z / np.sqrt(1 + z * z) ** 3,
    ),
    "a power": (lambda z: z ** (1 + 2j), lambda z: (1 + 2j) * z ** (2j), lambda z: (1 + 2j) * 2j * z ** (2j - 1)),
    "an exponential": (lambda z: np.power(-2.0, z), None, None),
}


@pytest.mark.parametrize("name", [name for name in HOLOMORPHIC if HOLOMORPHIC[name][1]])
def test_derivatives_of_holomorphic_functions(name):
    f, first, second = HOLOMORPHIC[name]
    derivative = ag.grad(f, holomorphic=True)
    for z in Z:
        assert derivative(z) == pytest.approx(first(z), rel=1e-13)
        assert ag.grad(derivative, holomorphic=True)(z) == pytest.approx(second(z), rel=1e-12)
        value, slope_there = ag.value_and_grad(f, holomorphic=True)(z)
        assert (value, slope_there) == (pytest.approx(f(z)), pytest.approx(first(z), rel=1e-13))


def test_the_logarithm_of_a_negative_base():
    for z in Z:
        expected = np.power(-2.0 + 0j, z) * (np.log(2) + 1j * np.pi)
        assert ag.grad(lambda z: np.power(-2.0, z), holomorphic=True)(z) == pytest.approx(expected)
        of_arrays = ag.grad(lambda z: np.power(np.array([-2.0]), z).sum(), holomorphic=True)(z)
        assert of_arrays == pytest.approx(expected)


def test_the_matrices_of_holomorphic_functions():
    np.testing.assert_allclose(ag.jacobian(lambda z: z * z, holomorphic=True)(Z), np.diag(2 * Z))
    np.testing.assert_allclose(ag.hessian(lambda z: np.sum(z**3), holomorphic=True)(Z), np.diag(6 * Z))


# -------------------------------------------------------------------------------------------------------------- errors


def test_a_complex_result_is_refused():
    assert message(DTypeError, ag.grad(lambda z: z * z), 1j) == (
        "grad needs a real result: got dtype complex128. "
        "Return a real number, as abs(y) ** 2 or y.real, or say holomorphic=True."
    )


@pytest.mark.parametrize("function", [lambda z: z * z, abs])
def test_real_numbers_are_not_holomorphic(function):
    x = 1.0 if function(2.0) == 4.0 else 1.0 + 1.0j
    assert message(DTypeError, ag.grad(function, holomorphic=True), x) == (
        "a holomorphic function is complex: got dtype float64. Pass complex arguments, or leave holomorphic out."
    )


def test_backward_of_a_complex_scalar():
    z = ag.Variable(Z)
    assert message(GradientError, (z * z).sum().backward) == (
        "backward() needs a real scalar: got dtype complex128. Make it real, as by abs(y) ** 2, or pass gradient=."
    )


@pytest.mark.parametrize(
    "function", [ag.erf, ag.erfc, ag.gelu, np.floor, np.arctan2, np.hypot, np.logaddexp, np.fabs, np.quantile]
)
def test_what_is_of_real_numbers_only_says_so(function):
    z = ag.Variable(Z)
    with pytest.raises(TypeError):
        function(z) if getattr(function, "nin", 1) == 1 and function is not np.quantile else function(z, 0.5)


def test_the_error_function_says_how():
    assert message(DTypeError, ag.erf, Z) == (
        "the error function is of real numbers here: got dtype complex128. "
        "Pass real numbers, or declare an operation of your own with scipy.special.erf and its rule."
    )
