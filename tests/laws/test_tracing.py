"""What is traced of every operation and composite, and of its rules, computes what they compute: bit for bit.

The graph is made at one point and run at that point and at another one. Only at the other one does it show where a
number was frozen into the graph. Not here: that graphs can be printed, sent and compared (`test_all_operations` in
`tests/autograd_core/graph`), and what becomes of them in programs.
"""

from dataclasses import replace

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import TraceError
from autograd_core.graph.evaluating import evaluate
from autograd_core.graph.tracing import trace
from autograd_core.record import tracing
from autograd_core.registry import Operand
from autograd_core.tree import flatten
from autograd_core.values import plain
from tests.laws.cases import BY_EXAMPLE, ELEMENTWISE, SUBJECTS, assembled, samples_of, takes_floats
from tests.laws.complex_cases import HAVE_COMPLEX, complex_cases
from tests.laws.samples import drawn

ELSEWHERE = 1000
"""How far apart the seeds of the two points are."""

SHAPE = "the shape of what np.{} returns depends on values: got a traced value."
MASK = "how many elements a mask selects depends on values: got x[mask] at cases.py:"
BRANCH = "a traced value has no numbers yet: got bool() of bool[] at "
NUMBER = "a traced value has no numbers yet: got float() of float"
COPIED = "an array that was made from a traced value outside of the record: got "

REFUSED = {
    "array": (COPIED, NUMBER),  # a list of values under trace is copied by NumPy, in C
    "gather": (MASK,),
    "geomspace": (BRANCH,),  # of the signs of the ends
    "histogram": (BRANCH, MASK, COPIED),
    "histogram2d": (BRANCH, MASK, COPIED, "a traced value has no numbers yet: got numbers copied out of one"),
    "histogram_bin_edges": (BRANCH,),
    "histogramdd": (BRANCH,),
    "lstsq": (BRANCH,),  # of the rank
    "nanmax": (BRANCH,),  # whether all is NaN
    "nanmedian": (MASK,),
    "nanmin": (BRANCH,),
    "nanpercentile": (MASK,),
    "nanquantile": (MASK,),
    "nanstd": (BRANCH,),
    "nanvar": (BRANCH,),
    "np.fmax.reduce": (BRANCH,),
    "np.fmin.reduce": (BRANCH,),
    "piecewise": (MASK,),
    "poly": (BRANCH,),  # whether the roots are pairs of conjugates
    "polydiv": (BRANCH, NUMBER, COPIED),  # leading zeros are cut off
    "polyfit": (BRANCH,),  # of the rank
    "polymul": (SHAPE.format("nonzero"),),  # leading zeros are cut off
    "setdiff1d": (SHAPE.format("unique"), SHAPE.format("flatnonzero")),
    "setxor1d": (SHAPE.format("unique"),),
    "trim_zeros": (SHAPE.format("nonzero"),),
    "union1d": (SHAPE.format("unique"),),
    "unique": (SHAPE.format("unique"),),
    "unique_all": (SHAPE.format("unique"),),
    "unique_counts": (SHAPE.format("unique"),),
    "unique_inverse": (SHAPE.format("unique"),),
    "unique_values": (SHAPE.format("unique"),),
}
"""What cannot be traced, for all calls or for some, with how the error begins."""

LAST_BIT = {
    "sici": "the rule divides by a NumPy number, which is a 0-d array in the graph",
    "sign, composed": "as above",
    "absolute": "of complex numbers, as above",
    "fftfreq": "of complex numbers, as above",
    "rfftfreq": "of complex numbers, as above",
    "softsign": "of complex numbers, as above",
}
"""What differs from eager in the last bit, with the reason."""

NO_FORWARD_MODE = {
    **dict.fromkeys(["cond", "eigh", "eigvalsh", "norm", "svdvals"], BRANCH),  # whether values are equal, or 0
    **dict.fromkeys(["eig", "eigvals", "qr", "reduced_qr", "roots", "singular_vectors", "svd"], BRANCH),  # as above
    "scatter": MASK,
    "setitem": (MASK, "a traced value has no numbers yet: got view() of int64[3] at "),  # the last of equal indices
}
"""What cannot be traced in forward mode, for some calls: the rules themselves are differentiated there."""

SHAPES = ([(3, 4), (3, 4), (3, 4)], [(3, 4), (4,), (3, 1)], [(4,), (3, 4), ()])
BITS = sorted(name for name in ELEMENTWISE if not takes_floats(SUBJECTS[name]))


def calls(name, dtypes=("float64", "float32")):
    """Return the calls of a subject whose operands are floating-point numbers."""
    made = SUBJECTS[name]
    if name in BY_EXAMPLE:
        found = samples_of(name)
    else:
        count = len(made.operands)
        found = [assembled(made, shapes[:count], ["float64"] * count, ("C",) * count, 0) for shapes in SHAPES]
    return [case.of(dtype) for case in found for dtype in (dtypes if case.samples else ("float64",))]


