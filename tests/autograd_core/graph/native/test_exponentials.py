import re

import numpy as np
import pytest

pytest.importorskip("llvmlite", reason="native kernels need llvmlite")
mpmath = pytest.importorskip("mpmath", reason="true values come from mpmath")

special_functions = pytest.importorskip("scipy.special", reason="erf of float32 is compared with SciPy's")

from autograd_core.graph.native.functions import FUNCTIONS  # noqa: E402  needs llvmlite

ONE = ["exp", "exp2", "expm1", "log", "log10", "log1p", "log2", "sigmoid", "tanh", "erf", "erfc"]
DTYPES = [np.float32, np.float64]

# Where something changes: thresholds of overflow and underflow, ends of the pieces, roots.
CRITICAL = [0, 0.1733, 0.25, 0.3466, 0.5, 0.7071068, 1, 1.4142136, 2, 4, 5.93, 9.01, 10.1, 17.33, 18.7, 20, 26.5, 27.3]
CRITICAL += [37, 40, 87.3, 88.72, 103.97, 126, 128, 149, 708.4, 709.78, 745.13, 1022, 1024, 1074]


def stated(name, dtype):
    """Return the greatest error that the docstring of an operation admits."""
    errors = re.search(r"Error: (\d\.\d+) / (\d\.\d+)", FUNCTIONS[name].formula.__doc__).groups()
    return float(errors[dtype is np.float64])


