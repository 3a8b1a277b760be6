"""Where the gradient that is checked comes from, as one function: from cotangent to gradient, at a point.

There are three sources: a function that returns the gradient (as `jac` of SciPy's optimizers), a rule that pulls a
cotangent back, and the framework of the function itself.

    >>> from autograd_core.testing import frameworks
    >>> subject = Subject.of(np.sin, (np.array([0.0, 1.0]),), frameworks.OURS)
    >>> Pullbacks(subject).at(subject.x)(np.array([1.0, 0.0]))
    array([1., 0.])

Not here: whether the gradient is right.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from autograd_core import tree
from autograd_core.errors import AutogradError, GradientCheckError, explain
from autograd_core.testing.forms import Form, Vector, real_pairs
from autograd_core.testing.inputs import first_line, require_return
from autograd_core.testing.subjects import Subject

__all__ = ["MisshapenError", "Pull", "Pullbacks", "Raw", "array_of", "written_out"]

Pull = Callable[[Vector], Vector]
"""The pullback at a point: from the coordinates of a cotangent to those of the gradient."""


class MisshapenError(Exception):
    """A gradient whose shape is not that of its argument, or a Jacobian of another shape than it has.

    It is the checker's verdict, not the user's error.
    """

    def __init__(self, array: int, gradient: Any, shape: tuple[int, ...], cotangent: Vector) -> None:
        super().__init__(array, gradient.shape, shape)
        self.array, self.gradient, self.shape, self.cotangent = array, gradient, shape, cotangent


class Raw(NamedTuple):
    """The gradients as they were returned, one for each array of coordinates, and the dtype that each had."""

    arrays: list[Any]
    dtypes: list[np.dtype[Any] | None]


class Pullbacks:
    """The source of a gradient, for any point."""

    def __init__(self, subject: Subject, gradient: Any = None, vjp: Any = None) -> None:
        if gradient is not None and vjp is not None:
            message = "a gradient is checked from one source"
            raise GradientCheckError(explain(message, "gradient= and vjp=", "pass one of them"))
        self.subject, self.gradient, self.vjp = subject, gradient, vjp
        self.is_rule = gradient is None
        """Whether it is a rule, which is held to a contract; what a user's `gradient` returns is numbers."""

    def at(self, x: Vector) -> Pull:
        """Return the pullback at a point."""
        raw = self.raw(self.subject.arguments(x))
        form = self.subject.form

        def pull(cotangent: Vector) -> Vector:
            return self.checked(raw(self.result.unpacked(cotangent)), form, cotangent)

        return pull

    @property
    def result(self) -> Form:
        """The form of the result."""
        assert self.subject.result is not None
        return self.subject.result

    def raw(self, args: tuple[Any, ...]) -> Callable[[list[Any]], Raw]:
        """Return the pullback at given arguments, from arrays to arrays as they are returned."""
        if self.vjp is not None:
            return lambda cotangents: self._by_rule(args, cotangents)
        if self.gradient is not None:
            jacobians = self._by_name(self._called(self.gradient, *args), "gradient")
            return lambda cotangents: self._contracted(jacobians, cotangents)
        pullback = self._recorded(args)

        def pull(cotangents: list[Any]) -> Raw:
            with np.errstate(all="ignore"):
                gradients = pullback(cotangents)
            return Raw(gradients, [None if g is None else g.dtype for g in gradients])

        return pull

    def _recorded(self, args: tuple[Any, ...]) -> Any:
        """Return the framework's pullback.

        Raises GradientCheckError where the function refuses what the framework passes to it.
        """
        framework = self.subject.framework
        try:
            with np.errstate(all="ignore"):
                return framework.vjp(self.subject.function, args)[1]
        except AutogradError:
            raise
        except Exception as error:
            message = f"{self.subject.name} raises {type(error).__name__} while {framework.name} differentiates it"
            remedy = f"mend it for the values of {framework.name}, or pass its gradient as gradient= or vjp="
            raise GradientCheckError(explain(message, first_line(error), remedy)) from error

    def checked(self, raw: Raw, form: Form, cotangent: Vector) -> Vector:
        """Return the coordinates of gradients; raises MisshapenError where one is not shaped like its argument."""
        parts = []
        for k, (g, shape, dtype) in enumerate(zip(raw.arrays, form.shapes, form.dtypes, strict=True)):
            if g is None:
                parts.append(np.zeros(form.sizes[k]))
                continue
            if g.shape != shape:
                raise MisshapenError(k, g, shape, cotangent)
            parts.append(real_pairs(g.astype(np.complex128) if dtype.kind == "c" else np.real(g)))
        return np.concatenate([np.empty(0), *parts])

    def returned(self, args: tuple[Any, ...], cotangents: list[Any]) -> Any:
        """Return what the user's rule returns, as it is."""
        given = [self.subject.framework.constant(v) for v in cotangents]
        return self._called(self.vjp, given[0] if len(given) == 1 else tuple(given), *args)

    def _called(self, function: Any, *args: Any) -> Any:
        with np.errstate(all="ignore"):
            return self.subject.framework.call(function, args)

    def _by_rule(self, args: tuple[Any, ...], cotangents: list[Any]) -> Raw:
        arrays = self._by_name(self.returned(args, cotangents), "vjp")
        return Raw(arrays, [None if g is None else g.dtype for g in arrays])

    def _by_name(self, returned: Any, source: str) -> list[Any]:
        """Return what the user's function returned as one array for each array of coordinates."""
        require_return(returned, source)
        subject = self.subject
        wanted = len(subject.places)
        is_several = len(subject.args) > 1 or (isinstance(returned, tuple) and len(returned) == 1)
        leaves = _leaves_with_none(self._paired(returned if is_several else (returned,), subject.args, source))
        if len(leaves) == len(subject.leaves) != wanted:
            leaves = [leaves[k] for k in subject.places]
        if len(leaves) != wanted:
            message = f"{source} returned another number of gradients than {subject.name} has arguments to check"
            raise GradientCheckError(explain(message, f"{len(leaves)} for {wanted}", "return one for each, in order"))
        return [None if g is None else array_of(subject, g, source) for g in leaves]

    def _paired(self, returned: Any, like: Any, source: str) -> Any:
        """Return gradients in containers like the arguments': dicts in their order, lists of numbers as arrays."""
        if isinstance(returned, dict) and isinstance(like, dict):
            _require_keys(returned, like, source)
            return {key: self._paired(returned[key], like[key], source) for key in like}
        if not isinstance(returned, (tuple, list)):
            return returned
        if isinstance(like, (tuple, list)):
            is_paired = len(returned) == len(like)
            return tuple(map(self._paired, returned, like, [source] * len(like))) if is_paired else returned
        if not self.subject.framework.owns(like):
            return returned
        shape = tuple(np.shape(like))
        return written_out(self.subject, returned, shape, self.result.shapes[0] + shape)

    def _contracted(self, jacobians: list[Any], cotangents: list[Any]) -> Raw:
        """Return cotangent times Jacobian, for one result."""
        if len(cotangents) != 1 or np.iscomplexobj(cotangents[0]):
            message = "gradient= is for functions with one real result"
            given = f"{len(cotangents)} results" if len(cotangents) != 1 else "a complex result"
            raise GradientCheckError(
                explain(message, given, "pass vjp=, a function of the cotangent and the arguments")
            )
        v, form = cotangents[0], self.result
        shapes = self.subject.form.shapes
        for k, (jacobian, shape) in enumerate(zip(jacobians, shapes, strict=True)):
            if v.size != 1 and jacobian is not None and jacobian.shape != v.shape + shape:
                raise MisshapenError(k, jacobian, v.shape + shape, form.packed(cotangents))
        parts = [_times(v, j, shape) for j, shape in zip(jacobians, shapes, strict=True)]
        return Raw(parts, [None] * len(parts))


