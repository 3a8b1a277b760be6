"""JAX' gradients by the adapter. Run where JAX is: `make frameworks`."""

import numpy as np
import pytest

from autograd_core.testing import check_gradients, frameworks

jax = pytest.importorskip("jax")
jnp = jax.numpy
JAX = frameworks.of(jnp.zeros(()))


@jax.custom_vjp
def cube(x):
    return x**3


cube.defvjp(lambda x: (x**3, x), lambda x, g: (3 * x**2 * g,))


@pytest.mark.parametrize("tree", [jnp.ones(1), [{"w": jnp.ones(1)}, 2.0], jax.jit(jnp.sin), cube, jnp.sin])
def test_values_and_functions_are_known(tree):
    assert frameworks.of(tree).name == "jax"


def test_what_is_differentiated():
    values = [jnp.ones(1), np.ones(1), 1.0, 1j, jnp.ones(1, "bfloat16"), jnp.arange(3), 1, True, jax.random.key(0), "a"]
    assert [JAX.differentiates(x) for x in values] == [True] * 5 + [False] * 5
    assert [JAX.owns(x) for x in values] == [True] * 8 + [False] * 2


@pytest.mark.parametrize(
    ("dtype", "expected"),
    [("float32", "float32"), ("bfloat16", "float32"), ("float16", "float16"), ("complex64", "complex64")],
)
def test_numbers_come_in_an_array_of_their_own(dtype, expected):
    array = JAX.array(jnp.ones(2, dtype))
    assert array.dtype == expected
    array[0] = 7
    assert JAX.array(jax.random.key(0)).dtype == JAX.array("a word").dtype == object


def test_a_value_is_like_another():
    x = JAX.value(np.ones(2), jnp.zeros(2))
    assert isinstance(x, jax.Array)
    assert x.dtype == "float64"
    assert x.sharding == jnp.zeros(2).sharding
    assert isinstance(JAX.value(np.ones(2), np.zeros(2)), np.ndarray)
    assert JAX.value(np.array(2.0), 1.0) == 2.0


@pytest.fixture(params=[False, True])
def _x64(request):
    with jax.enable_x64(request.param):
        yield


@pytest.mark.usefixtures("_x64")
def test_float64_stays_float64_whatever_the_configuration():
    x = JAX.value(np.array([0.5, 1.0]), jnp.zeros(2))
    assert JAX.evaluate(lambda x: jnp.sin(x) + jnp.ones(2), (x,)).dtype == "float64"
    for f in (jnp.sin, jax.jit(jnp.sin)):
        y, pullback = JAX.vjp(f, (x,))
        assert y.dtype == "float64"
        (g,) = pullback([np.ones(2)])
        assert g.dtype == "float64"
        assert np.allclose(g, np.cos([0.5, 1.0]), rtol=1e-15)
        y, (v,) = JAX.jvp(f, (x,), [np.ones(2)])
        assert (y.dtype, v.dtype) == ("float64", "float64")
        assert np.allclose(v, g, rtol=1e-15)


@pytest.mark.usefixtures("_x64")
def test_float32_stays_float32_whatever_the_configuration():
    x = jnp.ones(2, "float32")
    y, pullback = JAX.vjp(lambda x, eps: x**2 + eps, (x, 1e-3))
    assert y.dtype == "float32"
    assert [g.dtype for g in pullback([np.ones(2)])] == ["float32", JAX.array(jnp.asarray(1.0)).dtype]
    assert JAX.evaluate(lambda x, eps: x**2 + eps, (x, 1e-3)).dtype == "float32"


def test_numbers_of_python_are_differentiated_in_float64():
    y, pullback = JAX.vjp(jnp.sin, (0.5,))
    assert y.dtype == "float64"
    assert np.allclose(pullback([np.array(1.0)]), np.cos(0.5), rtol=1e-15)


