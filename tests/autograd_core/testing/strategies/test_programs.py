"""Programs print as what they compute, are finite, and shrink."""

import numpy as np
import pytest
from hypothesis import given

import autograd_core as ag
import autograd_core.special  # SciPy's functions join the tables
from autograd_core.errors import ConfigurationError, UnknownNameError
from autograd_core.registry import COMPOSITES, OPERATIONS
from autograd_core.testing.strategies import arrays, programs, smallest
from autograd_core.testing.strategies.calls import calls_of, fit, namespace, total


def number(y):
    return y.item()


@given(programs(2), arrays((3,)), arrays((2, 1)))
def test_programs_are_finite_and_print_as_python_code(program, x, y):
    with np.errstate(all="ignore"):
        result = number(program(x, y))
        assert np.isfinite(result)
        found = dict(namespace())
        exec(repr(program), found)
        assert number(found["program"](x, y)) == result
        assert number(program(ag.Tensor(x), ag.Tensor(y))) == pytest.approx(result, rel=1e-9)


@given(programs(3, least=2, most=4, among=["tanh", "multiply", "sum"]))
def test_every_result_counts(program):
    lines = str(program).splitlines()
    assert lines[0] == "def program(x, y, z):"
    assert 2 <= len(lines) - 2 <= 4
    for k, line in enumerate(lines[1:-1], start=1):
        name = line.split()[0]
        rest = "\n".join(lines[k + 1 :])
        assert f"fit({name}," in rest or name in lines[-1][len("    return total(") : -1].split(", ")


def test_programs_shrink():
    assert str(smallest(programs(among=["tanh", "exp"]), lambda program: True)) == (
        "def program(x):\n    a = np.exp(fit(x, (3, 4), -3.0, 3.0))\n    return total(a)"
    )
    assert str(smallest(programs(2, among=["tanh", "exp"]), lambda program: "fit(z" in str(program))) == (
        "def program(y, z):\n    a = np.exp(fit(z, (3, 4), -3.0, 3.0))\n    return total(a)"
    )


def test_nearly_everything_with_a_gradient_can_be_called():
    texts = "\n".join(calls_of())
    tables = (OPERATIONS, COMPOSITES)
    made = [one for table in tables for one in table.values() if one.numpy is not None and getattr(one, "rules", True)]
    spoken = {getattr(one.numpy, "__name__", "") for one in made}
    missing = sorted(name for name in spoken if f".{name}(" not in texts)
    # What takes functions, dtypes or lists of coordinates prints as no code.
    assert missing == ["apply_along_axis", "apply_over_axes", "astype", "histogramdd", "piecewise"]


def test_values_are_brought_into_a_shape_and_an_interval():
    fitted = fit(np.array([1e9, -2.0]), (2, 3), 0.0, 1.0)
    assert fitted.shape == (2, 3)
    assert ((fitted > 0) & (fitted < 1)).all()
    assert fit(np.array(1j), (1,)).tolist() == pytest.approx([0.8 * np.sin(2)])
    assert fit(ag.Tensor([0.0]), ()).item() == 0
    assert total(np.array([1j, 1.0])) == pytest.approx(2 + 1.5)


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        (
            {"least": 3, "most": 2},
            (
                "no program has these numbers of inputs and calls: got inputs=1, least=3, most=2. Pass 1 ≤ least ≤ "
                "most ≤ 20 and 1 to 4 inputs."
            ),
        ),
        (
            {"inputs": 5},
            (
                "no program has these numbers of inputs and calls: got inputs=5, least=1, most=5. Pass 1 ≤ least ≤ "
                "most ≤ 20 and 1 to 4 inputs."
            ),
        ),
        (
            {"among": ["floor"]},
            "no calls to make programs of: got among=['floor']. Name operations that are differentiable.",
        ),
    ],
)
def test_wishes_are_checked(wish, message):
    with pytest.raises(ConfigurationError) as caught:
        programs(**wish)
    assert str(caught.value) == message


def test_names_are_checked():
    with pytest.raises(UnknownNameError, match=r"^unknown operation: got 'tanhh'\. Did you mean 'tanh'\? Known: "):
        programs(among=["tanhh"])
