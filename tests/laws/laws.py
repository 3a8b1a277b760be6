"""The laws: what holds for every operation and composite, whatever it computes.

Each law is a function of a `Case` and raises AssertionError where the law is broken. The same functions are used to see
that every rule is right, and, with a rule damaged on purpose, to see that they would notice if it were not.

Not here: the calls they are held to (`cases`), and the laws at extreme values (`test_extremes`).
"""

import operator
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

import autograd_core as ag
from autograd_core.operation import Operation
from autograd_core.record import Leaf, Node, Value
from autograd_core.registry import FUNCTIONS
from autograd_core.testing import check_gradients
from autograd_core.tree import flatten
from autograd_core.values import make
from tests.laws import kinds
from tests.laws.cases import Case, accepted

CLOSE = {"float64": 1e-12, "float32": 2e-5, "complex128": 1e-12, "complex64": 2e-5}

OPERATORS: dict[Any, Callable[..., Any]] = {
    np.add: operator.add,
    np.subtract: operator.sub,
    np.multiply: operator.mul,
    np.divide: operator.truediv,
    np.floor_divide: operator.floordiv,
    np.remainder: operator.mod,
    np.power: operator.pow,
    np.matmul: operator.matmul,
    np.negative: operator.neg,
    np.positive: operator.pos,
    np.absolute: operator.abs,
    np.invert: operator.invert,
    np.bitwise_and: operator.and_,
    np.bitwise_or: operator.or_,
    np.bitwise_xor: operator.xor,
    np.less: operator.lt,
    np.less_equal: operator.le,
    np.greater: operator.gt,
    np.greater_equal: operator.ge,
    np.equal: operator.eq,
    np.not_equal: operator.ne,
}

IN_ANY_ORDER = {np.unique_values}
"""Functions of NumPy whose results may stand in any order; ours ascend."""


# ------------------------------------------------------------------------------------------------------------- tools


def holds(condition: Any, case: Any, what: str) -> None:
    """Raise AssertionError, saying for which call what does not hold."""
    if not condition:
        raise AssertionError(f"{what}\n{case}")


def dot(us: Any, vs: Any) -> float:
    """Return the sum of all products, in double precision; of complex numbers Re(ū · v), as of vectors in the plane."""
    return float(sum(np.sum(_products(u, v)).real for u, v in zip(us, vs, strict=True)))


def size(us: Any, vs: Any) -> float:
    """Return the sum of the magnitudes of all products: the scale of rounding errors in `dot`."""
    return float(sum(np.sum(np.abs(_products(u, v))) for u, v in zip(us, vs, strict=True)))


def _products(u: Any, v: Any) -> Any:
    return np.multiply(np.conj(u), v, dtype=np.result_type(u, v, np.float64))


def slope(function: Callable[[float], float], step: float) -> float:
    """Return the derivative at 0: central differences at step, step/2, … extrapolated to 0, as Romberg does."""
    steps = [step / 2**k for k in range(5)]
    row = [(function(h) - function(-h)) / (2 * h) for h in steps]
    for order in range(1, len(steps)):
        row = [fine + (fine - coarse) / (4**order - 1) for coarse, fine in pairwise(row)]
    return row[0]


def leaves_of(values: Any) -> list[Any]:
    """Return inputs that want a gradient and have exactly the memory of the given arrays."""
    return [make(x, Leaf()) for x in values]


def pulled_back(case: Case, values: Any, cotangents: Any) -> list[Any]:
    """Return the gradients that `backward` leaves in the inputs."""
    inputs = leaves_of(values)
    for y, g in zip(case.outputs(inputs), cotangents, strict=True):
        if isinstance(y.node, Node):
            y.backward(g)
    return [np.zeros_like(x) if leaf.grad is None else leaf.grad.array for x, leaf in zip(values, inputs, strict=True)]


def moving(case: Case) -> list[int]:
    """Return the places of samples that can move and have a gradient."""
    return [k for k in case.wanted if case.samples[k].size]


def in_double(case: Case) -> bool:
    """Whether the results are in double precision, so that finite differences say something."""
    return all(y.dtype in (np.float64, np.complex128) for y in case.arrays(case.values))


