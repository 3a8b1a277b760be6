import numpy as np
import pytest

from autograd_core.errors import GradientCheckError
from autograd_core.testing import frameworks
from autograd_core.testing.pullbacks import MisshapenError, Pullbacks
from autograd_core.testing.subjects import Subject

X, Y = np.array([1.0, 2.0]), np.array([[3.0, 4.0]])


def product(x, y):
    return x * y


def subject(f=product, args=(X, Y)):
    return Subject.of(f, args, frameworks.OURS)


def pulled(at=None, v=(1.0, 10.0), **source):
    at = at or subject()
    return Pullbacks(at, **source).at(at.x)(np.array(v)).tolist()


EXPECTED = [3.0, 40.0, 1.0, 20.0]


def test_the_frameworks_own_gradient():
    assert pulled() == EXPECTED


def test_a_rule():
    assert pulled(vjp=lambda g, x, y: ((g * y)[0], g * x)) == EXPECTED


def test_a_jacobian():
    def jacobian(x, y):
        return y.reshape(1, 2, 1) * np.eye(2), (x * np.eye(2)).reshape(1, 2, 1, 2)

    assert pulled(gradient=jacobian) == EXPECTED


@pytest.mark.parametrize(
    ("f", "args", "v", "source"),
    [
        (np.square, (X,), (1.0, 10.0), {"vjp": lambda g, x: (g * 2 * x).tolist()}),
        (np.square, (X,), (1.0, 10.0), {"gradient": lambda x: np.diag(2 * x).tolist()}),
        (np.square, (X,), (1.0, 10.0), {"gradient": lambda x: [np.array([2 * x[0], 0.0]), np.array([0.0, 2 * x[1]])]}),
        (lambda x: x[0] ** 2 + 10 * x[1] ** 2, (X,), (1.0,), {"gradient": lambda x: (2 * x[0], 20 * x[1])}),
        (lambda x: x[0] ** 2 + 10 * x[1] ** 2, (X,), (1.0,), {"gradient": lambda x: [2.0 * x[0], np.array(20 * x[1])]}),
    ],
)
def test_lists_of_numbers_are_arrays(f, args, v, source):
    assert pulled(subject(f, args), v, **source) == [2.0, 40.0]


def test_lists_of_numbers_for_several_arguments():
    at = subject(lambda x, y: np.sum(x * y))
    assert pulled(at, (1.0,), gradient=lambda x, y: [y[0].tolist(), [x.tolist()]]) == [3.0, 4.0, 1.0, 2.0]
    inside = subject(lambda p: p["a"] @ p["b"], ({"a": X, "b": X},))
    assert pulled(inside, (1.0,), gradient=lambda p: {"b": [*p["a"]], "a": [*p["b"]]}) == [1.0, 2.0, 1.0, 2.0]


def test_numbers_for_a_dict_of_numbers_are_one_each():
    at = subject(lambda p: p["a"] * p["b"], ({"a": 2.0, "b": 3.0},))
    assert pulled(at, (1.0,), gradient=lambda p: [p["b"], p["a"]]) == [3.0, 2.0]


def test_a_list_of_another_length_has_another_shape():
    with pytest.raises(MisshapenError) as raised:
        pulled(subject(np.sum, (X,)), (1.0,), gradient=lambda x: [1.0, 1.0, 1.0])
    assert (raised.value.gradient.shape, raised.value.shape) == ((3,), (2,))


def test_the_gradient_of_a_number():
    at = subject(lambda x, y: np.sum(x * y))
    assert pulled(at, (1.0,), gradient=lambda x, y: (y[0], x[None])) == [3.0, 4.0, 1.0, 2.0]


def test_a_gradient_of_none_is_zero():
    assert pulled(vjp=lambda g, x, y: (None, g * x)) == [0.0, 0.0, 1.0, 20.0]


def test_gradients_of_constants_are_left_out():
    at = subject(lambda x, n: x**n, (X, 3))
    assert pulled(at, vjp=lambda g, x, n: (g * n * x ** (n - 1), None)) == [3.0, 120.0]


def test_a_gradient_of_another_shape_is_told():
    with pytest.raises(MisshapenError) as raised:
        pulled(vjp=lambda g, x, y: (g * y, g * x))
    assert (raised.value.array, raised.value.gradient.shape, raised.value.shape) == (0, (1, 2), (2,))


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            {"vjp": lambda g, x, y: g},
            (
                "vjp returned another number of gradients than product has arguments to check: got 1 for 2. "
                "Return one for each, in order."
            ),
        ),
        (
            {"vjp": lambda g, x, y: [[1.0, [2.0]], g]},
            (
                "vjp returned another number of gradients than product has arguments to check: got 3 for 2. "
                "Return one for each, in order."
            ),
        ),
        (
            {"vjp": lambda g, x, y: ("a", g)},
            "vjp must return numbers: got a value of type str. Return an array.",
        ),
        (
            {"vjp": 1, "gradient": 2},
            "a gradient is checked from one source: got gradient= and vjp=. Pass one of them.",
        ),
    ],
)
def test_what_is_no_gradient_is_refused(source, message):
    with pytest.raises(GradientCheckError) as raised:
        pulled(**source)
    assert str(raised.value) == message


def test_a_jacobian_of_two_results_is_refused():
    at = subject(lambda x: (x, x), (X,))
    with pytest.raises(GradientCheckError) as raised:
        pulled(at, (1.0, 1.0, 1.0, 1.0), gradient=lambda x: x)
    assert str(raised.value) == (
        "gradient= is for functions with one real result: got 2 results. "
        "Pass vjp=, a function of the cotangent and the arguments."
    )


def test_a_jacobian_of_a_complex_result_is_refused():
    at = subject(lambda x: 1j * x, (X,))
    with pytest.raises(GradientCheckError, match="got a complex result"):
        pulled(at, (1.0, 1.0, 1.0, 1.0), gradient=lambda x: x)