def elsewhere(case):
    """Return the same call with other numbers."""
    operands = [Operand(x.shape, kind) for x, kind in zip(case.samples, case.kinds, strict=True)]
    numbers = [part for part in (*case.operands, *case.params.values()) if isinstance(part, (float, np.ndarray))]
    seed = case.seed + ELSEWHERE
    return replace(case, drawn=drawn(operands, case.domains, seed, numbers), seed=seed)


def forward(case):
    """Return the call as a function, and its arguments at a point."""
    return case.results, lambda point: (list(point.values),)


def pulled_back(case):
    """Return the gradients as a function of values and cotangents, and its arguments at a point."""

    def gradients(values, cotangents):
        return ag.vjp(lambda *inputs: case.outputs(inputs), *values)[1](cotangents)

    return gradients, lambda point: (list(point.values), point.cotangents(0))


def pushed_forward(case):
    """Return the derivatives along a direction, and the arguments at a point."""

    def derivatives(values, directions):
        return ag.jvp(lambda *inputs: case.outputs(inputs), values, directions)[1]

    return derivatives, lambda point: (list(point.values), point.directions(0))


def check(case, what, name):
    """Hold the graph of a call against the call itself, at two points."""
    function, arguments = what(case)
    points = [arguments(case), arguments(elsewhere(case))]
    expected = [flatten(function(*point))[0] for point in points]
    graph = trace(function)(*points[0])
    for point, values in zip(points, expected, strict=True):
        got, _ = evaluate(graph, flatten(point)[0])
        wanted = [np.asarray(plain(y)) for y in values if isinstance(plain(y), (np.ndarray, np.generic))]
        assert len(got) == len(wanted), case
        for a, b in zip(got, wanted, strict=True):
            assert agree(a, b, 4 * np.finfo(b.dtype).eps if name in LAST_BIT else 0.0), f"{case}: {a}, eager {b}"


def agree(a, b, tolerance):
    """Whether two arrays are the same; with a tolerance relative to the largest number."""
    if (a.shape, a.dtype) != (b.shape, b.dtype):
        return False
    same = np.array_equal(a, b, equal_nan=b.dtype.kind in "fc")
    return same or bool(tolerance and np.allclose(a, b, rtol=0, atol=tolerance * np.abs(b).max(initial=0.0)))


@pytest.mark.parametrize("what", [forward, pulled_back, pushed_forward], ids=lambda what: what.__name__)
@pytest.mark.parametrize("name", sorted({*ELEMENTWISE, *BY_EXAMPLE} - {*REFUSED, *BITS}))
@pytest.mark.filterwarnings("ignore")
def test_the_graph_is_eager_bit_for_bit_here_and_elsewhere(name, what):
    refused = []
    for case in calls(name, ("float64",) if what is pushed_forward else ("float64", "float32")):
        try:
            check(case, what, name)
        except TraceError as error:
            refused.append(str(error))
    allowed = name in NO_FORWARD_MODE and what is pushed_forward
    assert bool(refused) == allowed, refused
    assert all(message.startswith(NO_FORWARD_MODE[name]) for message in refused)


@pytest.mark.parametrize("name", sorted(REFUSED))
@pytest.mark.filterwarnings("ignore")
def test_what_depends_on_values_is_refused_and_the_rest_is_right(name):
    refused = []
    for case in calls(name):
        try:
            check(case, forward, name)
        except TraceError as error:
            refused.append(str(error))
    assert refused, "it can be traced now: take it off the list"
    unknown = [message for message in refused if not message.startswith(REFUSED[name])]
    assert not unknown


@pytest.mark.parametrize("name", BITS)
def test_an_operation_on_bits_is_traced(name):
    function = SUBJECTS[name]
    rng = np.random.default_rng(0)
    here, there = ([rng.integers(0, 5, (3, 4)) for _ in function.operands] for _ in range(2))
    graph = trace(lambda xs: function(*xs))(here)
    for xs in (here, there):
        (got,) = evaluate(graph, xs)[0]
        assert agree(got, function(*xs).array, 0.0)


@pytest.mark.parametrize("what", [forward, pulled_back], ids=lambda what: what.__name__)
@pytest.mark.parametrize("name", sorted(set(HAVE_COMPLEX) - set(REFUSED)))
@pytest.mark.filterwarnings("ignore")
def test_the_graph_is_eager_with_complex_numbers(name, what):
    case = next(iter(complex_cases(name, ("complex128",))))
    check(replace(case, layouts=("C",) * len(case.layouts)), what, name)  # BLAS rounds by the layout


def test_a_frozen_number_is_noticed():
    """The law can fail: what is taken from under a guard is right at the point of the trace, and only there."""

    def with_a_leak(case):
        def function(values):
            trace = tracing.get()
            return case.results([x if trace is None else trace.real(x) for x in values])

        return function, forward(case)[1]

    with pytest.raises(AssertionError, match="sum with samples"):
        check(samples_of("sum")[0], with_a_leak, "sum")
