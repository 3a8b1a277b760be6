"""The text around the body of a program, and how it is laid out: as `ruff format` would, in lines of 120 letters.

    >>> print(fitted("    y = function(" + ", ".join(["argument"] * 11) + ")"))
        y = function(
            argument, argument, argument, argument, argument, argument, argument, argument, argument, argument, argument
        )

Not here: the statements (`writing`).
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import numpy as np

from autograd_core.errors import SourceError, explain
from autograd_core.graph.program.chains import Chain
from autograd_core.graph.program.looping import BLOCKS, scratch
from autograd_core.graph.program.wording import array, dtype, written
from autograd_core.graph.program.writing import Writer
from autograd_core.graph.structure import Literal, Spec

__all__ = ["fitted", "function", "helpers", "layout", "memory"]

WIDTH = 120
MANY = 10_000
"""Numbers of a constant that are still written out."""


def layout(writer: Writer, imports: Sequence[str], definitions: Sequence[str]) -> str:
    """Return the whole file.

    Raises SourceError where a constant is too large to be written out.
    """
    constants = [fitted(f"{name} = {_constant(writer.graph.constants[v])}") for v, name in writer.constants.items()]
    needed = [text for text in definitions if not _is_definition(text)]
    functions = [*filter(_is_definition, definitions), *helpers(writer), function(writer)]
    special = any("special." in text for text in (*needed, *functions))
    packages = ["import numpy as np", *(["from scipy import special"] if special else [])]
    future = [text for text in imports if "__future__" in text]
    library = sorted(set(imports) - set(future), key=lambda text: (text.startswith("from"), text))
    parts = (future, library, packages, [*constants, *map(fitted, needed)])
    top = "\n\n".join(["\n".join(part) for part in parts if part])
    return f"{_docstring(writer)}\n\n{top}\n\n\n" + "\n\n\n".join([*memory(writer), *functions]) + "\n"


def _is_definition(text: str) -> bool:
    """Whether a text defines a function or class; anything else is a number or another name."""
    return text.startswith(("def ", "class ", "@"))


def _constant(value: Any) -> str:
    if value.size > MANY:
        given, remedy = f"{value.dtype}{list(value.shape)}", "make it an argument of the function"
        raise SourceError(explain("an array that is no argument is too large to be written out", given, remedy))
    return array(np.asarray(value))


# ------------------------------------------------------------------------------------------------------ the docstring


def _docstring(writer: Writer) -> str:
    graph, names = writer.graph, writer.names
    written_to = {write.input for write in graph.writes}
    given = [
        (name, f"{_shown(graph.values[each.value])}{', changed in place' if place in written_to else ''}")
        for place, (name, each) in enumerate(zip(names.inputs, graph.inputs, strict=True))
    ]
    given += [(name, "a random generator of NumPy") for name in names.streams]
    results = _result_names(writer)
    call = f"{names.function}({', '.join([*names.inputs, *names.streams])})"
    call = f"{', '.join([name for name, _ in results])} = {call}" if results else call
    count = len(graph.equations)
    lines = [f"`{names.function}` in NumPy: {count} equation{'' if count == 1 else 's'}, written out. Call it as", ""]
    lines += textwrap.wrap(call, WIDTH - 8, initial_indent="    ", subsequent_indent="        ", break_long_words=False)
    returned = [(name, _shown(spec)) for name, spec in results if spec is not None]
    rows = [*given, *returned]
    width = max((len(name) for name, _ in rows), default=0)
    for title, part in (("with", given), ("for", returned)):
        lines += (
            ["", title, "", *[f"    {name:<{width}}  {about}" for name, about in dict(part).items()]] if part else []
        )
    return '"""' + "\n".join(lines) + '\n"""'


def _result_names(writer: Writer) -> list[tuple[str, Spec | None]]:
    """Return a name for each result, and what it is."""
    found = []
    for place, atom in enumerate(writer.graph.outputs):
        text = "" if isinstance(atom, Literal) else writer.texts[atom]
        found.append((text if text.isidentifier() else f"result_{place + 1}", writer.graph.spec(atom)))
    return found


def _shown(spec: Spec) -> str:
    return f"{spec.dtype} {written(spec.shape)}" if spec.shape else str(spec.dtype)


# --------------------------------------------------------------------------------------------------------- the memory


ABOUT_MEMORY = "# Memory, made once. Each call writes over what the last one left; what has two names is used twice."


ALIGNED = '''def aligned(shape, dtype):
    """Return an array that begins at a multiple of 64 bytes, where processors read and write fastest."""
    size = int(np.prod(shape)) * np.dtype(dtype).itemsize
    memory = np.empty(size + 64, np.uint8)
    start = -memory.__array_interface__["data"][0] % 64
    return memory[start : start + size].view(dtype).reshape(shape)'''


def memory(writer: Writer) -> list[str]:
    """Return the function that makes buffers and scratch, and the statements that do, as two parts; none if none."""
    made = sorted(writer.buffers.values(), key=lambda pair: (pair[0].memory, pair[0].start))
    lines: list[str] = []
    for _, users in groupby(made, key=lambda pair: pair[0].memory):
        lines += _shared(writer, list(users))
    lines += [scratch(name, kind) for name, kind in writer.scratch.items()]
    return [ALIGNED, "\n".join([ABOUT_MEMORY, *lines])] if lines else []


def _shared(writer: Writer, users: list[tuple[Chain, list[str]]]) -> Iterator[str]:
    """Return the statements for the chains in one memory."""
    first, others = users[0], users[1:]
    alike = all((chain.spec, chain.strides) == (first[0].spec, first[0].strides) for chain, _ in others)
    if alike:
        aliases = [name for _, names in users for name in names]
        yield f"{aliases[0]} = {_empty(first[0])}"
        yield from [f"{name} = {aliases[0]}" for name in aliases[1:]]
        return
    name = writer.names.unique("memory")
    yield f"{name} = aligned({max(chain.spec.nbytes for chain, _ in users)}, np.uint8)"
    for chain, names in users:
        shape, order = _ordered(chain)
        flat = f"{name}[:{chain.spec.nbytes}].view({dtype(chain.spec.dtype)})"
        yield f"{names[0]} = {flat}.reshape({written(shape)}){order}"
        yield from [f"{alias} = {names[0]}" for alias in names[1:]]


def _empty(chain: Chain) -> str:
    shape, order = _ordered(chain)
    return f"aligned({written(shape)}, {dtype(chain.spec.dtype)}){order}"


def _ordered(chain: Chain) -> tuple[tuple[int, ...], str]:
    """Return a shape in C order, and what is to be done to it to have the axes where they belong."""
    shape = chain.spec.shape
    strides = chain.strides or ()
    axes = sorted(range(len(shape)), key=lambda axis: (-strides[axis], axis)) if strides else []
    if not strides or axes == list(range(len(shape))) or np.empty(shape, chain.spec.dtype).strides == strides:
        return shape, ""
    back = tuple(int(axis) for axis in np.argsort(axes))
    turned = ".T" if back == tuple(reversed(range(len(back)))) else f".transpose{written(back)}"
    return tuple(shape[axis] for axis in axes), turned


# ------------------------------------------------------------------------------------------------------- the function


def function(writer: Writer) -> str:
    """Return the text of the function."""
    names = writer.names
    lines = [fitted(f"def {names.function}({', '.join([*names.inputs, *names.streams])}):")]
    for heading, run in groupby(writer.lines, key=lambda line: line.heading):
        texts = [fitted(f"    {line.text}") for line in run]
        lines += [*([f"    # {heading}"] if heading else []), *texts, ""]
    if len(lines) > 1 and not (writer.results and writer.lines[-1].heading):
        lines.pop()
    if writer.results:
        lines.append(fitted(f"    return {', '.join(writer.results)}"))
    return "\n".join(lines if len(lines) > 1 else [*lines, "    pass"])


REFUSE_NAN = '''def refuse_nan(*arrays):
    """Raise an error for a NaN: which gradients are zero in spite of it takes more care than is taken here."""
    for array in arrays:
        if np.isnan(np.maximum.reduce(array, axis=None)):
            raise FloatingPointError("a NaN in the backward pass")'''


def helpers(writer: Writer) -> list[str]:
    """Return the functions that the statements use."""
    return [*([BLOCKS.rstrip()] if writer.loops else []), *([REFUSE_NAN] if writer.checked else [])]


def fitted(line: str) -> str:
    """Return a statement in as many lines as it needs."""
    if len(line) <= WIDTH:
        return line
    start, end = _brackets(line)
    if start < 0:
        return _returned(line) if line.lstrip().startswith("return ") else line
    indent = " " * (len(line) - len(line.lstrip()))
    inner, closing = line[start + 1 : end], line[end:]
    if len(indent) + 4 + len(inner) <= WIDTH:
        return f"{line[: start + 1]}\n{indent}    {inner}\n{indent}{closing}"
    parts = _parts(inner)
    if len(parts) == 1 and not inner.endswith(","):  # no comma: a formula in parentheses would become a tuple
        return f"{line[: start + 1]}\n{fitted(f'{indent}    {inner}')}\n{indent}{closing}"
    parts = [f"{fitted(f'{indent}    {part}')},\n" for part in parts]
    return f"{line[: start + 1]}\n{''.join(parts)}{indent}{closing}"


def _returned(line: str) -> str:
    return "\n".join(["    return (", *[f"        {part}," for part in _parts(line.strip()[7:])], "    )"])


def _brackets(line: str) -> tuple[int, int]:
    """Return where the last brackets on the outermost level open and close."""
    depth, start, found = 0, -1, (-1, -1)
    for place, letter in enumerate(line):
        if letter in "([{":
            start = place if depth == 0 else start
            depth += 1
        elif letter in ")]}":
            depth -= 1
            if depth == 0:
                found = start, place
    return (-1, -1) if line.lstrip().startswith("return ") and not line.endswith(")") else found


def _parts(inner: str) -> list[str]:
    """Return the parts between commas on the outermost level."""
    parts, depth = [""], 0
    for letter in inner:
        depth += (letter in "([{") - (letter in ")]}")
        if letter == "," and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts if part.strip()]
