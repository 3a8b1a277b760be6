"""The calls that the laws are held to, made from the registry.

A `Case` is one call of an operation or composite: sampled floating-point operands, each with a dtype and a memory
layout, and everything else as it is. Elementwise operations are called with shapes, dtypes and layouts that Hypothesis
chooses; all others as their examples say, with every layout and dtype.

Not here: the laws (`laws`), how samples are drawn (`samples`), and which calls take complex numbers (`complex_cases`).
"""

import inspect
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import mutually_broadcastable_shapes

import autograd_core.special  # noqa: F401  # SciPy's functions join the tables
from autograd_core.operation import Operation
from autograd_core.record import Value
from autograd_core.registry import (
    COMPOSITES,
    FUNCTIONS,
    OPERATIONS,
    Composite,
    Example,
    Interval,
    Operand,
    example,
    load_later,
)
from autograd_core.tree import flatten
from tests.laws import kinds
from tests.laws.samples import Drawn, away_from_zero, drawn, lay

Subject = Operation | Composite
Shape = tuple[int, ...]

DTYPES = ("float64", "float32")
COMPLEX = {"float64": "complex128", "float32": "complex64"}
DOUBLE = {"float32": "float64", "complex64": "complex128"}
SINGLE = {double: single for single, double in DOUBLE.items()}
LAYOUTS = ("C", "Fortran", "strided", "reversed")
MEAN_THEMSELVES = frozenset({"axis", "axes", "shape", "newshape", "repeats", "reps", "shift", "source", "destination"})
"""Parameters of composites for which a tuple of integers means itself, not an operand."""


MATRIX = np.array([[True, False, True, False], [False, False, True, True], [True, True, True, False]])
REDUCED = (example((3, 4)), example((3, 4), axis=1, keepdims=True), example((2, 3, 4), axis=-2))
ACCUMULATED = (example((3, 4)), example((3, 4), axis=1), example((4,), 0))
IN_PARTS = (example((6,), [0, 3, 1, 1]), example((3, 4), [1, 2], axis=1), example((5, 2), [4, 0]))
TABLES = (example((2, 3), (4,)), example((), (2,)), example((0,), (3,)))
TABLES_OF_POWERS = (example((2, 3), np.array([1, -2])),)
WHERE = (example(MATRIX, (3, 4), (4,)), example(MATRIX[0], (4,), 2.0), example(True, (2,), (2,)))


def _subjects() -> dict[str, Subject]:
    """Return by name what the laws are held to: operations, composites, methods of ufuncs, and `np.where`."""
    found: dict[str, Subject] = dict(OPERATIONS)
    for name, made in COMPOSITES.items():
        found[f"{name}, composed" if name in OPERATIONS else name] = made
    for key, function in FUNCTIONS.items():
        if isinstance(key, tuple) and FUNCTIONS[key[0]].rules and key[0].signature is None:
            ufunc, method = key
            shown = {"reduce": REDUCED, "accumulate": ACCUMULATED, "outer": TABLES, "reduceat": IN_PARTS}[method]
            shown = TABLES_OF_POWERS if ufunc is np.ldexp else shown
            domain = FUNCTIONS[ufunc].domain if method == "outer" else FUNCTIONS[ufunc].domain[0]
            found[f"np.{ufunc.__name__}.{method}"] = Composite(function, getattr(ufunc, method), shown, domain)
    found["np.where"] = Composite(FUNCTIONS[np.where], np.where, WHERE, Interval(-3, 3))
    return found


load_later()
SUBJECTS = _subjects()


def is_elementwise(made: Subject) -> bool:
    """Whether Hypothesis chooses the shapes of the calls."""
    return isinstance(made, Operation) and made.batched == 0 and not made.examples


ELEMENTWISE = sorted(name for name, made in SUBJECTS.items() if is_elementwise(made))
BY_EXAMPLE = sorted(name for name, made in SUBJECTS.items() if not is_elementwise(made))


@dataclass(frozen=True)
class Slot:
    """The place of a sampled operand."""

    index: int


