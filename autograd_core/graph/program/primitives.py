"""How each primitive equation is written in NumPy.

As an expression, which makes a new result, or as statements that write into memory that is there:

    >>> from autograd_core.graph.structure import Equation
    >>> total = Equation("sum", (0,), (1,), {"axis": 0, "keepdims": False})
    >>> expression(total, ["x"]), statements(total, ["x"], "y")
    ('np.add.reduce(x, axis=0)', ['np.add.reduce(x, axis=0, out=y)'])
    >>> shifted = Equation("subtract", (0, 1), (2,))
    >>> expression(shifted, ["x", "top"]), statements(shifted, ["x", "top"], "x")
    ('x - top', ['np.subtract(x, top, out=x)'])

Both give the same bits as the operation. Not here: which memory (`planning`), operations that are no primitives
(`embedding`).
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import Any

import numpy as np

from autograd_core.graph.naming import lookup
from autograd_core.graph.primitives import is_draw, is_numpy, is_primitive
from autograd_core.graph.program.wording import dtype, function_name, index, written
from autograd_core.graph.structure import Equation
from autograd_core.ops.assembling import is_whole
from autograd_core.ops.indexing import HOLE
from autograd_core.registry import OPERATIONS

__all__ = ["VIEWS", "expression", "is_new", "is_opaque", "is_ufunc", "statements", "takes_out"]

VIEWS = frozenset({"reshape", "transpose", "broadcast_to", "getitem", "real", "imag"})
"""Operations whose result may share memory with the operand."""

NEW = frozenset({"assemble", "cast", "clamp", "concatenate", "copy", "gather", "matmul", "mean", "scatter", "setitem"})
NEW |= {"where"}
"""Operations, besides elementwise ones and reductions, whose result is always new memory."""

INFIX = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/", "matmul": "@", "greater": ">", "less": "<"}
INFIX |= {"greater_equal": ">=", "less_equal": "<=", "equal": "==", "not_equal": "!="}

REDUCERS = {"sum": "np.add", "prod": "np.multiply", "max": "np.maximum", "min": "np.minimum"}

DRAWS_INTO = frozenset({"random.standard_normal", "random.random", "random.standard_exponential"})
"""Draws that fill an array."""


def ufunc(op: str) -> Any:
    """Return the ufunc that an operation is, or None."""
    found = getattr(np, op[3:], None) if is_numpy(op) else getattr(OPERATIONS.get(op), "numpy", None)
    return found if isinstance(found, np.ufunc) else None


def is_ufunc(op: str) -> bool:
    """Whether an operation is a ufunc of one result, applied element by element."""
    found = ufunc(op)
    return found is not None and found.nout == 1 and found.signature is None


def is_opaque(op: str) -> bool:
    """Whether an operation is no primitive and has to be called as a function."""
    return not is_primitive(op)


def is_new(op: str) -> bool:
    """Whether the result of an operation is sure to be in memory of its own."""
    return op in NEW or op in REDUCERS or is_ufunc(op) or is_draw(op)


def takes_out(equation: Equation) -> bool:
    """Whether an equation can be written as statements that fill given memory."""
    op = equation.op
    if len(equation.outputs) != 1 or "args" in equation.params:
        return False
    found = ufunc(op)
    return (found is not None and found.nout == 1) or op in REDUCERS or op in STATEMENTS or op in DRAWS_INTO


# --------------------------------------------------------------------------------------------------------- expressions


def expression(equation: Equation, operands: Sequence[str], stream: str = "") -> str:
    """Return an expression for the new results of a primitive; a draw is from the generator of name `stream`.

    Raises SourceError where a parameter cannot be written.
    """
    op, params = equation.op, equation.params
    sign = INFIX.get(op.removeprefix("np."))
    if sign is not None and len(operands) == 2 and not params:
        level = OPERATORS.get(sign, 0)
        return f"{closed(operands[0], max(level, 1))} {sign} {closed(operands[1], level + 1)}"
    if op == "negative":
        return f"-{closed(operands[0])}"
    if is_draw(op):
        return f"{stream}.{op.removeprefix('random.')}({_words({k: v for k, v in params.items() if k != 'stream'})})"
    if op in EXPRESSIONS:
        return EXPRESSIONS[op](equation, operands)
    if op in REDUCERS:
        return f"{REDUCERS[op]}.reduce({_reduced(equation, operands)})"
    return _call(equation, operands)


def _call(equation: Equation, operands: Sequence[str]) -> str:
    """Return the call of a function of NumPy's."""
    op, params = equation.op, dict(equation.params)
    name = op if is_numpy(op) else function_name(OPERATIONS[op].numpy)
    args = params.pop("args", None)
    params = params.pop("kwargs", {}) if args is not None else params
    known = _parameters(op) if is_numpy(op) else {}
    if args is not None:
        args, params = _with_keywords(list(known), list(args), params)
    texts = list(operands) if args is None else [written(arg, operands) for arg in args]
    plain = {key: value for key, value in params.items() if value is not known.get(key, known)}
    words = [f"{key}={written(value, operands)}" for key, value in plain.items() if (key, value) != ("keepdims", False)]
    return f"{name}({', '.join([*texts, *words])})"