def tolerance_of(case: Case) -> float:
    """Return the relative error that rounding may cause in the least exact of operands and results."""
    return max([CLOSE["float64"], *[CLOSE[str(x.dtype)] for x in (*case.values, *case.arrays(case.values))]])


def same(got: Any, expected: Any, tolerance: float = 0.0) -> bool:
    """Whether two results have the same values, shape and dtype; a tolerance is relative to the largest value."""
    got = got.array if isinstance(got, Value) else np.asarray(got)
    expected = np.asarray(expected)
    if got.shape != expected.shape or got.dtype != expected.dtype:
        return False
    if not tolerance or expected.dtype.kind not in "fc":
        return bool(np.array_equal(got, expected, equal_nan=expected.dtype.kind in "fc"))
    finite = np.abs(expected[np.isfinite(expected)])
    return bool(np.allclose(got, expected, rtol=tolerance, atol=tolerance * finite.max(initial=0.0), equal_nan=True))


# ------------------------------------------------------------------------------------------------------------ the laws


def forward_equals_numpy(case: Case) -> None:
    """The result is NumPy's in values, dtype and shape: called by its own name, through NumPy's, and as an operator."""
    made, values = case.subject, case.values
    tensors = [make(x, None) for x in values]
    exact = isinstance(made, Operation) and isinstance(made.numpy, np.ufunc)
    if isinstance(made, Operation):
        _equal(
            case.results(tensors),
            case.call(formula_of(made), values),
            case,
            "the result is that of the forward formula",
        )
    else:
        holds(all(isinstance(y, Value) for y in case.results(values)), case, "a composite of arrays gives Tensors")
    for function in stood_in_for(made):
        if function is not made.numpy and not accepted(function, case):
            continue
        expected = case.call(function, values)
        expected = np.sort(expected) if function in IN_ANY_ORDER else expected
        tolerance = 0.0 if exact else tolerance_of(case)
        _equal(case.results(tensors), expected, case, f"the result is that of {function}", tolerance)
        if tensors:
            _equal(case.call(function, tensors), expected, case, f"{function} of Tensors is that of arrays", tolerance)
    _check_operator(case, tensors)


def formula_of(made: Operation) -> Callable[..., Any]:
    """Return the forward formula, with parameters as the operation takes them: positional ones and defaults, too."""

    def forward(*given: Any, **named: Any) -> Any:
        operands, params = made.bind(given, named)
        return made.forward(*operands, **params)

    return forward


def stood_in_for(made: Any) -> list[Any]:
    """Return NumPy's functions, and methods of its ufuncs, whose place an operation or composite takes."""
    function = made if isinstance(made, Operation) else made.function
    keys = [key for key, stands_in in FUNCTIONS.items() if stands_in is function]
    return [getattr(*key) if isinstance(key, tuple) else key for key in keys]


def _check_operator(case: Case, tensors: list[Any]) -> None:
    operate = OPERATORS.get(getattr(case.subject, "numpy", None))
    if operate is None:
        return
    expected = case.call(operate, case.values)
    for k in range(len(tensors)):  # one operand a Tensor, the others arrays or numbers
        mixed = [tensors[k] if i == k else x for i, x in enumerate(case.values)]
        got = case.call(operate, mixed)
        holds(isinstance(got, Value), case, f"the operator {operate.__name__} gives a Tensor")
        holds(
            same(got, expected, 1e-15), case, f"the operator {operate.__name__} is that of arrays: {got} and {expected}"
        )


def _equal(got: Any, expected: Any, case: Case, what: str, tolerance: float = 0.0) -> None:
    ys, zs = flatten(got)[0], flatten(expected)[0]
    holds(len(ys) == len(zs), case, f"{what}: {len(ys)} and {len(zs)} results")
    for y, z in zip(ys, zs, strict=True):
        holds(
            same(y, z, tolerance), case, f"{what}:\n{y!r} and\n{z!r}, {getattr(y, 'dtype', '')}, {np.asarray(z).dtype}"
        )