def _times(v: Any, jacobian: Any, shape: tuple[int, ...]) -> Any:
    """Return vᵀ J for a Jacobian of shape v.shape + shape; that of one number may be just a gradient."""
    if jacobian is None:
        return None
    if v.size == 1 and jacobian.shape == shape:
        return v.reshape(()) * jacobian
    if jacobian.shape != v.shape + shape:
        return jacobian
    left_out = np.reshape(v == 0, v.shape + (1,) * len(shape))
    with np.errstate(all="ignore"):
        return np.tensordot(v, np.where(left_out, 0, jacobian), v.ndim)  # 0 · inf is 0 here


def array_of(subject: Subject, g: Any, source: str) -> Any:
    """Return numbers that a user's function returned as an array.

    Raises GradientCheckError where they are none.
    """
    array = subject.framework.array(g) if subject.framework.owns(g) else _plain(g)
    if array is None or array.dtype.kind not in "biufc":
        message = f"{source} must return numbers"
        raise GradientCheckError(explain(message, f"a value of type {type(g).__name__}", "return an array"))
    return array


def written_out(subject: Subject, returned: Any, *shapes: tuple[int, ...]) -> Any:
    """Return the array that lists write out, if it has one of the shapes or is all of numbers; else the lists."""
    framework = subject.framework
    plain = tree.tree_map(lambda leaf: framework.array(leaf) if framework.owns(leaf) else leaf, returned)
    try:
        array = np.asarray(plain)
    except ValueError:  # arrays of several shapes
        return returned
    is_numbers = len(returned) > 1 and all(np.ndim(leaf) == 0 for leaf in tree.flatten(plain)[0])
    return array if array.dtype.kind in "biufc" and (is_numbers or array.shape in shapes) else returned


def _leaves_with_none(returned: Any) -> list[Any]:
    """Return the gradients in a container; None, an empty container elsewhere, here stands for a gradient of zero."""
    parts = returned.values() if isinstance(returned, dict) else returned
    if isinstance(returned, (tuple, list, dict)):
        return [leaf for part in parts for leaf in ([None] if part is None else _leaves_with_none(part))]
    return tree.flatten(returned)[0]


def _require_keys(returned: Any, like: Any, source: str) -> None:
    if returned.keys() != like.keys():
        message = f"{source} returned a dict with other keys than the argument has"
        given = f"{', '.join(map(repr, returned))} for {', '.join(map(repr, like))}"
        raise GradientCheckError(explain(message, given, "name each gradient like its argument"))


def _plain(g: Any) -> Any:
    """Return numbers of another framework as an array, or None where they are none."""
    try:
        return np.asarray(g)
    except (TypeError, ValueError, RuntimeError):
        return None
