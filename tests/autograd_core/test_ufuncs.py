"""Arguments and methods of ufuncs on Tensors: as NumPy has them, for every ufunc of floating-point numbers."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import DetachError, DTypeError, NotDifferentiableError, ShapeError, WriteError
from autograd_core.registry import FUNCTIONS
from tests.laws.laws import slope

FLOATING = {
    key.__name__: key
    for key, made in FUNCTIONS.items()
    if isinstance(key, np.ufunc) and key.signature is None and "d" * key.nin in [t[: key.nin] for t in key.types]
    if getattr(made, "__module__", "").startswith("autograd_core.ops.") and vars(np).get(key.__name__) is key
}
ONE_RESULT = [name for name, ufunc in FLOATING.items() if ufunc.nout == 1]
MASK = np.array([True, False, True, True])


def operands(ufunc, shape=(4,), dtype=float, seed=0):
    """Return operands well inside their domains."""
    domains = getattr(FUNCTIONS[ufunc], "domain", [ag.Interval(0.2, 0.8)] * ufunc.nin)
    rng = np.random.default_rng([seed, len(ufunc.__name__)])
    ends = [(d.low + 0.2 * (d.high - d.low), d.high - 0.2 * (d.high - d.low)) for d in domains]
    return [rng.uniform(*end, shape).astype(dtype) for end in ends]


def tensors(xs):
    return [ag.Tensor(x, requires_grad=True) * 1 for x in xs]


def same(y, expected):
    values = ag.as_tensor(y).numpy()
    assert values.dtype == expected.dtype
    np.testing.assert_allclose(values, expected, rtol=1e-6 if expected.dtype == np.float32 else 1e-13)


@pytest.mark.parametrize("name", ONE_RESULT)
def test_where_and_out(name):
    ufunc = FLOATING[name]
    xs = operands(ufunc)
    expected = ufunc(*xs, where=MASK, out=np.zeros(4, ufunc(*xs).dtype))
    out = ag.Tensor(np.zeros(4, expected.dtype))
    y = ufunc(*tensors(xs), where=MASK, out=out)
    assert y is out
    same(y, expected)
    same(ufunc(*tensors(xs), where=MASK), expected)


@pytest.mark.parametrize("name", ONE_RESULT)
def test_where_lets_the_gradient_through_where_it_holds(name):
    ufunc = FLOATING[name]
    xs = operands(ufunc)
    if not getattr(FUNCTIONS[ufunc], "rules", None):
        assert not ufunc(*tensors(xs), where=MASK).requires_grad
        return
    places = tuple(range(ufunc.nin))
    some = ag.grad(lambda *xs: ufunc(*xs, where=MASK).sum(), argnums=places)(*xs)
    whole = ag.grad(lambda *xs: ufunc(*xs).sum(), argnums=places)(*xs)
    for g, all_of_it in zip(some, whole, strict=True):
        np.testing.assert_allclose(g, np.where(MASK, all_of_it, 0))


@pytest.mark.parametrize("name", ONE_RESULT)
def test_the_type_to_compute_in(name):
    ufunc = FLOATING[name]
    xs = operands(ufunc, dtype=np.float32)
    result = ufunc(*xs).dtype
    double = bool if result.kind == "b" else float
    same(ufunc(*tensors(xs), dtype=double), ufunc(*xs, dtype=double))
    signature = (*[None] * ufunc.nin, double)
    same(ufunc(*tensors(xs), signature=signature), ufunc(*xs, signature=signature))


def test_the_type_of_a_result_that_numpy_would_not_cast_to():
    x = ag.Tensor([1.5], requires_grad=True)
    with pytest.raises(TypeError):
        np.add(x, 1.0, dtype=int)
    assert np.add(x, 1.0, dtype=int, casting="unsafe").dtype == int
    assert np.add(ag.Tensor([1], dtype="float32"), 1.0, dtype=float).dtype == float
    assert np.multiply(ag.Tensor([3]), 2, dtype=np.float32).tolist() == [6]


@pytest.mark.parametrize("casting", ["same_kind", "unsafe"])
def test_out_of_another_type(casting):
    out = ag.Tensor(np.zeros(1, int))
    if casting == "unsafe":
        assert np.add(ag.Tensor([1.5]), 1.0, out=out, casting=casting) is out
        assert out.tolist() == [2]
    else:
        with pytest.raises(DTypeError, match="out= cannot change a dtype"):
            np.add(ag.Tensor([1.5]), 1.0, out=out, casting=casting)


def test_several_results():
    x = ag.Tensor([1.5, -2.25], requires_grad=True) * 1.0
    whole = ag.Tensor(np.zeros(2))
    fraction, y = np.modf(x, out=(None, whole))
    assert y is whole
    assert (fraction.tolist(), whole.tolist()) == ([0.5, -0.25], [1, -2])
    fraction, _ = np.modf(x, where=np.array([True, False]))
    assert fraction.tolist() == [0.5, 0]


def test_where_does_not_warn_of_what_does_not_count():
    x = np.array([0.0, 1.0, 4.0])
    g = ag.grad(lambda x: np.log(x, where=x > 0, out=ag.Tensor(np.zeros(3))).sum())(
        x
    )  # warnings are errors in the tests
    assert g.tolist() == [0, 1, 0.25]


# ------------------------------------------------------------------------------------------------------------------ at

INDICES = np.array([0, 2, 2, 3, 2, 0])
SMOOTH = [
    name
    for name in ONE_RESULT
    if getattr(FUNCTIONS[FLOATING[name]], "rules", None) and name not in {"nextafter", "ldexp", "copysign"}
]


def after_at(ufunc, target, values):
    ufunc.at(target, INDICES, *values)
    return target


@pytest.mark.parametrize("name", SMOOTH)
def test_at(name):
    """The target is in the domain of the first operand once; the second time, the result is the operand."""
    ufunc = FLOATING[name]
    x, *values = operands(ufunc, (4,), seed=1)
    values = [np.concatenate([v, v[:2]]) for v in values]
    with np.errstate(all="ignore"):
        expected = after_at(ufunc, x.copy(), values)
        same(after_at(ufunc, ag.Tensor(x), values), expected)
        finite = np.isfinite(expected)
        weights = np.where(finite, np.arange(1.0, 5.0), 0)
        if not (finite & ~np.isclose(expected, x)).any():
            return

        def loss(x, *values):
            y = after_at(ufunc, x * 1.0, values)
            return np.sum(np.where(finite, y, 0.0) * weights)

        gradients = ag.grad(loss, argnums=tuple(range(ufunc.nin)))(x, *values)
    if not np.isfinite(np.concatenate([np.ravel(g) for g in gradients])).all():
        return
    direction = [np.cos(np.arange(v.size)) for v in (x, *values)]

    def moved(t):
        with np.errstate(all="ignore"):
            return float(loss(*[v + t * u for v, u in zip((x, *values), direction, strict=True)]))

    got = sum(np.sum(g * u) for g, u in zip(gradients, direction, strict=True))
    assert got == pytest.approx(slope(moved, 1e-3), rel=1e-5, abs=1e-6)


def test_at_other_places():
    y = ag.Tensor(np.arange(6.0).reshape(2, 3))
    np.multiply.at(y, (0, [1, 1, 2]), 2.0)
    np.negative.at(y, y.numpy() > 4)
    np.maximum.at(y, (slice(None), 0), [7.0, 1.0])
    assert y.tolist() == [[7, 4, 4], [3, 4, -5]]
    single = ag.Tensor(2.0)
    np.multiply.at(single, (), 3.0)
    assert single.item() == 6
    part = y[1]
    np.multiply.at(part, [0, 0], 2.0)
    assert y[1, 0].item() == 12


def test_at_of_a_plain_array():
    x = np.zeros(2)
    np.add.at(x, [0, 0], ag.Tensor([1.0, 2.0]))
    assert x.tolist() == [3, 0]
    with pytest.raises(DetachError) as caught:
        np.add.at(x, [0, 0], ag.Tensor([1.0, 2.0], requires_grad=True))
    assert str(caught.value) == (
        "a plain NumPy array would lose the gradient: got add.at on ndarray. Make the target a Tensor."
    )


def test_at_that_would_lose_something():
    with pytest.raises(DTypeError, match=r"np\.multiply\.at cannot change a dtype: got float64 into int64"):
        np.multiply.at(ag.Tensor([1, 2]), 0, 1.5)
    with pytest.raises(WriteError):
        np.multiply.at(ag.Tensor([1.0], requires_grad=True), 0, 1.5)


# ------------------------------------------------------------------------------------- reduce, accumulate, reduceat

X = np.array([[0.5, -1.5, 2.0], [1.25, 0.75, -0.5]])


@pytest.mark.parametrize("ufunc", [np.subtract, np.divide])
@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"axis": 1},
        {"axis": -1, "keepdims": True},
        {"axis": 0, "initial": 2.0},
        {"axis": 1, "initial": 2.0, "where": X > 0},
        {"axis": 0, "dtype": np.float32},
    ],
    ids=str,
)
def test_reduce(ufunc, arguments):
    same(ufunc.reduce(ag.Tensor(X), **arguments), ufunc.reduce(X, **arguments))
    out = ag.Tensor(np.zeros_like(ufunc.reduce(X, **arguments)))
    same(ufunc.reduce(ag.Tensor(X), out=out, **arguments), ufunc.reduce(X, **arguments))


OF_REORDERABLE = [
    {},
    {"axis": None},
    {"axis": (0, 1), "keepdims": True},
    {"axis": 1, "initial": 2.0},
    {"axis": 0, "where": X > 0},
    {"axis": 0, "dtype": np.float32},
]


@pytest.mark.parametrize("ufunc", [np.hypot, np.logaddexp, np.logaddexp2, np.add, np.multiply])
@pytest.mark.parametrize("arguments", OF_REORDERABLE, ids=str)
def test_reduce_in_any_order(ufunc, arguments):
    same(ufunc.reduce(ag.Tensor(X), **arguments), np.asarray(ufunc.reduce(X, **arguments)))


@pytest.mark.parametrize("ufunc", [np.fmax, np.fmin])
def test_running_extremes_without_nan(ufunc):
    x = np.array([[np.nan, 1.0, -np.inf], [2.0, np.nan, 0.5], [-1.0, 3.0, np.nan]])
    for axis in (0, 1):
        same(ufunc.accumulate(ag.Tensor(x), axis), ufunc.accumulate(x, axis))


def test_methods_of_logic_have_no_gradient():
    y = np.logical_and.accumulate(ag.Tensor([1.0, 0.0], requires_grad=True))
    assert y.tolist() == [True, False]
    assert not y.requires_grad


@pytest.mark.parametrize("arguments", [{"axis": None}, {"axis": 1, "where": X > 0}])
def test_a_chain_without_a_start(arguments):
    with pytest.raises(ShapeError, match=r"np\.subtract\.reduce has no number to start from: got axis="):
        np.subtract.reduce(ag.Tensor(X), **arguments)
    with pytest.raises(ValueError):  # NumPy's own
        np.subtract.reduce(X, **arguments)


@pytest.mark.parametrize("ufunc", [np.add, np.multiply, np.maximum, np.minimum, np.logaddexp])
def test_reduceat(ufunc):
    x = np.sin(np.arange(12.0)).reshape(6, 2)
    for indices in ([0, 3], [4, 1, 1, 5], [2]):
        same(ufunc.reduceat(ag.Tensor(x), indices), ufunc.reduceat(x, indices))
        same(ufunc.reduceat(ag.Tensor(x.T), indices, axis=-1), ufunc.reduceat(x.T, indices, axis=-1))


def test_reduceat_outside():
    with pytest.raises(IndexError) as caught:
        np.add.reduceat(ag.Tensor([1.0, 2.0]), [0, 2])
    assert str(caught.value) == "reduceat starts outside: got [0, 2] for 2 elements. Start each part at an element."


@pytest.mark.parametrize(
    ("ufunc", "method"), [(np.arctan2, "reduce"), (np.hypot, "accumulate"), (np.divide, "reduceat")]
)
def test_other_methods_are_refused_by_name(ufunc, method):
    x = ag.Tensor([1.0, 2.0], requires_grad=True)
    given = [x, [0]] if method == "reduceat" else [x]
    with pytest.raises(NotDifferentiableError, match=rf"^np\.{ufunc.__name__}\.{method} has no rule here"):
        getattr(ufunc, method)(*given)
    plain = [[1.0, 2.0], [0]] if method == "reduceat" else [[1.0, 2.0]]
    assert getattr(ufunc, method)(ag.Tensor([1.0, 2.0]), *plain[1:]).tolist() == getattr(ufunc, method)(*plain).tolist()
