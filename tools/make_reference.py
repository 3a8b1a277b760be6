"""Write docs/reference.md: every name of NumPy that takes numbers, and what its gradient can do.

    python tools/make_reference.py

Nothing in it is written by hand: rows come from the registry, and each tick from the law that holds it, asked anew.
"""

from __future__ import annotations

import sys
import types
import warnings
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from autograd_core.errors import TraceError  # noqa: E402  # the line above finds it
from autograd_core.graph.native.axes import Axes  # noqa: E402  # as above
from autograd_core.graph.native.nests import fits  # noqa: E402  # as above
from autograd_core.graph.passes import optimize  # noqa: E402  # as above
from autograd_core.graph.passes.lowering import lower  # noqa: E402  # as above
from autograd_core.graph.primitives import is_primitive  # noqa: E402  # as above
from autograd_core.graph.structure import Graph  # noqa: E402  # as above
from autograd_core.graph.tracing import trace  # noqa: E402  # as above
from autograd_core.observing import observed  # noqa: E402  # as above
from autograd_core.operation import Operation  # noqa: E402  # as above
from autograd_core.registry import CONSTANT, FUNCTIONS, REFUSED  # noqa: E402  # as above
from tests.laws import laws  # noqa: E402  # as above
from tests.laws.cases import SUBJECTS, Case, samples_of, takes_floats  # noqa: E402  # as above
from tests.laws.complex_cases import HAVE_COMPLEX, complex_cases  # noqa: E402  # as above
from tests.laws.test_tracing import REFUSED as NOT_TRACED  # noqa: E402  # as above
from tests.laws.test_tracing import check, forward, pulled_back  # noqa: E402  # as above

PAGE = ROOT / "docs" / "reference.md"
NAMESPACES = {"numpy": np, "numpy.linalg": np.linalg, "numpy.fft": np.fft}

HEAD = """# Reference

Every name of NumPy that takes floating-point numbers, as it is on Tensors. Made by `make reference` from the registry
of operations and the laws that the tests hold them to; a tick is a law that was asked anew.

- **gradient**: reverse mode equals finite differences; `0` where the function is piecewise constant.
- **second**: so do derivatives of the gradient, and the Hessian is symmetric.
- **forward**: forward mode is the adjoint of reverse mode.
- **float32**: single precision stays single.
- **complex**: all of this with complex numbers, alone and mixed with real ones; `–` where NumPy takes none.
- **graph**: `node` where a call is one node of the record, else the operations that it is made of.
- **trace**: traced graphs compute the result and the gradient to the last bit; `some` where the shapes or branches of
  some calls depend on values, which is refused, `–` where those of all calls do.
- **program**: what becomes of traced calls, by their arguments: `kernel` where all of it can be machine code, `view`
  where nothing is computed, `NumPy` where calls of NumPy are left, `whole` where an operation itself is called.
- **at kinks**: the subgradient that is chosen where there is no derivative.
"""


class Row(NamedTuple):
    """What can be said of one name."""

    name: str
    marks: tuple[str, ...]
    graph: str
    trace: str
    program: str
    kinks: str

    def __str__(self) -> str:
        return f"| {' | '.join([f'`{self.name}`', *self.marks, self.graph, self.trace, self.program, self.kinks])} |"


OF_INTEGERS = "of integers"
TITLES = (
    "| name | gradient | second | forward | float32 | complex | graph | trace | program | at kinks |\n"
    "|---|---|---|---|---|---|---|---|---|---|"
)
PROGRAMS = ("view", "kernel", "NumPy", "whole")


# ------------------------------------------------------------------------------------------------------------- subjects


def subject_names() -> dict[int, str]:
    """Return by the identity of a stand-in the name under which the laws know it."""
    return {id(made if isinstance(made, Operation) else made.function): name for name, made in SUBJECTS.items()}