def true_value(name, x):
    """Return the function at x in long numbers; NaN where it is not real."""
    known = {
        "erfc": lambda x: mpmath.erfc(1000 * mpmath.sign(x) if abs(x) > 1000 else x),  # mpmath fails beyond
        "exp2": lambda x: mpmath.mpf(2) ** x,
        "log2": lambda x: mpmath.log(x, 2),
        "log10": lambda x: mpmath.log(x, 10),
        "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    }
    found = known.get(name, getattr(mpmath, name, None))(x)
    return found if isinstance(found, mpmath.mpf) else mpmath.nan


def special(dtype):
    """Return numbers that are special, of both signs."""
    info = np.finfo(dtype)
    sizes = [0, info.smallest_subnormal, info.smallest_normal, 1, info.max, np.inf, np.nan]
    return np.array([sign * size for size in sizes for sign in (1, -1)], dtype)


def every_exponent(dtype):
    """Return two numbers of every exponent, subnormal ones included, of both signs."""
    info = np.finfo(dtype)
    powers = np.arange(info.minexp - info.nmant, info.maxexp)
    sizes = np.concatenate([np.ldexp(dtype(m), powers) for m in (1.0, 1.37)])
    return np.concatenate([sizes, -sizes]).astype(dtype)


def near_critical(dtype, count=60):
    """Return numbers around those where something changes."""
    centers = np.array(CRITICAL, dtype)[:, None]
    steps = np.linspace(-1, 1, count, dtype=dtype)
    spread = np.concatenate([steps * dtype(0.1), steps * dtype(1e-5)])
    found = (centers + spread).ravel()
    return np.concatenate([found, -found, np.linspace(-1.5, 1.5, 2001, dtype=dtype)])


def distance(found, true):
    """Return how far a float64 is from a long number, in units in the last place; ∞ counts as the number after them."""
    if np.isnan(found) or mpmath.isnan(true):
        return 0.0 if np.isnan(found) and mpmath.isnan(true) else np.inf
    edge = mpmath.mpf(2) ** 1024
    true = max(-edge, min(edge, true))
    exponent = max(mpmath.frexp(abs(true))[1] if true else -2000, -1021)
    return float(abs(max(-edge, min(edge, mpmath.mpf(found))) - true) / mpmath.mpf(2) ** (min(exponent, 1024) - 53))


def distances32(found, true):
    """Return how far numbers of float32 are from numbers of float64, in units in the last place of float32."""
    edge = 2.0**128
    exponents = np.clip(np.frexp(true)[1], -125, 128)
    far = np.abs(np.clip(found.astype(np.float64), -edge, edge) - np.clip(true, -edge, edge)) / np.ldexp(
        1.0, exponents - 24
    )
    return np.where(np.isnan(found) & np.isnan(true), 0, np.where(np.isnan(found) | np.isnan(true), np.inf, far))


@pytest.mark.parametrize("name", ONE)
def test_float64_is_as_near_to_the_true_value_as_stated(compiled, name):
    x = np.concatenate([every_exponent(np.float64), near_critical(np.float64), special(np.float64)])
    found = compiled(name, ("float64",))(x)
    with mpmath.workdps(40):
        errors = [
            distance(y, true_value(name, mpmath.mpf(point)))
            for point, y in zip(x.tolist(), found.tolist(), strict=True)
        ]
    worst = int(np.argmax(errors))
    assert 0.4 < errors[worst] <= stated(name, np.float64), f"{name}({x[worst]}) is {found[worst]}"


def in_float64(name, x):
    """Return the function at numbers of float32 in float64, near enough to judge float32 by."""
    if name == "sigmoid":
        return 1 / (1 + np.exp(-x))
    return getattr(special_functions if name.startswith("erf") else np, name)(x)


@pytest.mark.parametrize("name", ONE)
def test_float32_is_as_near_to_the_true_value_as_stated(compiled, name):
    """Every 4,099th number of all there are is tried."""
    x = np.arange(0, 2**32, 4099, dtype=np.uint64).astype(np.uint32).view(np.float32)
    x = np.concatenate([x, near_critical(np.float32), special(np.float32)])
    found = compiled(name, ("float32",))(x)
    with np.errstate(all="ignore"):
        errors = distances32(found, in_float64(name, x.astype(np.float64)))
    worst = int(np.argmax(errors))
    assert 0.4 < errors[worst] <= stated(name, np.float32), f"{name}({x[worst]}) is {found[worst]}"


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", ONE)
def test_zeros_have_their_signs(compiled, name, dtype):
    x = np.array([0.0, -0.0, 1.0, -1.0, np.inf, -np.inf], dtype)
    with np.errstate(all="ignore"):
        wanted = in_float64(name, x.astype(np.float64))
    found = compiled(name, (np.dtype(dtype).name,))(x)
    zero = wanted == 0
    np.testing.assert_array_equal(np.signbit(found[zero]), np.signbit(wanted[zero]))
    np.testing.assert_array_equal(found[zero], 0)


@pytest.mark.parametrize("dtype", DTYPES)
def test_whole_powers_of_2_are_exact(compiled, dtype):
    powers = np.arange(np.finfo(dtype).minexp - np.finfo(dtype).nmant, np.finfo(dtype).maxexp).astype(dtype)
    name = np.dtype(dtype).name
    np.testing.assert_array_equal(compiled("exp2", (name,))(powers), np.ldexp(dtype(1), powers.astype(int)))
    np.testing.assert_array_equal(compiled("log2", (name,))(np.ldexp(dtype(1), powers.astype(int))), powers)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", ["logaddexp", "logaddexp2"])
def test_sums_of_exponentials_are_as_near_as_stated(compiled, name, dtype):
    generator = np.random.default_rng(0)
    sizes = np.exp(generator.uniform(-30, 7, (2, 3000))) * generator.choice([-1, 1], (2, 3000))
    x1, x2 = np.concatenate([sizes, generator.normal(size=(2, 1000))], axis=1).astype(dtype)
    exp, log = (
        (mpmath.exp, mpmath.log) if name == "logaddexp" else (lambda x: mpmath.mpf(2) ** x, lambda x: mpmath.log(x, 2))
    )
    found = compiled(name, (np.dtype(dtype).name,) * 2)(x1, x2)
    worst = 0.0
    with mpmath.workdps(400):
        for a, b, y in zip(x1.tolist(), x2.tolist(), found.tolist(), strict=True):
            greater = mpmath.mpf(max(a, b))
            correction = log(1 + exp(mpmath.mpf(min(a, b)) - greater))
            term = dtype(float(max(abs(greater), correction, abs(greater + correction))))
            worst = max(worst, float(abs(mpmath.mpf(y) - (greater + correction)) / mpmath.mpf(float(np.spacing(term)))))
    assert 0.4 < worst <= stated(name, dtype)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", ["logaddexp", "logaddexp2"])
def test_sums_of_exponentials_at_the_edges_are_those_of_numpy(compiled, name, dtype):
    x1, x2 = (
        a.ravel()
        for a in np.meshgrid(
            [0.0, -0.0, 1.0, -800.0, 800.0, np.inf, -np.inf, np.nan], [0.0, -0.0, 1e30, -1e30, np.inf, -np.inf, np.nan]
        )
    )
    x1, x2 = x1.astype(dtype), x2.astype(dtype)
    with np.errstate(invalid="ignore"):
        wanted = getattr(np, name)(x1, x2)
    np.testing.assert_allclose(
        compiled(name, (np.dtype(dtype).name,) * 2)(x1, x2), wanted, rtol=4 * np.finfo(dtype).eps
    )


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", [*ONE, "logaddexp", "logaddexp2", "power"])
def test_the_code_is_vector_code_without_calls(compiled, name, dtype):
    operands = FUNCTIONS[name].formula.__code__.co_argcount
    text = compiled(name, (np.dtype(dtype).name,) * operands).text
    body = text[: text.index("\ndeclare")]
    assert re.search(r"x (float|double)> @llvm\.fma\.v", body) or "@llvm.fma.v" in body
    assert set(re.findall(r"call [^@]*@([a-z]+)\.", body)) == {"llvm"}


def test_a_formula_that_is_worse_is_noticed(compiled):
    """The distance is no number that is small whatever happens."""
    x = np.linspace(1, 2, 100)
    found = np.nextafter(np.nextafter(np.nextafter(compiled("exp", ("float64",))(x), np.inf), np.inf), np.inf)
    with mpmath.workdps(40):
        errors = [
            distance(y, true_value("exp", mpmath.mpf(point)))
            for point, y in zip(x.tolist(), found.tolist(), strict=True)
        ]
    assert max(errors) > 2


@pytest.mark.parametrize("name", [*ONE, "logaddexp", "logaddexp2", "power"])
def test_less_than_two_units_are_stated(name):
    assert max(stated(name, dtype) for dtype in DTYPES) < 2