@dataclass(frozen=True)
class Case:
    """One call.

    drawn    the sampled operands, in double precision, real and complex
    domains  the interval that each was drawn from
    kinds    what is special about each
    places   the place of the operand that each belongs to
    wanted   those among the samples through which a gradient flows
    operands what the call is given, with a Slot for each sample
    """

    name: str
    subject: Subject
    drawn: Drawn
    domains: tuple[Interval, ...]
    kinds: tuple[str, ...]
    places: tuple[int, ...]
    wanted: tuple[int, ...]
    operands: tuple[Any, ...]
    params: Mapping[str, Any]
    dtypes: tuple[str, ...]
    layouts: tuple[str, ...]
    seed: int = 0

    def __repr__(self) -> str:
        shapes = [s.shape for s in self.samples]
        given = f"samples {shapes} of {self.dtypes} laid {self.layouts}"
        return f"{self.name} with {given}, operands {self.operands}, params {dict(self.params)}"

    @property
    def samples(self) -> tuple[Any, ...]:
        """The sampled operands as real numbers, in double precision."""
        return self.drawn.real

    @cached_property
    def values(self) -> tuple[Any, ...]:
        """The sampled operands with their dtypes and layouts, read-only."""
        drawn = (self.drawn.of(k, dtype) for k, dtype in enumerate(self.dtypes))
        return tuple(lay(x, layout) for x, layout in zip(drawn, self.layouts, strict=True))

    def of(self, *dtypes: str) -> "Case":
        """Return the same call with all samples of one dtype, or with as many dtypes as there are samples."""
        dtypes = dtypes * len(self.samples) if len(dtypes) == 1 else dtypes
        fitting = [COMPLEX.get(d, d) if kind == "complex" else d for d, kind in zip(dtypes, self.kinds, strict=True)]
        return replace(self, dtypes=tuple(fitting))

    def in_double(self) -> "Case":
        """Return the same call in double precision."""
        return replace(self, dtypes=tuple(DOUBLE.get(dtype, dtype) for dtype in self.dtypes))

    def in_single(self) -> "Case":
        """Return the same call in single precision."""
        return replace(self, dtypes=tuple(SINGLE.get(dtype, dtype) for dtype in self.dtypes))

    def call(self, function: Callable[..., Any], values: Any) -> Any:
        """Call any function that takes what the subject takes."""
        return function(*_filled(self.operands, values), **self.params)

    def results(self, values: Any) -> list[Any]:
        """Return all results of the subject."""
        function = self.subject if isinstance(self.subject, Operation) else self.subject.function
        return flatten(self.call(function, values))[0]

    def outputs(self, values: Any) -> list[Any]:
        """Return the floating-point results of the subject, as Tensors: those that can have a gradient."""
        return [y for y in self.results(values) if isinstance(y, Value) and y.array.dtype.kind in "fc"]

    def arrays(self, values: Any) -> list[Any]:
        """Return the floating-point results as arrays."""
        return [y.array for y in self.outputs(values)]

    # ------------------------------------------------------------------------------------------------ random companions

    def directions(self, number: int) -> list[Any]:
        """Return directions to move the samples in; nothing moves through which no gradient flows."""
        rng = np.random.default_rng([self.seed, 1, number])
        drawn = [away_from_zero(rng, s.shape, d) for s, d in zip(self.samples, self.dtypes, strict=True)]
        within = [kinds.tangent(kind, u) if kind else u for kind, u in zip(self.kinds, drawn, strict=True)]
        return [
            np.asarray(u, d) if k in self.wanted else np.zeros_like(u, d)
            for k, (u, d) in enumerate(zip(within, self.dtypes, strict=True))
        ]

    def cotangents(self, number: int) -> list[Any]:
        """Return cotangents for the outputs, read-only and in the layouts of the samples."""
        rng = np.random.default_rng([self.seed, 2, number])
        layouts = self.layouts or ("C",)
        return [
            lay(away_from_zero(rng, y.shape, y.dtype), layouts[k % len(layouts)])
            for k, y in enumerate(self.arrays(self.values))
        ]


def is_complex(dtype: str) -> bool:
    """Whether a dtype is one of complex numbers."""
    return dtype.startswith("complex")