def holds(law: Callable[[Case], None], cases: Iterable[Case]) -> str:
    """Return a tick if a law holds in all cases, a cross if not."""
    try:
        for case in cases:
            law(case)
    except AssertionError:
        return "✗"
    return "✓"


@cache
def row_of(subject: str) -> Row:
    """Ask the laws about a subject."""
    made, cases = SUBJECTS[subject], [case for case in samples_of(subject) if case.samples]
    if isinstance(made, Operation) and not takes_floats(made):
        return Row(subject, (OF_INTEGERS,) * 5, "node", "✓", "–", "")
    parts = parts_of(cases)
    kinks = "; ".join(dict.fromkeys(f"{_prefix(made, part)}{part.kink}" for part in parts if part.kink))
    graph = "node" if isinstance(made, Operation) else ", ".join(sorted({part.name for part in parts})) or "–"
    if not any(case.wanted for case in cases) or not any(part.rules for part in parts):
        return Row(subject, ("0",) + ("–",) * 4, graph, *traced(subject, cases), "")
    single = [case.of("float32") for case in cases]
    marks = (
        holds(laws.rule_equals_finite_difference, cases),
        holds(laws.rule_of_the_rule_equals_finite_difference, cases),
        holds(laws.forward_mode_is_the_adjoint, cases),
        holds(laws.gradients_are_like_their_operands, single),
        holds(laws.rule_equals_finite_difference, complex_cases(subject)) if subject in HAVE_COMPLEX else "–",
    )
    return Row(subject, marks, graph, *traced(subject, cases), kinks)


def _prefix(made: Any, part: Operation) -> str:
    return "" if isinstance(made, Operation) else f"{part.name}: "


def traced(subject: str, cases: list[Case]) -> tuple[str, str]:
    """Return whether calls can be traced, and what becomes of the graphs."""
    graphs = [graph for case in cases if (graph := graph_of(case)) is not None]
    program = ", ".join(sorted(set(map(program_of, graphs)), key=PROGRAMS.index)) or "–"
    if subject in NOT_TRACED:
        return "some" if graphs else "–", program
    return holds(partial(_is_traced, subject), [one for case in cases for one in (case, case.of("float32"))]), program


def _is_traced(subject: str, case: Case) -> None:
    for what in (forward, pulled_back):
        check(case, what, subject)


def graph_of(case: Case) -> Graph | None:
    """Return the graph of a call, None if it cannot be traced."""
    try:
        return trace(case.results)(list(case.values))
    except TraceError:
        return None


def program_of(graph: Graph) -> str:
    """Return what becomes of a graph: one of PROGRAMS."""
    lowered = optimize(lower(graph))[0]
    if not all(is_primitive(equation.op) for equation in lowered.equations):
        return "whole"
    axes = Axes(lowered)
    computed = [equation for equation in lowered.equations if equation.outputs[0] not in axes.views]
    if not computed:
        return "view"
    return "kernel" if all(fits(axes, equation) for equation in computed) else "NumPy"


def parts_of(cases: list[Case]) -> list[Operation]:
    """Return the operations that calls are made of."""
    seen: dict[str, Operation] = {}
    with observed(lambda operation, operands, result: seen.setdefault(operation.name, operation)):
        for case in cases:
            case.results(laws.leaves_of(case.values))
    return list(seen.values())


# ---------------------------------------------------------------------------------------------------------------- names


def public(space: types.ModuleType) -> Iterator[tuple[str, Any]]:
    """Yield the functions of a namespace of NumPy's, ufuncs and what else can be called but classes."""
    for name in sorted(space.__all__, key=str.lower):
        found = getattr(space, name)
        if callable(found) and not isinstance(found, type):
            yield name, found


def stood_in_for(space: types.ModuleType) -> list[Row]:
    """Return the rows of all functions of a namespace for which something stands in."""
    known = subject_names()
    found = [(name, FUNCTIONS[function]) for name, function in public(space) if _is_known(function, FUNCTIONS)]
    return [
        row._replace(name=name)
        for name, stands_in in found
        if id(stands_in) in known and OF_INTEGERS not in (row := row_of(known[id(stands_in)])).marks
    ]


