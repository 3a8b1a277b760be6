"""Mistakes in rules: operations with rules written by hand, as people write them, and what goes wrong in them.

    >>> len(RULES) > 60, sum(len(rule.wrong) for rule in RULES) > 150
    (True, True)

All of them are NumPy; the arguments are drawn by the strategies of `autograd_core.testing` with their defaults, except
for domains. Not here: wrong numbers as such (`damage`).
"""

from benchmarks.gradient_checking.mutants import (
    broadcasting,
    complex_numbers,
    contractions,
    elementwise,
    indexing,
    layers,
    matrices,
    memory,
    reductions,
    scans,
    shaping,
)
from benchmarks.gradient_checking.mutants.rule import Rule

__all__ = ["RULES"]

RULES: tuple[Rule, ...] = (
    *elementwise.RULES,
    *broadcasting.RULES,
    *reductions.RULES,
    *scans.RULES,
    *shaping.RULES,
    *indexing.RULES,
    *contractions.RULES,
    *matrices.RULES,
    *layers.RULES,
    *complex_numbers.RULES,
    *memory.RULES,
)
"""All rules."""