def _filled(operands: Any, values: Any) -> Any:
    """Return operands with values for their Slots, also inside lists and tuples."""
    if isinstance(operands, Slot):
        return values[operands.index]
    if isinstance(operands, (list, tuple)) and not hasattr(operands, "_fields"):
        return type(operands)(_filled(part, values) for part in operands)
    return operands


# ---------------------------------------------------------------------------------------------------- elementwise calls


def takes_floats(operation: Operation) -> bool:
    """Whether an operation is defined on floating-point numbers; those of bits are not."""
    types = getattr(operation.forward, "types", ["d"])
    return any(signature[0] in "fd" for signature in types)


@st.composite
def elementwise(draw: Any, operation: Operation) -> Case:
    """Draw a call of an elementwise operation: shapes that broadcast, floats of both sizes, and some constants."""
    count = len(operation.operands)
    shapes = draw(mutually_broadcastable_shapes(num_shapes=count, min_side=0, max_side=3, max_dims=3)).input_shapes
    with_rule = [k for k in range(count) if operation.rule_of(k)]
    main = draw(st.sampled_from(with_rule or range(count)))
    kinds = [draw(_kind(operation, k, k == main)) for k in range(count)]
    seed = draw(st.integers(0, 2**16))
    return assembled(operation, list(shapes), kinds, draw(st.tuples(*[st.sampled_from(LAYOUTS)] * count)), seed)


def _kind(operation: Operation, place: int, main: bool) -> st.SearchStrategy[str]:
    if not takes_floats(operation):
        return st.sampled_from(["bools"] if operation.name.startswith("logical") else ["bools", "integers"])
    if main:
        return st.sampled_from(DTYPES)
    if operation.rules and not operation.rule_of(place):
        return st.sampled_from(["bools", *DTYPES])
    domain = operation.domain[place]
    return st.sampled_from([*DTYPES, *DTYPES, "number", *(["integers"] if _integers(domain) else [])])


def _integers(domain: Interval) -> list[int]:
    return [n for n in range(int(domain.low) - 1, int(domain.high) + 2) if domain.low < n < domain.high]


def assembled(
    operation: Operation, shapes: list[tuple[int, ...]], kinds: list[str], layouts: tuple[str, ...], seed: int
) -> Case:
    """Return the call of an elementwise operation with operands of the given shapes, kinds and layouts."""
    sampled = [k for k, kind in enumerate(kinds) if kind in DTYPES]
    constants = {
        k: _constant(operation.domain[k], kinds[k], shapes[k], seed) for k in range(len(kinds)) if k not in sampled
    }
    domains = tuple(operation.domain[k] for k in sampled)
    operands = [constants[k] if k in constants else Slot(sampled.index(k)) for k in range(len(kinds))]
    return Case(
        operation.name,
        operation,
        drawn([Operand(shapes[k], "") for k in sampled], domains, seed, list(constants.values())),
        domains,
        ("",) * len(sampled),
        tuple(sampled),
        tuple(i for i, k in enumerate(sampled) if operation.rule_of(k)),
        tuple(operands),
        {},
        tuple(kinds[k] for k in sampled),
        tuple(layouts[k] for k in sampled),
        seed,
    )


def _constant(domain: Interval, kind: str, shape: tuple[int, ...], seed: int) -> Any:
    rng = np.random.default_rng([seed, 3])
    match kind:
        case "number":
            return float(rng.uniform(domain.low, domain.high))
        case "integers":
            return np.asarray(rng.choice(_integers(domain), shape))
        case _:
            return np.asarray(rng.choice([False, True], shape))


# ----------------------------------------------------------------------------------------------------------- by example


def by_example(name: str, dtypes: tuple[str, ...] = DTYPES) -> Iterator[Case]:
    """Yield the calls of all examples: every layout and dtype, and dtypes mixed where there is more than one sample."""
    for number, shown in enumerate(SUBJECTS[name].examples):
        first = from_example(name, shown, number)
        count = len(first.samples)
        for (k, layout), dtype in product(enumerate(LAYOUTS), dtypes):
            layouts = (layout, *[LAYOUTS[(k + i) % len(LAYOUTS)] for i in range(1, count)])[:count]
            yield replace(first, layouts=layouts).of(dtype)
        if count > 1 and len(dtypes) > 1:
            yield first.of(*alternating(dtypes, count))
            yield first.of(*alternating(dtypes[::-1], count))


