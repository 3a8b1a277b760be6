"""The functions that gradients are checked of: smooth ones, ones with kinks, and ones that compute in float32.

    >>> sorted(GROUPS)
    ['float32', 'kinks', 'smooth']

Each is hard for a reason: it grows fast, cancels, saturates, mixes scales, ends, oscillates, or has a corner.
"""

from benchmarks.gradient_checking.case import Case
from benchmarks.gradient_checking.functions import arrays, cancelling, extremes, kinks, matrices, single, solvers, ties

__all__ = ["GROUPS"]

GROUPS: dict[str, tuple[Case, ...]] = {
    "smooth": (*extremes.CASES, *cancelling.CASES, *arrays.CASES, *matrices.CASES, *solvers.CASES),
    "kinks": (*kinks.CASES, *ties.CASES),
    "float32": single.CASES,
}
"""Group to its cases."""