def test_gradients_come_in_the_order_of_the_arguments():
    args = ({"b": jnp.array([2.0]), "a": [jnp.array([3.0]), 4.0]}, 0, np.array([5.0], "float32"))
    y, pullback = JAX.vjp(lambda w, i, x: (w["b"] * w["a"][0] * w["a"][1], [i, x[i], "a word"]), args)
    assert y[1][0] == 0
    assert y[1][2] == "a word"
    gradients = pullback([np.array([1.0]), np.array(10.0)])
    assert [g.tolist() for g in gradients] == [[12], [8], 6, [10]]


def test_a_result_of_integers_needs_no_cotangent():
    y, pullback = JAX.vjp(lambda x: (jnp.argmax(x), x * 2, x > 0), (jnp.array([1.0, 2.0]),))
    assert y[0] == 1
    assert pullback([np.ones(2)])[0].tolist() == [2, 2]
    _, moved = JAX.jvp(lambda x: (jnp.argmax(x), x * 2), (jnp.array([1.0, 2.0]),), [np.ones(2)])
    assert [v.tolist() for v in moved] == [[2, 2]]


def test_where_nothing_depends_on_an_argument_the_gradient_is_zero():
    _, pullback = JAX.vjp(lambda x, y: y, (jnp.ones(2), jnp.ones(1)))
    assert [g.tolist() for g in pullback([np.ones(1)])] == [[0, 0], [1]]


def test_complex_gradients_follow_our_convention():
    z = jnp.array([1 + 2j])
    _, pullback = JAX.vjp(lambda z: abs(z) ** 2, (z,))
    assert np.allclose(pullback([np.ones(1)]), [2 + 4j])
    _, pullback = JAX.vjp(lambda z: z * (3 + 1j), (z,))
    assert pullback([np.array([1j])]) == [np.array([(3 - 1j) * 1j])]
    _, (moved,) = JAX.jvp(lambda z: z * (3 + 1j), (z,), [np.array([1j])])
    assert moved == (3 + 1j) * 1j


def test_a_custom_rule_has_no_forward_mode():
    x = jnp.array([2.0])
    _, pullback = JAX.vjp(cube, (x,))
    assert pullback([np.ones(1)]) == [np.array([12.0])]
    assert JAX.jvp(cube, (x,), [np.ones(1)]) is None


def test_other_mistakes_in_forward_mode_are_told():
    def f(x):
        raise TypeError("mine")

    with pytest.raises(TypeError, match="mine"):
        JAX.jvp(f, (jnp.ones(1),), [np.ones(1)])


def test_arrays_of_numpy_are_left_alone():
    def write(x, n):
        n += 1
        return x * n

    n = np.array([1])
    assert JAX.evaluate(write, (jnp.ones(1), n)).tolist() == [2]
    assert n == 1


def test_a_constant_is_an_array_of_jax():
    constant = JAX.constant(np.ones(2))
    assert isinstance(constant, jax.Array)
    assert constant.dtype == "float64"
    assert JAX.call(lambda x: jnp.sin(x) + jnp.ones(2), (constant,)).dtype == "float64"


def test_rules_are_given_arrays_of_jax():
    x = jnp.array([0.5, 2.0])
    report = check_gradients(
        jnp.square, x, vjp=lambda g, x: g.at[:].multiply(2 * x), jvp=lambda u, x: u.at[:].multiply(2 * x)
    )
    assert report.verdict == "pass"


@pytest.mark.parametrize(
    ("f", "args"),
    [
        (jnp.tanh, (jnp.array([0.5, 2.0]),)),
        (jax.nn.softmax, (jnp.array([0.5, 2.0]),)),
        (lambda z: z**3, (jnp.array([1 + 2j, 3 - 1j]),)),
        (lambda z: jnp.real(z * jnp.conj(z)), (jnp.array([1 + 2j, 3 - 1j]),)),
        (lambda p: p["a"] * p["b"] ** 2, ({"a": jnp.ones(2), "b": jnp.ones(2)},)),
        (lambda x, k: x[k] ** 2, (jnp.array([0.5, 2.0]), jnp.array([0, 0, 1]))),
        (jnp.sin, (np.array([0.5, 2.0]),)),
        (jnp.sin, (2.0,)),
    ],
)
def test_second_order(f, args):
    assert check_gradients(f, *args, order=2).verdict == "pass"