def alternating(dtypes: tuple[str, ...], count: int) -> list[str]:
    """Return as many of two dtypes in turns."""
    return [dtypes[i % 2] for i in range(count)]


def from_example(name: str, shown: Example, seed: int) -> Case:
    """Return the call of an example in double precision."""
    made = SUBJECTS[name]
    found: list[tuple[Operand, int]] = []  # what is to be drawn, and the place of its operand

    def slots(part: Any, place: int, nested: bool = False) -> Any:
        if (special := _special(part, nested)) is not None:
            found.append((special, place))
            return Slot(len(found) - 1)
        return [slots(each, place, nested=True) for each in part] if isinstance(part, list) else part

    operands = tuple(slots(p, k) if _is_operand(made, k) else p for k, p in enumerate(shown.operands))
    domains = tuple(_domain(made, place) for _, place in found)
    numbers = [part for part in (*shown.operands, *shown.params.values()) if isinstance(part, (float, np.ndarray))]
    return Case(
        name,
        made,
        drawn([operand for operand, _ in found], domains, seed, numbers),
        domains,
        tuple(operand.kind for operand, _ in found),
        tuple(place for _, place in found),
        tuple(i for i, (_, place) in enumerate(found) if _has_gradient(made, place)),
        operands,
        shown.params,
        ("float64",) * len(found),
        ("C",) * len(found),
        seed,
    ).of("float64")


def _special(part: Any, nested: bool) -> Operand | None:
    """Return what is to be drawn for a part of an example, if it stands for something."""
    if isinstance(part, Operand):
        return part
    if isinstance(part, tuple) and all(type(n) is int for n in part):
        return Operand(part, "")
    if nested and isinstance(part, np.ndarray) and part.dtype.kind == "f":
        return Operand(part.shape, "")
    return None


def _is_operand(made: Subject, place: int) -> bool:
    """Whether a tuple at this place stands for an operand, and does not mean itself."""
    if isinstance(made, Operation):
        return made.variadic is not None or place < len(made.operands)
    arguments = list(inspect.signature(made.function).parameters.values())
    argument = arguments[min(place, len(arguments) - 1)]
    return argument.kind is argument.VAR_POSITIONAL or argument.name not in MEAN_THEMSELVES


def _domain(made: Subject, place: int) -> Interval:
    if isinstance(made.domain, Interval):
        return made.domain
    return made.domain[min(place, len(made.domain) - 1)]


def _has_gradient(made: Subject, place: int) -> bool:
    return isinstance(made, Composite) or made.rule_of(place) is not None


# -------------------------------------------------------------------------------------------------------- fixed samples


def samples_of(name: str) -> list[Case]:
    """Return the calls, in double precision, at which rules are damaged: no two axes are of the same length."""
    made = SUBJECTS[name]
    if name not in ELEMENTWISE:
        return [from_example(name, shown, number) for number, shown in enumerate(made.examples)]
    assert isinstance(made, Operation)
    count = len(made.operands)
    shapes = [[(3, 4), (3, 4), (3, 4)], [(3, 4), (4,), (3, 1)], [(4,), (3, 4), ()]]
    with_bools = ["float64" if made.rule_of(k) else "bools" for k in range(count)]
    all_floats = ["float64"] * count
    return [
        assembled(made, chosen[:count], kinds, ("C",) * count, 0)
        for chosen in shapes
        for kinds in (all_floats, with_bools)
    ]


def accepted(function: Callable[..., Any], case: Case) -> bool:
    """Whether a NumPy function can be called so; those that share a stand-in differ a little in what they take."""
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("error", np.exceptions.ComplexWarning)  # a cast to real numbers takes none
            case.call(function, case.values)
    except (TypeError, ValueError, np.exceptions.ComplexWarning):
        return False
    return True