def rule_equals_finite_difference(case: Case) -> None:
    """Jᵀ v is the gradient of ⟨v, f⟩, as `check_gradients` sees it in the values of f."""
    case = case.in_double()
    if not in_double(case) or not moving(case):
        return
    report = check_gradients(
        lambda *xs: case.arrays(within(case, xs)),
        *case.values,
        vjp=lambda v, *xs: tuple(within(case, pulled_back(case, within(case, xs), as_list(v)))),
        contract=False,
        raises=False,
    )
    holds(report.verdict in {"pass", "vacuous"}, case, f"the rule is right, but {report}")


def within(case: Case, values: Any) -> list[Any]:
    """Return values moved back to what their operands may be, such as symmetric matrices, in their memory layout."""
    parts = zip(values, case.values, case.kinds, strict=True)
    return [np.add(kinds.tangent(kind, x) if kind else x, 0, out=np.empty_like(like)) for x, like, kind in parts]


def as_list(cotangents: Any) -> list[Any]:
    """Return cotangents of one or several results as a list."""
    return [*cotangents] if isinstance(cotangents, tuple) else [cotangents]


def forward_mode_is_the_adjoint(case: Case) -> None:
    """⟨v, J u⟩ = ⟨Jᵀ v, u⟩, and both modes return the value of the function."""
    values, directions, cotangents = case.values, case.directions(0), case.cotangents(0)

    def function(*xs: Any) -> Any:
        return case.outputs(xs)

    ys, pushed = ag.jvp(function, values, directions)
    zs, pullback = ag.vjp(function, *values)
    pulled = pullback(cotangents)
    tolerance = tolerance_of(case)
    for got in (ys, zs):  # NumPy rounds differently for other strides, and vjp copies
        _equal(got, case.arrays(values), case, "a transform returns the value", tolerance / 10)
    for v, y in zip(pushed, ys, strict=True):
        holds(
            (np.shape(v), np.asarray(v).dtype) == (np.shape(y), np.asarray(y).dtype),
            case,
            "a tangent is like its value",
        )
    limit = tolerance * (size(cotangents, pushed) + size(pulled, directions))
    got, expected = dot(cotangents, pushed), dot(pulled, directions)
    holds(abs(got - expected) <= limit, case, f"⟨v, J u⟩ = {got!r}, ⟨Jᵀ v, u⟩ = {expected!r}")


def rule_of_the_rule_equals_finite_difference(case: Case) -> None:
    """The rule is right as a function of operands and cotangent, by `check_gradients`; Hessians are symmetric."""
    case = case.in_double()
    if not in_double(case) or not moving(case):
        return
    values, cotangents = list(case.values), case.cotangents(0)
    count = len(values)

    def first(*args: Any) -> Any:
        return list(ag.vjp(lambda *xs: case.outputs(xs), *args[:count])[1](list(args[count:])))

    def second_of(w: Any, *args: Any) -> list[Any]:
        pulled = ag.vjp(first, *within(case, args[:count]), *args[count:])[1](as_list(w))
        return [*within(case, pulled[:count]), *pulled[count:]]

    report = check_gradients(
        lambda *args: pulled_back(case, within(case, args[:count]), args[count:]),
        *values,
        *cotangents,
        vjp=second_of,
        contract=False,
        raises=False,
    )
    holds(report.verdict in {"pass", "vacuous"}, case, f"the rule of the rule is right, but {report}")
    weights = case.directions(1)
    pulled, pullback = ag.vjp(first, *values, *cotangents)
    second, mirrored = pullback(weights), pullback(case.directions(0))
    here, there = dot(second[:count], case.directions(0)), dot(mirrored[:count], weights)
    limit = 1e-11 * (size(second[:count], case.directions(0)) + size(mirrored[:count], weights))
    limit += 1e-14 * size(weights, pulled)  # where second derivatives cancel, their rounding is left
    holds(abs(here - there) <= limit, case, f"a Hessian is symmetric: wᵀ H u = {here!r}, uᵀ H w = {there!r}")


