"""Who asks for plain numbers is found, also behind other names; what is meant is let through."""

import cmath
import math
from math import sqrt as root

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.detours import MATH_ALIKE
from autograd_core.errors import DetachError

array = np.array


def scalar():
    return ag.Tensor(2.0, requires_grad=True) * 1.0


def vector():
    return ag.Tensor([1.0, 2.0], requires_grad=True) * 1.0


def test_functions_of_numpy_under_other_names():
    with pytest.raises(DetachError, match=r"^np\.array would lose the gradient, for it makes a plain array"):
        array(vector())
    with pytest.raises(DetachError, match=r"^np\.pad of plain arrays would lose the gradient"):
        np.pad(np.ones(2), 1, constant_values=scalar())
    with pytest.raises(DetachError, match=r"^the math module would lose the gradient: got math\.sqrt"):
        root(scalar())


def test_complex_numbers():
    z = np.zeros(2, complex)
    with pytest.raises((DetachError, ValueError, TypeError)):
        z[0] = scalar()
    with pytest.raises(
        DetachError, match=r"^the cmath module would lose .* got cmath\.exp of a recorded tensor\. Use np\.exp"
    ):
        cmath.exp(scalar())
    assert complex(scalar()) == 2


def test_functions_that_numpy_does_not_have():
    with pytest.raises(DetachError, match=r"Use functions of NumPy, or float\(t\) first\.$"):
        math.ulp(scalar())
    with pytest.raises(
        DetachError, match=r"got math\.erf of a recorded tensor\. Use ag\.special\.erf, or float\(t\) first"
    ):
        math.erf(scalar())
    assert all(eval(alike, {"np": np, "ag": ag}) for alike in MATH_ALIKE.values())


@pytest.mark.parametrize("call", [lambda t: sum(map(math.sin, t)), lambda t: list(map(math.sin, t))])
def test_functions_of_math_that_map_applies(call):
    with pytest.raises(DetachError, match=r"got math\.sin of a recorded tensor\. Use np\.sin"):
        call(vector())


def test_writing_a_slice_of_a_plain_array():
    plain = np.zeros((2, 2))
    with pytest.raises(DetachError) as caught:
        plain[0] = vector()
    assert str(caught.value) == (
        "writing into a plain array would lose the gradient: got a recorded tensor of shape (2,). "
        "Make that array a Tensor first, as by ag.zeros(shape) or ag.as_tensor(array)."
    )


def test_writes_within_numpy_are_not_those_of_the_user():
    x = np.linspace(-1.0, 1.0, 3)
    for value in (scalar(), lambda x: scalar() * x):
        with pytest.raises(DetachError, match=r"^np\.piecewise of plain arrays would lose the gradient"):
            np.piecewise(x, [x < 0], [value])


def test_methods_of_plain_arrays():
    with pytest.raises(DetachError, match=r"^np\.dot of plain arrays would lose the gradient"):
        np.ones(2).dot(vector())


def test_refusals_hold_for_numbers_too():
    with pytest.raises(ValueError, match="setting an array element") as caught:
        np.fromiter((x for x in vector()), float)
    assert str(caught.value.__cause__).startswith("np.fromiter would lose the gradient, for it makes a plain array")


def test_random_draws():
    rng = np.random.default_rng(0)
    for draw in (lambda t: rng.normal(t, 1.0, 2), lambda t: rng.choice(2, p=t), lambda t: rng.choice(t, 4)):
        with pytest.raises(
            DetachError, match=r"^a random draw of NumPy would lose .* loc \+ scale \* rng\.normal\(size=n\)"
        ):
            draw(vector())


def test_series_are_not_the_functions_of_the_same_name():
    with pytest.raises(
        DetachError, match=r"^np\.polynomial\.polynomial\.polyval would lose .* Use products with the basis"
    ):
        np.polynomial.polynomial.polyval(0.5, vector())
    with pytest.raises(DetachError, match=r"^np\.polynomial\.chebyshev\.Chebyshev would lose the gradient"):
        np.polynomial.Chebyshev.fit(np.arange(2.0), vector(), 1)


def test_what_is_not_known_has_general_words():
    with pytest.raises(
        DetachError, match=r"^a plain NumPy array would lose the gradient: got a recorded tensor of shape"
    ):
        np.random.default_rng(0).normal(vector())


def test_numbers_within_calls():
    with pytest.raises(ValueError, match="setting an array element") as caught:
        np.ones(2).sum(initial=scalar())
    assert str(caught.value.__cause__) == (
        "np.ndarray of plain arrays would lose the gradient: got a recorded tensor as a number. "
        "Make its arrays Tensors, by ag.as_tensor or, of a list of tensors, ag.array, or use the function of this name "
        "in autograd_core, "
        "or write float(t)."
    )


class Gauge:
    """Something of the user's that takes a number."""

    def __init__(self):
        self.fill = float


@pytest.mark.parametrize(
    "meant",
    [
        float,
        lambda t: list(map(float, [t])),
        lambda t: round(float(t), 3),
        lambda t: f"{t:.3f}",
        lambda t: "%.2f" % t,  # noqa: UP031  # the old way asks for a float, too
        lambda t: Gauge().fill(float(t)),
        lambda t: np.array([float(t)]),
        lambda t: math.sin(float(t)),
        lambda t: np.fromiter((float(x) for x in [t]), float),
    ],
)
def test_what_is_meant(meant):
    assert meant(scalar())


def test_nothing_is_refused_where_nothing_is_recorded():
    with ag.no_grad():
        assert array(vector()).tolist() == [1, 2]
        assert math.sqrt(scalar()) == math.sqrt(2)
    assert np.r_[ag.Tensor([1.0]), 2.0].tolist() == [1, 2]