def _with_keywords(names: list[str], args: list[Any], params: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    """Return the arguments of a function of NumPy's, with keywords for those behind the arrays that can have them."""
    words: dict[str, Any] = {}
    while 1 < len(args) <= len(names) and isinstance(args[-1], (int, str, type(None))):
        words = {names[len(args) - 1]: args.pop(), **words}
    return args, {**words, **params}


@cache
def _parameters(op: str) -> dict[str, Any]:
    """Return the parameters of a function of NumPy's that may be given by keyword, and their defaults."""
    try:
        parameters = inspect.signature(lookup(op)).parameters.values()
    except (TypeError, ValueError):
        return {}
    if any(each.kind not in {each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY} for each in parameters):
        return {}
    return {each.name: each.default for each in parameters}


def _words(params: dict[str, Any]) -> str:
    return ", ".join([f"{key}={written(value)}" for key, value in params.items()])


def _reduced(equation: Equation, operands: Sequence[str]) -> str:
    keepdims = ", keepdims=True" if equation.params.get("keepdims") else ""
    axis = equation.params.get("axis")
    axes = tuple(axis) if isinstance(axis, (tuple, list)) else axis
    alone = axes[0] if isinstance(axes, tuple) and len(axes) == 1 else axes
    return f"{operands[0]}, axis={written(alone)}{keepdims}"


LEVELS: dict[type, int] = {ast.Add: 1, ast.Sub: 1, ast.Mult: 2, ast.Div: 2, ast.MatMult: 2}
OPERATORS = {"+": 1, "-": 1, "*": 2, "/": 2, "@": 2}
NEGATION, ATOM = 3, 4


def closed(text: str, level: int = ATOM) -> str:
    """Return a text that can be an operand of an operator, in parentheses if it binds less than `level`.

    >>> closed("x.T"), closed("a + b"), closed("a * b", 1), closed("-2.0")
    ('x.T', '(a + b)', 'a * b', '-2.0')
    """
    return text if text.isidentifier() or _level(text) >= level else f"({text})"


@lru_cache(maxsize=1024)
def _level(text: str) -> int:
    """Return how strongly the parts of a text are bound together."""
    tree = ast.parse(text, mode="eval").body
    if isinstance(tree, ast.BinOp):
        return LEVELS.get(type(tree.op), 0)
    if isinstance(tree, ast.UnaryOp):
        return ATOM if isinstance(tree.operand, ast.Constant) else NEGATION
    return 0 if isinstance(tree, (ast.Compare, ast.IfExp, ast.BoolOp, ast.Lambda)) else ATOM


def _postfixed(text: str) -> str:
    """Return a text that methods and indices can be put behind; a number becomes an array."""
    if text.isidentifier():
        return text
    tree = ast.parse(text, mode="eval").body
    if isinstance(tree, (ast.Name, ast.Attribute, ast.Subscript, ast.Call)):
        return text
    of_arrays = any(isinstance(node, ast.Name) and node.id != "np" for node in ast.walk(tree))
    return f"({text})" if of_arrays else f"np.asarray({text})"


def _reshape(equation: Equation, operands: Sequence[str]) -> str:
    shape = equation.params["shape"]
    lengths = (
        written(tuple(shape)).strip("()").removesuffix(",") if isinstance(shape, (tuple, list)) else written(shape)
    )
    order = equation.params.get("order", "C")
    text = f"{_postfixed(operands[0])}.reshape({lengths or '()'}{'' if order == 'C' else f', order={order!r}'})"
    return f"{text}.copy()" if equation.params.get("copy") else text


def _transpose(equation: Equation, operands: Sequence[str]) -> str:
    axes, x = equation.params.get("axes"), _postfixed(operands[0])
    return f"{x}.T" if axes is None else f"{x}.transpose({written(tuple(axes)).strip('()').removesuffix(',')})"


def _index(equation: Equation, operands: Sequence[str]) -> str:
    """Return the index of an equation; the arrays in it are its last operands."""
    template = equation.params["template"]
    count = sum(part is HOLE for part in template) if isinstance(template, tuple) else 0
    return index(template, operands[len(operands) - count :])


Form = Callable[[Equation, Sequence[str]], str]

EXPRESSIONS: dict[str, Form] = {
    "reshape": _reshape,
    "transpose": _transpose,
    "broadcast_to": lambda e, x: f"np.broadcast_to({x[0]}, {written(e.params['shape'])})",
    "getitem": lambda e, x: f"{_postfixed(x[0])}[{_index(e, x)}]",
    "gather": lambda e, x: f"{_postfixed(x[0])}[{_index(e, x)}]",
    "cast": lambda e, x: f"{_postfixed(x[0])}.astype({dtype(e.params['dtype'])})",
    "copy": lambda e, x: f"np.array({x[0]}, order={e.params.get('order', 'K')!r})",
    "where": lambda e, x: f"np.where({', '.join(x)})",
    "clamp": lambda e, x: f"np.clip({', '.join(x)})",
    "concatenate": lambda e, x: f"np.concatenate([{', '.join(x)}]{_axis(e)})",
    "real": lambda e, x: f"np.real({x[0]})",
    "imag": lambda e, x: f"np.imag({x[0]})",
}


def _axis(equation: Equation) -> str:
    return "".join([f", {key}={written(value)}" for key, value in equation.params.items()])


# ---------------------------------------------------------------------------------------------------------- statements


def statements(equation: Equation, operands: Sequence[str], out: str, stream: str = "") -> list[str]:
    """Return statements that write the result of a primitive into `out`; see `takes_out`.

    Raises SourceError where a parameter cannot be written.
    """
    op = equation.op
    if op in STATEMENTS:
        return STATEMENTS[op](equation, operands, out)
    if op in REDUCERS:
        return [f"{REDUCERS[op]}.reduce({_reduced(equation, operands)}, out={out})"]
    if op in DRAWS_INTO:
        kind = equation.params.get("dtype", np.float64)
        words = "" if np.dtype(kind) == np.float64 else f"dtype={dtype(kind)}, "
        return [f"{stream}.{op.removeprefix('random.')}({words}out={out})"]
    return [f"{_call(equation, operands)[:-1]}, out={out})"]


def _where(equation: Equation, operands: Sequence[str], out: str) -> list[str]:
    condition, yes, no = operands
    start = [] if no == out else [f"np.copyto({out}, {no})"]
    return [*start, f"np.copyto({out}, {yes}, where={condition})"]


def _scatter(equation: Equation, operands: Sequence[str], out: str) -> list[str]:
    where = _index(equation, operands)
    if len(operands) == 1:
        return [f"{out}.fill(0)", f"{out}[{where}] = {operands[0]}"]
    parts = equation.params["template"]
    key = f"({where})" if len(parts) > 1 else where
    return [f"{out}.fill(0)", f"np.add.at({out}, {key}, {operands[0]})"]


def _assemble(equation: Equation, operands: Sequence[str], out: str) -> list[str]:
    places = [index(template, []) for template in equation.params["templates"]]
    parts = [f"{out}[{place}] = {part}" for place, part in zip(places, operands, strict=True)]
    return parts if is_whole(**equation.params) else [f"{out}.fill(0)", *parts]


def _setitem(equation: Equation, operands: Sequence[str], out: str) -> list[str]:
    start = [] if operands[0] == out else [f"np.copyto({out}, {operands[0]})"]
    return [*start, f"{out}[{_index(equation, operands)}] = {operands[1]}"]


Writing = Callable[[Equation, Sequence[str], str], list[str]]

STATEMENTS: dict[str, Writing] = {
    "assemble": _assemble,
    "cast": lambda e, x, out: [f'np.copyto({out}, {x[0]}, casting="unsafe")'],
    "copy": lambda e, x, out: [f"np.copyto({out}, {x[0]})"],
    "where": _where,
    "clamp": lambda e, x, out: [f"np.clip({', '.join(x)}, out={out})"],
    "concatenate": lambda e, x, out: [f"np.concatenate([{', '.join(x)}]{_axis(e)}, out={out})"],
    "scatter": _scatter,
    "setitem": _setitem,
}
"""Primitives that are no ufunc and no reduction, and can fill memory; the first operand may be that memory."""