def gradients_are_like_their_operands(case: Case) -> None:
    """Every gradient has the shape and dtype of its operand: after `backward`, from `vjp`, and of second order."""
    values, cotangents = case.values, case.cotangents(0)

    def first(*xs: Any) -> Any:
        return list(ag.vjp(lambda *inner: case.outputs(inner), *xs)[1](cotangents))

    pulled, pullback = ag.vjp(first, *values)
    second = pullback([np.asarray(u) for u in case.directions(0)])
    for what, gradients in (
        ("after backward()", pulled_back(case, values, cotangents)),
        ("from vjp", pulled),
        ("of second order", second),
    ):
        for x, g in zip(values, gradients, strict=True):
            given = f"{np.asarray(g).dtype}{np.shape(g)} for {x.dtype}{x.shape}"
            holds(
                (np.asarray(g).dtype, np.shape(g)) == (x.dtype, x.shape),
                case,
                f"a gradient {what} is like its operand: {given}",
            )


def nothing_is_touched(case: Case) -> None:
    """Operands and cotangents keep their values, and the same call gives the same result."""
    values, cotangents = case.values, case.cotangents(0)
    before = [x.tobytes() for x in (*values, *cotangents)]
    ys, gradients = case.arrays(values), pulled_back(case, values, cotangents)
    copies = [y.tobytes() for y in (*ys, *gradients)]
    again = [*case.arrays(values), *pulled_back(case, values, cotangents)]
    holds([x.tobytes() for x in (*values, *cotangents)] == before, case, "operands and cotangents are not written into")
    holds([y.tobytes() for y in again] == copies, case, "the same call gives the same result")
    holds([y.tobytes() for y in (*ys, *gradients)] == copies, case, "a later call leaves earlier results alone")
    writable = [np.array(x) for x in values]
    shared = any(np.shares_memory(g, x) for g in pulled_back(case, writable, cotangents) for x in writable)
    holds(not shared, case, "a gradient does not share the memory of an operand")


def linear_in_the_cotangent(case: Case) -> None:
    """Jᵀ(2v − 3w) = 2 Jᵀv − 3 Jᵀw, and Jᵀ0 = 0."""
    values, v, w = case.values, case.cotangents(0), case.cotangents(1)
    mixed = [np.asarray(2 * a - 3 * b) for a, b in zip(v, w, strict=True)]
    parts = zip(pulled_back(case, values, v), pulled_back(case, values, w), strict=True)
    tolerance = 8 * tolerance_of(case)
    for got, (a, b) in zip(pulled_back(case, values, mixed), parts, strict=True):
        limit = tolerance * (np.abs(a).max(initial=0) + np.abs(b).max(initial=0))
        holds(np.all(np.abs(got - (2 * a - 3 * b)) <= limit), case, f"a pullback is linear: {got} and {2 * a - 3 * b}")
    for g in pulled_back(case, values, [np.zeros_like(a) for a in v]):
        holds(not g.any(), case, f"a cotangent of zero gives zero: {g}")


def single_precision_is_close(case: Case) -> None:
    """In single precision the gradients are those of double precision, up to rounding."""
    single, double = case.in_single(), case.in_single().in_double()
    values = [x.astype(dtype) for x, dtype in zip(single.values, double.dtypes, strict=True)]
    likes, exact_likes = single.arrays(single.values), double.arrays(values)
    cotangents = [g.astype(y.dtype) for g, y in zip(double.cotangents(0), likes, strict=True)]
    near = pulled_back(single, single.values, cotangents)
    exact = pulled_back(double, values, [g.astype(y.dtype) for g, y in zip(cotangents, exact_likes, strict=True)])
    for got, expected in zip(near, exact, strict=True):
        limit = 1e-4 * (np.abs(expected) + np.abs(expected).max(initial=0))
        holds(np.all(np.abs(got - expected) <= limit), case, f"single precision gives {got}, double {expected}")


IN_DOUBLE = (rule_equals_finite_difference, rule_of_the_rule_equals_finite_difference, single_precision_is_close)
"""The laws that choose the precision themselves."""

OF_DTYPES = (forward_equals_numpy, gradients_are_like_their_operands)
"""The laws in which each precision may go wrong in its own way."""

LAWS = (
    forward_equals_numpy,
    rule_equals_finite_difference,
    forward_mode_is_the_adjoint,
    rule_of_the_rule_equals_finite_difference,
    gradients_are_like_their_operands,
    nothing_is_touched,
    linear_in_the_cotangent,
    single_precision_is_close,
)
