"""What passes did to a graph, by operation.

>>> from collections import Counter
>>> print(Report(9, 6, (Change("dead code", Counter(exp=2, add=1), Counter()),)))
9 equations, 6 left
dead code: 3 removed (2 exp, 1 add)
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from autograd_core.graph.structure import Graph

__all__ = ["Change", "Report", "change"]


class Change(NamedTuple):
    """What one pass did.

    name       of the pass
    removed    how many equations are gone, by operation
    rewritten  how many equations compute their result by another operation or from fewer operands, by operation before
    """

    name: str
    removed: Counter[str]
    rewritten: Counter[str]

    def and_then(self, later: Change) -> Change:
        """Return both changes, one after the other, as one."""
        return Change(self.name, self.removed + later.removed, self.rewritten + later.rewritten)

    def __str__(self) -> str:
        parts = [(self.removed, "removed"), (self.rewritten, "rewritten")]
        return f"{self.name}: " + (", ".join(_counted(*part) for part in parts if part[0]) or "nothing")


class Report(NamedTuple):
    """What all passes did: the number of equations before and after, and the changes by pass."""

    before: int
    after: int
    changes: tuple[Change, ...]

    def __str__(self) -> str:
        return "\n".join([f"{self.before} equations, {self.after} left", *map(str, self.changes)])


def change(name: str, before: Graph, after: Graph) -> Change:
    """Return what a pass did, from the graphs before and after it."""
    left = {equation.outputs: equation for equation in after.equations}
    removed, rewritten = Counter[str](), Counter[str]()
    for equation in before.equations:
        found = left.get(equation.outputs)
        if found is None:
            removed[equation.op] += 1
        elif found is not equation and (found.op != equation.op or found.params is not equation.params):
            rewritten[equation.op] += 1
    return Change(name, removed, rewritten)


def _counted(counts: Counter[str], what: str) -> str:
    each = ", ".join(f"{count} {op}" for op, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
    return f"{counts.total()} {what} ({each})"
