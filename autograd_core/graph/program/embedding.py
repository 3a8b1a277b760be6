"""Operations that are no primitives, as functions in the text of a program, with all that they call.

    >>> imports, definitions = embedded({"sigmoid": Opaque(Equation("sigmoid", (0,), (1,)), bound=False)})
    >>> definitions[0].splitlines()[-1]
    '    return rise / (rise + fall)'

The text is that of this package, without types and decorators. Not here: primitives (`primitives`).
"""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
import types
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from autograd_core.applying import Operation
from autograd_core.errors import SourceError, explain
from autograd_core.graph.program.wording import function_name, written
from autograd_core.graph.structure import Equation
from autograd_core.registry import OPERATIONS
from autograd_core.values import as_array

__all__ = ["Opaque", "embedded"]


class Opaque(NamedTuple):
    """An operation that is called as a function: its equation, and whether the function has its parameters built in."""

    equation: Equation
    bound: bool


def embedded(opaque: Mapping[str, Opaque]) -> tuple[list[str], list[str]]:
    """Return the lines that import modules, and the definitions, of operations under the names they are given.

    Raises SourceError for an operation that cannot be written so.
    """
    found = _Definitions()
    for name, (equation, bound) in opaque.items():
        found.operation = equation.op
        if bound:
            why = (
                "is a rule of this package" if equation.op.startswith("rule.") else "has parameters that are no numbers"
            )
            raise _refusal(equation.op, why)
        found.define(name, OPERATIONS[equation.op].forward)
    return sorted(found.imports), found.definitions


class _Definitions:
    """What has been defined so far."""

    def __init__(self) -> None:
        self.imports: set[str] = set()
        self.definitions: list[str] = []
        self.operation = ""
        self._known: dict[str, Any] = {}

    def define(self, name: str, value: Any) -> None:
        """Define a name, after all that it needs."""
        value = np.asarray if value is as_array else value  # there are no Tensors
        if name in self._known:
            if self._known[name] is not value:
                raise _refusal(self.operation, f"needs two things of the name {name}")
            return
        self._known[name] = value
        if isinstance(value, types.ModuleType):
            self._module(name, value)
        elif isinstance(value, (type, types.FunctionType)) and value.__module__.startswith("autograd_core."):
            self._own(name, value)
        elif _is_pythons(value) and value.__qualname__ == name:
            self.imports.add(f"from {value.__module__} import {name}")
        elif isinstance(value, np.ufunc) or (callable(value) and getattr(value, "__module__", "").startswith("numpy")):
            self.definitions.append(f"{name} = {function_name(value)}")
        else:
            self.definitions.append(f"{name} = {self._plain(value)}")

    def _plain(self, value: Any) -> str:
        try:
            return written(value)
        except SourceError as error:
            raise _refusal(self.operation, f"needs {type(value).__name__} {value!r}") from error

    def _module(self, name: str, module: types.ModuleType) -> None:
        if module.__name__.partition(".")[0] not in {*sys.stdlib_module_names, "numpy", "scipy"}:
            raise _refusal(self.operation, f"needs the module {module.__name__}")
        if module is not np:
            self.imports.add(f"import {module.__name__}" + ("" if module.__name__ == name else f" as {name}"))

    def _own(self, name: str, value: Any) -> None:
        """Define a function or class of this package."""
        if getattr(value, "__closure__", None):
            raise _refusal(self.operation, f"is a closure, {value.__qualname__}")
        tree = _Bare().visit(_parsed(self.operation, value))
        names = vars(sys.modules[value.__module__])
        for each in _free_names(tree):
            if each in names:
                self._need(each, names[each])
        tree.name = name
        if isinstance(value, type):  # its fields have types
            self.imports.add("from __future__ import annotations")
        self.definitions.append(ast.unparse(ast.fix_missing_locations(_Forward().visit(tree))))

    def _need(self, name: str, value: Any) -> None:
        if isinstance(value, Operation):
            self.define(f"{value.name}_forward", value.forward)
        else:
            self.define(name, value)


def _free_names(tree: ast.AST) -> list[str]:
    """Return the names that a text reads and does not give itself."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    given = {node.id for node in found if not isinstance(node.ctx, ast.Load)}
    given |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    return sorted({node.id for node in found} - given)


def _is_pythons(value: Any) -> bool:
    """Whether something is of Python's own library."""
    name = value.__name__ if isinstance(value, types.ModuleType) else getattr(value, "__module__", None) or ""
    return name.partition(".")[0] in sys.stdlib_module_names


def _parsed(operation: str, function: Callable[..., Any]) -> Any:
    try:
        found = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    except (OSError, TypeError, SyntaxError) as error:
        raise _refusal(operation, "has no source text") from error
    if not isinstance(found, (ast.ClassDef, ast.FunctionDef)):
        raise _refusal(operation, "is not a plain function")
    return found


class _Bare(ast.NodeTransformer):
    """A function without types, with Python's own errors and short docstrings, and not registered anywhere."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """Take off what is not needed."""
        # What registers something is a call; `property` and `contextmanager` are names.
        node.decorator_list = [each for each in node.decorator_list if isinstance(each, ast.Name)]
        node.returns = None
        _shorten(node)
        self.generic_visit(node)
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        """Leave the fields, whose types a NamedTuple wants."""
        _shorten(node)
        node.body = [self.visit(each) if isinstance(each, ast.FunctionDef) else each for each in node.body]
        for each in node.body:
            if isinstance(each, ast.AnnAssign):
                each.annotation = ast.Name("object", ast.Load())
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        """Take off the type of an argument."""
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        """Take off the type of a variable."""
        return None if node.value is None else ast.Assign([node.target], node.value)

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        """Raise Python's own error, with the same words as far as they are fixed."""
        return ast.parse('raise ValueError("the operands do not fit")').body[0]


def _shorten(node: ast.FunctionDef | ast.ClassDef) -> None:
    """Leave the first line of a docstring."""
    if len(node.body) > 1 and (text := ast.get_docstring(node)) is not None:
        node.body[0] = ast.Expr(ast.Constant(text.partition("\n")[0]))


class _Forward(ast.NodeTransformer):
    """Calls of `operation.forward` as calls of a function."""

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """Join the name of an operation and `forward`."""
        self.generic_visit(node)
        if node.attr == "forward" and isinstance(node.value, ast.Name):
            return ast.Name(f"{node.value.id}_forward", node.ctx)
        return node


def _refusal(operation: str, why: str) -> SourceError:
    remedy = "run the graph as it is, or compute it with other functions"
    return SourceError(explain("an operation cannot be written with NumPy alone", f"{operation}, which {why}", remedy))