def _is_known(function: Any, table: Any) -> bool:
    try:
        return function in table
    except TypeError:  # unhashable
        return False


def methods_of_ufuncs() -> list[Row]:
    """Return the rows of the methods of ufuncs, such as np.add.reduce."""
    return [row_of(name)._replace(name=name.removeprefix("np.")) for name in sorted(SUBJECTS) if name.startswith("np.")]


def own() -> list[Row]:
    """Return the rows of what NumPy does not have."""
    numpy = {id(stands_in) for stands_in in FUNCTIONS.values()}
    return [
        row_of(name)
        for name, made in sorted(SUBJECTS.items(), key=lambda item: item[0].lower())
        if id(made if isinstance(made, Operation) else made.function) not in numpy and not name.startswith("np.")
    ]


def names_in(table: Any, space: types.ModuleType) -> list[str]:
    """Return the functions of a namespace that stand in a table."""
    return [name for name, function in public(space) if _is_known(function, table)]


# ----------------------------------------------------------------------------------------------------------------- page


def as_table(rows: Iterable[Row]) -> str:
    """Return rows as a table."""
    return "\n".join([TITLES, *map(str, rows)])


def page() -> str:
    """Return the whole page."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        parts = [HEAD, counts()]
        parts += [f"## {name}\n\n{as_table(stood_in_for(space))}\n" for name, space in NAMESPACES.items()]
        parts.append(f"## Methods of ufuncs\n\n{as_table(methods_of_ufuncs())}\n")
        parts.append(f"## What NumPy does not have\n\n{as_table(own())}\n")
    parts += [writing(), constants(), refusals()]
    return "\n".join(parts)


def counts() -> str:
    """Return how many names of NumPy's are of which kind."""
    rows = [row for space in NAMESPACES.values() for row in stood_in_for(space)]
    zero = sum(row.marks[0] == "0" for row in rows)
    constant = sum(len(names_in(CONSTANT, space)) for space in NAMESPACES.values())
    refused = sum(len(names_in(REFUSED, space)) for space in NAMESPACES.values())
    wrong = sum("✗" in row.marks for row in rows)
    return (
        "| names of NumPy that take numbers | |\n|---|---|\n"
        f"| differentiable, held by the laws | {len(rows) - zero - wrong} |\n"
        f"| piecewise constant or constant, gradient 0 | {zero + constant} |\n"
        f"| refused by name, with the way out | {refused} |\n"
        f"| wrong, or silent about a lost gradient | {wrong} |\n"
    )


def writing() -> str:
    """Return the functions that write into an array."""
    known = subject_names()
    names = [
        name for name, function in public(np) if _is_known(function, FUNCTIONS) and id(FUNCTIONS[function]) not in known
    ]
    listed = ", ".join(f"`{name}`" for name in names)
    return f"## Functions that write, or tell of shapes\n\nWrites into Tensors are recorded. {listed}.\n"


def constants() -> str:
    """Return the functions through which no gradient flows."""
    lines = ["## Constant or piecewise constant\n\nThe gradient is zero.\n"]
    for space, module in NAMESPACES.items():
        if names := names_in(CONSTANT, module):
            lines.append(f"- {space}: {', '.join(f'`{name}`' for name in names)}")
    return "\n".join(lines) + "\n"


def refusals() -> str:
    """Return what is refused, why, and what to use instead."""
    lines = ["## Refused by name\n\n| name | why | instead |\n|---|---|---|"]
    for space, module in NAMESPACES.items():
        prefix = "" if module is np else f"{space.removeprefix('numpy.')}."
        for name, function in public(module):
            if _is_known(function, REFUSED):
                why, instead = REFUSED[function]
                lines.append(f"| `{prefix}{name}` | {why} | {instead} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
