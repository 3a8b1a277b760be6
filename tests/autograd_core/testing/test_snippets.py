"""What is printed to repeat a failure can be pasted."""

import textwrap

import numpy as np
import pytest

from autograd_core.errors import GradientMismatch
from autograd_core.testing import check_gradients

IMPORTS = "import numpy as np\nfrom autograd_core.testing import check_gradients\n"


def wrong_sine(g, x):
    return -g * np.cos(x)


def snippet(f, *args, **options):
    return check_gradients(f, *args, raises=False, **options).explained.snippet


def test_a_snippet_fails_as_the_check_did():
    text = snippet(np.sin, np.array([[0.1, 2.0]], "f4"), vjp=lambda g, x: -g * np.cos(x))
    assert text == IMPORTS + textwrap.dedent("""
        vjp = ...  # your rule, a function of (cotangent, x)
        x = np.array([[0.1, 2.0]], dtype=np.float32)
        check_gradients(np.sin, x, vjp=vjp)""")
    with pytest.raises(GradientMismatch):
        exec(text.replace("...", "lambda g, x: -g * np.cos(x)"), {})


def test_a_forward_rule_is_part_of_it():
    text = snippet(np.sin, np.array([0.1]), vjp=lambda g, x: g * np.cos(x), jvp=lambda u, x: -u * np.cos(x))
    assert text.endswith("""
vjp = ...  # your rule, a function of (cotangent, x)
jvp = ...  # your forward rule, a function of (tangent, x)
x = np.array([0.1])
check_gradients(np.sin, x, vjp=vjp, jvp=jvp)""")


def test_functions_that_can_be_imported_are():
    text = snippet(np.sin, np.array([0.1]), vjp=wrong_sine)
    assert f"from {__name__} import wrong_sine\n" in text
    assert text.endswith("x = np.array([0.1])\ncheck_gradients(np.sin, x, vjp=wrong_sine)")


def test_containers_and_numbers_are_written_as_they_are():
    text = snippet(
        lambda net, n: net["w"] * n, {"w": np.array([1.0, np.pi])}, 3, vjp=lambda g, net, n: {"w": g * n + 1}
    )
    assert "f = ...  # your function of (net, n)\n" in text
    assert "net = {'w': np.array([1.0, 3.141592653589793])}\nn = 3\n" in text


def test_a_gradient_is_called_one():
    text = snippet(lambda x: x**3, 2.0, gradient=lambda x: x**2)
    assert text.endswith(
        "f = ...  # your function of (x)\ngradient = ...  # your gradient, a function of (x)\nx = 2.0\n"
        "check_gradients(f, x, gradient=gradient)"
    )


def test_large_arrays_have_a_recipe_that_fails_as_well():
    x = np.linspace(-1, 1, 100)
    assert "x = np.random.default_rng(0).uniform(-1.0, 1.0, (100,))\n" in snippet(np.sin, x, vjp=wrong_sine)
    only_here = snippet(np.sin, x, vjp=lambda g, y: g * np.cos(y) * (1 + (y[0] == -1.0)))
    assert "x = ...  # too large to write down: put your array in for ...\n" in only_here


def test_arrays_of_every_kind_are_written():
    text = snippet(
        lambda z, i, e: z * 1, np.array([1 + 2j]), np.array([True]), np.zeros((0, 2), int), vjp=lambda g, z, i, e: -g
    )
    assert "z = np.array([(1+2j)])\ni = np.array([True])\ne = np.zeros((0, 2), dtype=np.int64)\n" in text


def test_a_report_ends_with_it():
    with pytest.raises(GradientMismatch) as caught:
        check_gradients(np.sin, np.array([0.5]), vjp=wrong_sine)
    lines = str(caught.value).splitlines()
    assert lines[0] == "gradient of sin: fail"
    assert lines[1].startswith("  ∂/∂x[0] is given as -0.8775825619, the values say 0.8775825619 ± ")
    assert lines[2] == "  cause: the gradient of x has the wrong sign"
    assert lines[3].endswith(" evaluations of sin")
    assert lines[-1] == "check_gradients(np.sin, x, vjp=wrong_sine)"
    assert str(caught.value.report) == str(caught.value)
