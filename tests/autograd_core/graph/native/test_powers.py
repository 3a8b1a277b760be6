import numpy as np
import pytest

pytest.importorskip("llvmlite", reason="native kernels need llvmlite")
mpmath = pytest.importorskip("mpmath", reason="true values come from mpmath")

DTYPES = [np.float32, np.float64]
EDGES = [0.0, 1.0, 2.0, 0.5, 3.0, 2.5, 1e5, 2.0**53 - 1, 2.0**60, 1e300, 5e-324, 1e-40, np.inf, np.nan]


def ulps(found, base, exponent, dtype):
    """Return how far powers of positive numbers are from the true ones, in units in the last place."""
    info, worst = np.finfo(dtype), 0.0
    with mpmath.workdps(40):
        edge = mpmath.mpf(2) ** info.maxexp
        for x, y, z in zip(base.tolist(), exponent.tolist(), found.tolist(), strict=True):
            true = min(mpmath.mpf(x) ** mpmath.mpf(y), edge)
            place = min(max(mpmath.frexp(true)[1], info.minexp + 1), info.maxexp) - 1 - info.nmant
            worst = max(worst, float(abs(min(mpmath.mpf(z), edge) - true) / mpmath.mpf(2) ** place))
    return worst


@pytest.mark.parametrize(("dtype", "limit"), [(np.float32, 0.51), (np.float64, 1.25)])
def test_powers_are_as_near_to_the_true_ones_as_stated(compiled, dtype, limit):
    generator = np.random.default_rng(0)
    range_ = 80 if dtype is np.float32 else 700
    spans = [(0.1, 1000), (1, 100), (20, 10), (range_, 1), (range_, 0.3), (1e-6, 1e8)]
    base = np.concatenate([np.exp(generator.uniform(-a, a, 2000)) for a, _ in spans]).astype(dtype)
    exponent = np.concatenate([generator.normal(size=2000) * b for _, b in spans]).astype(dtype)
    found = compiled("power", (np.dtype(dtype).name,) * 2)(base, exponent)
    assert 0.4 < ulps(found, base, exponent, dtype) <= limit


@pytest.mark.parametrize("dtype", DTYPES)
def test_every_exception_is_that_of_numpy(compiled, dtype):
    with np.errstate(all="ignore"):
        edges = np.array(EDGES, dtype)
        x, y = (a.ravel() for a in np.meshgrid(np.concatenate([edges, -edges]), np.concatenate([edges, -edges])))
        wanted = np.power(x, y)
    found = compiled("power", (np.dtype(dtype).name,) * 2)(x, y)
    np.testing.assert_allclose(found, wanted, rtol=3 * np.finfo(dtype).eps)
    kept = ~np.isnan(wanted)
    np.testing.assert_array_equal(np.signbit(found[kept]), np.signbit(wanted[kept]))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("exponent", [-1.0, 0.0, 1.0, 2.0])
def test_known_exponents_give_what_numpy_gives(compiled, dtype, exponent):
    x = np.array([0.0, -0.0, 3.7, -3.7, 1e30, 1e-40, np.inf, -np.inf, np.nan], dtype)
    found = compiled("power", (np.dtype(dtype).name, float), ((1, exponent),))(x, x)
    with np.errstate(all="ignore"):
        np.testing.assert_array_equal(found, np.power(x, exponent))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("exponent", [-2.0, 0.5, 3.0])
def test_known_exponents_are_as_near_as_stated(compiled, dtype, exponent):
    x = np.exp(np.linspace(-40, 40, 3001)).astype(dtype)
    found = compiled("power", (np.dtype(dtype).name, float), ((1, exponent),))(x, x)
    assert 0.4 < ulps(found, x, np.full_like(x, exponent), dtype) <= 1.91


def test_a_known_exponent_takes_no_logarithm(compiled):
    assert "llvm.fma" not in compiled("power", ("float64", float), ((1, 2.0),)).text
    assert "llvm.fma" in compiled("power", ("float64", float), ((1, 2.5),)).text
