"""Random programs: operations of the registry, put together at random.

    >>> from autograd_core.testing.strategies.finding import smallest
    >>> smallest(programs(among=["tanh", "multiply"]), lambda program: "tanh" in str(program) and "mul" in str(program))
    def program(x):
        a = np.tanh(fit(x, (3, 4), -3.0, 3.0))
        b = np.multiply(fit(x, (3, 4), -3.0, 3.0), fit(x, (3, 4), -3.0, 3.0))
        return total(a, b)

Not here: what can be called (`calls`).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from string import Formatter, ascii_lowercase
from typing import Any

from hypothesis import strategies as st

from autograd_core.errors import ConfigurationError, explain
from autograd_core.testing.strategies.calls import calls_of, namespace

__all__ = ["Program", "programs"]

MOST = 20  # statements, one for each letter before the inputs'


class Program:
    """A function of arrays or Tensors with a number for a result; it prints as its own source.

    source  Python code of one function, which uses `np`, `ag`, `fit`, `total`, `matrix_of`, and `array` and the like
            as NumPy prints them
    """

    def __init__(self, source: str) -> None:
        self.source = source

    def __repr__(self) -> str:
        return self.source

    @cached_property
    def function(self) -> Any:
        """The function that the source defines."""
        found = dict(namespace())
        exec(compile(self.source, "<program>", "exec"), found)  # noqa: S102  # the source is made here, of known calls
        return found["program"]

    def __call__(self, *inputs: Any) -> Any:
        """Run the program."""
        return self.function(*inputs)


def programs(
    inputs: int = 1, *, least: int = 1, most: int = 5, among: Iterable[str] | None = None
) -> st.SearchStrategy[Program]:
    """Return a strategy for programs of `least` to `most` calls, of a number of inputs.

    Inputs may have any shapes with elements. Every call takes its operands from inputs or from what was computed
    before, brought into its domain by sines, so that all numbers are finite; every result that no other call uses is in
    the total. Kinks are not avoided. By default a call is of any operation or composite that has a gradient, as its
    examples say; `among` names some. Shrinks towards few and short calls.

    Raises ConfigurationError for numbers that exclude each other, UnknownNameError for an operation that there is not.
    """
    if not 1 <= least <= most <= MOST or not 1 <= inputs <= 4:
        given = f"inputs={inputs}, least={least}, most={most}"
        remedy = f"pass 1 ≤ least ≤ most ≤ {MOST} and 1 to 4 inputs"
        raise ConfigurationError(explain("no program has these numbers of inputs and calls", given, remedy))
    calls = calls_of(among)
    if not calls:
        remedy = "name operations that are differentiable"
        raise ConfigurationError(explain("no calls to make programs of", f"among={among!r}", remedy))
    call = st.tuples(st.sampled_from(calls), st.lists(st.integers(0, 23), max_size=4))
    return st.lists(call, min_size=least, max_size=most).map(lambda drawn: Program(_source(drawn, inputs)))


def _source(drawn: list[tuple[str, list[int]]], inputs: int) -> str:
    names = ["x"] if inputs == 1 else ["w", "x", "y", "z"][-inputs:]
    lines, known, unused = [f"def program({', '.join(names)}):"], list(names), list[str]()
    for letter, (call, sources) in zip(ascii_lowercase, drawn, strict=False):
        count = len({field for _, field, _, _ in Formatter().parse(call) if field})
        picked = [known[-1 - (sources[k] if k < len(sources) else len(known) - 1) % len(known)] for k in range(count)]
        lines.append(f"    {letter} = {call.format(*picked)}")
        unused = [*(name for name in unused if name not in picked), letter]
        known.append(letter)
    return "\n".join([*lines, f"    return total({', '.join(unused)})"])
