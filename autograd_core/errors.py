"""Every exception of the project, and the one way its messages are worded.

A message has three parts: what was wrong, what was given, what to do. `explain` joins them, so that all of them read
alike and each test can look for the parts.

    >>> raise ShapeError(explain("matmul needs equal inner axes", "shapes (2, 3) and (4, 5)", "transpose one operand"))
    Traceback (most recent call last):
        ...
    autograd_core.errors.ShapeError: matmul needs equal inner axes: got shapes (2, 3) and (4, 5). Transpose one operand.

Every class also derives from the built-in exception that a NumPy user would catch for the same mistake. Not here: the
checks themselves; they stand where the mistake can be seen.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module

import numpy as np

__all__ = [
    "AbsentError",
    "AutogradError",
    "AxisError",
    "BoundsError",
    "ConfigurationError",
    "ConvergenceWarning",
    "DTypeError",
    "DataError",
    "DegeneracyWarning",
    "DetachError",
    "DomainError",
    "GradientCheckError",
    "GradientCheckWarning",
    "GradientError",
    "GradientMismatch",
    "GraphEncodingError",
    "GraphInvalidError",
    "MatrixError",
    "NotDifferentiableError",
    "NotFiniteError",
    "PointsError",
    "ShapeError",
    "SourceError",
    "UnknownNameError",
    "WriteError",
    "explain",
    "unknown_name",
]


class AutogradError(Exception):
    """Base of all errors that this project raises on purpose."""


class ShapeError(AutogradError, ValueError):
    """Shapes that do not fit the operation, layer or loss."""


class BoundsError(AutogradError, IndexError):
    """An index outside an array."""


class AxisError(ShapeError, np.exceptions.AxisError):
    """An axis that an array does not have; an IndexError, too, as in NumPy."""


class PointsError(ShapeError, TypeError):
    """Points that no curve can be laid through; a TypeError, too, as in NumPy."""


class MatrixError(AutogradError, np.linalg.LinAlgError):
    """A matrix that the operation cannot use: one that is not square, singular, or not positive definite."""


class DTypeError(AutogradError, TypeError):
    """A data type that the operation cannot use, such as a gradient of integers."""


class GradientError(AutogradError, RuntimeError):
    """A gradient that was asked for where there is none, or in a way that has no meaning."""


class DetachError(AutogradError, TypeError):
    """A conversion that would silently lose the gradient."""


class WriteError(AutogradError, RuntimeError):
    """A write that cannot be recorded."""


class AbsentError(AutogradError, AttributeError):
    """Asking a Tensor for what a NumPy array has and a Tensor cannot have."""


class NotDifferentiableError(AutogradError, TypeError):
    """A NumPy function that has no rule here."""


class GradientCheckError(AutogradError, ValueError):
    """A function whose gradient cannot be checked: no number to move, no value there, another result each time."""


class DomainError(GradientCheckError):
    """A point at which a function has no value, so that its gradient cannot be checked there."""


class GradientMismatch(AutogradError, AssertionError):  # noqa: N818  # an AssertionError, and named like one of NumPy's
    """A gradient that is not that of its function; `report` says where, by how much, and how surely."""

    def __init__(self, message: object, report: object = None) -> None:
        super().__init__(message)
        self.report = report


class NotFiniteError(AutogradError, FloatingPointError):
    """A NaN or infinity where training or differentiation cannot go on."""


class TraceError(AutogradError, TypeError):
    """A computation that cannot be traced: it asks for a number while there is none yet, or writes past the record."""


class GraphInvalidError(AutogradError, ValueError):
    """A graph that contradicts itself, such as one that reads a value before it is made."""


class GraphEncodingError(AutogradError, TypeError):
    """A graph that holds what cannot be written as plain data, such as a function."""


class SourceError(AutogradError, NotImplementedError):
    """A computation that cannot be written as a program that needs only NumPy."""


class UnknownNameError(AutogradError, ValueError):
    """A name that is in no list, such as a misspelled optimizer."""


class ConfigurationError(AutogradError, ValueError):
    """A model, layer, optimizer or callback that was set up in a way that cannot work."""


class DataError(AutogradError, ValueError):
    """Data that is empty, of unequal length, truncated, corrupt or of the wrong kind."""


class RecompilationWarning(UserWarning):
    """A compiled function that is compiled anew again and again, which takes longer than it saves."""


class DegeneracyWarning(UserWarning):
    """A gradient that does not exist, for it depends on what a decomposition leaves open.

    Such are the vectors of equal eigenvalues or singular values, each by itself, and the phases of complex vectors.
    """


class GradientCheckWarning(UserWarning):
    """A check of a gradient that says nothing: there was nothing to move, or the function is too noisy."""


class ConvergenceWarning(UserWarning):
    """A solution that does not solve its equation, and so has other derivatives than it should."""


def explain(wrong: str, given: str, remedy: str) -> str:
    """Join the three parts of an error message: what was wrong, what was given, what to do.

    >>> explain("no axis 2", "shape (3, 4)", "use axis 0 or 1")
    'no axis 2: got shape (3, 4). Use axis 0 or 1.'
    """
    return f"{wrong}: got {given}. {remedy[:1].upper()}{remedy[1:]}."


def unknown_name(kind: str, name: object, known: Iterable[str]) -> UnknownNameError:
    """Return the error for a name that is in no list, with the known names and the nearest one.

    >>> print(unknown_name("optimizer", "rmsporp", ["sgd", "rmsprop", "adam"]))
    unknown optimizer: got 'rmsporp'. Did you mean 'rmsprop'? Known: adam, rmsprop, sgd.
    """
    names = sorted(known)
    difflib = import_module("difflib")  # loaded for an error only
    near = difflib.get_close_matches(str(name).lower(), names, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    return UnknownNameError(explain(f"unknown {kind}", repr(name), f"{hint}Known: {', '.join(names)}"))
