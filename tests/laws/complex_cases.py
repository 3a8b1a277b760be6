"""The calls with complex numbers, alone and mixed with real ones, of everything that takes them.

NumPy says what takes them: the function whose place is taken, or the forward formula. Not here: the calls themselves
(`cases`).
"""

from collections.abc import Iterator
from dataclasses import replace

from autograd_core.operation import Operation
from tests.laws.cases import BY_EXAMPLE, ELEMENTWISE, LAYOUTS, Case, accepted, alternating, samples_of

REFUSE_COMPLEX = frozenset({"histogram", "histogram2d", "histogram_bin_edges", "histogramdd"})
"""What raises DTypeError for complex numbers, though NumPy takes them, by real parts or in an order of its own."""


def complex_cases(name: str, dtypes: tuple[str, ...] = ("complex128",)) -> Iterator[Case]:
    """Yield the fixed calls with complex numbers, and mixed with real ones, of what takes them, as NumPy says."""
    for number, case in enumerate(samples_of(name) if name not in REFUSE_COMPLEX else ()):
        count = len(case.samples)
        layouts = tuple(LAYOUTS[(number + i) % len(LAYOUTS)] for i in range(count))
        for dtype in dtypes:
            found = replace(case, layouts=layouts).of(dtype)
            if count and _takes(found):
                yield found
        mixed = ("float64", "complex128")
        for pair in (mixed, mixed[::-1]) if count > 1 else ():
            if _takes(found := case.of(*alternating(pair, count))):
                yield found


def _takes(case: Case) -> bool:
    """Whether a subject takes operands of these dtypes: as the NumPy function whose place it takes, or its formula."""
    made = case.subject
    function = made.numpy or (made.forward if isinstance(made, Operation) else made.function)
    return accepted(function, case)


HAVE_COMPLEX = [name for name in (*ELEMENTWISE, *BY_EXAMPLE) if next(complex_cases(name), None) is not None]
"""What takes complex numbers."""
