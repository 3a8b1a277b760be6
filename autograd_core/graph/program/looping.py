"""A loop over the blocks of large arrays: the statements for one BLOCKED group.

The temporaries of a formula are a few short arrays that are used again in every block. Not here: which equations are
computed so (`grouping`).
"""

from __future__ import annotations

from typing import Any

from autograd_core.graph.program.grouping import BLOCK
from autograd_core.graph.program.primitives import statements
from autograd_core.graph.program.wording import dtype
from autograd_core.graph.schedule import Group
from autograd_core.graph.structure import Equation, Literal

__all__ = ["BLOCKS", "Loop"]

BLOCKS = f'''def blocks(*arrays):
    """Yield arrays of one size part by part: what is computed of a part stays in the processor's cache."""
    flat = [array.reshape(-1) for array in arrays]
    for start in range(0, flat[0].size, {BLOCK}):
        yield [array[start : start + {BLOCK}] for array in flat]
'''
"""The function that the loops use."""


class Loop:
    """The statements of a loop over blocks."""

    def __init__(self, writer: Any, group: Group) -> None:
        self._writer, self._group = writer, group
        self._spec = writer.graph.values[group.equations[0].outputs[0]]
        self._parts: dict[str, str] = {}  # the name of each array's part
        self._texts: dict[int, str] = {}
        self._free: dict[Any, list[str]] = {}
        self._works: list[tuple[str, str]] = []  # the names of the temporaries, in a block and as a whole
        equations = group.equations
        self._last = {value: place for place, equation in enumerate(equations) for value in equation.reads}
        self._target = self._main()
        self._read()
        body = [line for place, equation in enumerate(equations) for line in self._step(place, equation)]
        body += [f"np.copyto({self._part(writer.texts[v])}, {self._texts[v]})" for v in self._late]
        self.lines = [self._opening(), *[f"    {line}" for line in [*self._trimmed(), *body]]]

    def _read(self) -> None:
        """Name what is read, and find the results that must wait until the old value has been read."""
        writer, group = self._writer, self._group
        for value in group.inputs:
            text = writer.texts[value]
            self._texts[value] = self._part(text) if writer.graph.values[value].shape == self._spec.shape else text
        made = {output: place for place, equation in enumerate(group.equations) for output in equation.outputs}
        in_place = {v: writer.plan.in_place[v] for v in group.outputs if v in writer.plan.in_place}
        self._late = [v for v, old in in_place.items() if self._last.get(old, -1) > made[v]]

    def _main(self) -> str:
        """Return the name of the Variable that the formula is for: the one whose name is in those of its slots."""
        targets = [self._writer.target(v) for v in self._group.outputs if v in self._writer.plan.in_place]
        return min(targets, key=len, default="")

    def _part(self, text: str) -> str:
        if text not in self._parts:
            base = self._short(text)
            taken = self._parts.values()
            name = next(name for name in self._writer.names.local(base) if name not in taken)
            self._parts[text] = name
        return self._parts[text]

    def _short(self, text: str) -> str:
        """Return what to call a part of an array: w for the Variable, g for its gradient, else its own name."""
        if text == self._target:
            return "w"
        if text == f"d_{self._target}":
            return "g"
        words = self._target.split("_")
        ends = ["_".join(words[k:]) for k in range(len(words))]
        rest = next((text[len(end) + 1 :] for end in ends if end and text.startswith(f"{end}_")), "")
        rest = rest.rstrip("_0123456789")
        return rest if rest.isidentifier() else f"{text}_part" if text.isidentifier() else "part"

    def _step(self, place: int, equation: Equation) -> list[str]:
        (value,) = equation.outputs
        operands = [self._writer.atom(a) if isinstance(a, Literal) else self._texts[a] for a in equation.inputs]
        ends = [v for v in dict.fromkeys(equation.reads) if self._last[v] == place and v not in self._late]
        works = {work for work, _ in self._works}
        done = [v for v in ends if self._texts[v] in works]
        kind = self._writer.graph.values[value].dtype
        if value in self._group.outputs and value not in self._late:
            out = self._part(self._writer.texts[value])
        else:
            same = [v for v in done if self._writer.graph.values[v].dtype == kind]
            out = self._texts[same[0]] if same else self._work(kind)
            done = [v for v in done if v not in same[:1]]
        for v in done:
            self._free.setdefault(self._writer.graph.values[v].dtype, []).append(self._texts[v])
        self._texts[value] = out
        return statements(equation, operands, out)

    def _work(self, kind: Any) -> str:
        """Return the name of a temporary that is free."""
        if self._free.get(kind):
            return self._free[kind].pop()
        taken = {whole for _, whole in self._works}
        known = [name for name, other in self._writer.scratch.items() if other == kind and name not in taken]
        whole = known[0] if known else self._writer.names.unique("scratch")
        self._writer.scratch[whole] = kind
        work: str = next(iter(self._writer.names.local(whole.replace("scratch", "part"))))
        self._works.append((work, whole))
        return work

    def _opening(self) -> str:
        if self._target in self._parts:  # it stands first
            self._parts = {self._target: self._parts[self._target]} | self._parts
        names = ", ".join(self._parts.values())
        return f"for {names if len(self._parts) > 1 else f'({names},)'} in blocks({', '.join(self._parts)}):"

    def _trimmed(self) -> list[str]:
        size = f"{next(iter(self._parts.values()))}.size"
        return [f"{work} = {whole}[: {size}]" for work, whole in self._works]


def scratch(name: str, kind: Any) -> str:
    """Return the statement that makes a temporary."""
    return f"{name} = aligned({BLOCK}, {dtype(kind)})"
