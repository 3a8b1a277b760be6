"""Tensors: arrays that know how they came to be, and Variables, which can be given new values.

A Tensor has the operators, methods and attributes of a NumPy array, one line each here, and takes part in NumPy's own
functions: `np.tanh(t)` and `ag.tanh(t)` are the same call.

    >>> import numpy as np, autograd_core as ag
    >>> x = ag.Tensor([1.0, 2.0], requires_grad=True)
    >>> y = np.sum(x * x) + 1.0
    >>> y.backward()
    >>> x.grad
    Tensor([2., 4.])

Not here: what the operations compute (`ops`), how a write is recorded (`writing`), which function stands in for which
of NumPy's (`protocols`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograd_core import detours, differentiate, protocols
from autograd_core.arraylike import ArrayLike
from autograd_core.errors import DetachError, DTypeError, GradientError, ShapeError, explain
from autograd_core.operation import Operation
from autograd_core.ops.elementwise import positive
from autograd_core.record import Cut, Leaf, Node, NodeLike, Value, is_recording, note_exit, tracing
from autograd_core.registry import load
from autograd_core.values import as_array, make, require_floating, unwrap, use_tensor

__all__ = ["Tensor", "Variable", "View"]


class Tensor(ArrayLike):
    """An array of numbers that records what is computed from it.

    data           an array, number, nested list, or Tensor without a gradient; its values are copied
    dtype          NumPy's, found from the data if None
    requires_grad  whether gradients with respect to this Tensor are wanted; `backward` leaves them in `grad`

    Raises DTypeError where the data are no numbers, or a gradient of integers is asked for; DetachError where the data
    are recorded themselves.

    >>> Tensor([1, 2, 3]).dtype, Tensor([1.0, 2.0], dtype="float32")
    (dtype('int64'), Tensor([1., 2.], dtype=float32))
    """

    __slots__ = ()

    def __init__(self, data: Any, dtype: Any = None, *, requires_grad: bool = False) -> None:
        self.array = _numbers(data, dtype)
        self.node = None
        if requires_grad:
            self.node = _leaf(self.array)

    def __repr__(self) -> str:
        text = repr(self.array).replace("array(", "Tensor(", 1).replace("\n", "\n ")
        if isinstance(self.node, Leaf) and not self.node.parents:
            return f"{text[:-1]}, requires_grad=True)"
        return f"{text[:-1]}, op={self.node.name})" if isinstance(self.node, Node) else text

    def __format__(self, spec: str) -> str:
        return format(self.array.item() if self.array.ndim == 0 else self.array, spec)

    # --------------------------------------------------------------------------------------------------- the gradient

    @property
    def requires_grad(self) -> bool:
        """Whether a gradient flows through this Tensor."""
        return bool(self.node)

    @property
    def grad(self) -> Tensor | None:
        """The gradient that `backward` left here; None before.

        Raises GradientError for an intermediate result, whose gradient is not kept unless `retain_grad()` was called.
        """
        if isinstance(self.node, Leaf):
            return self.node.grad  # type: ignore[return-value]  # a Tensor, which record.py does not know
        if isinstance(self.node, Node):
            given = f"a result of {self.node.name} of shape {self.shape}"
            remedy = "call .retain_grad() on it before backward(), or use ag.grad"
            raise GradientError(explain("the gradient of an intermediate result is not kept", given, remedy))
        return None

    @grad.setter
    def grad(self, gradient: Any) -> None:
        if not isinstance(self.node, Leaf):
            given = "a constant" if not self.node else "an intermediate result"
            raise GradientError(
                explain("only inputs have a gradient to set", given, "create it with requires_grad=True")
            )
        gradient = None if gradient is None else as_tensor(gradient)
        if gradient is not None and gradient.shape != self.shape:
            given = f"shape {gradient.shape} for a tensor of shape {self.shape}"
            raise ShapeError(explain("a gradient does not fit its tensor", given, "set one of the tensor's shape"))
        self.node.grad = gradient

    def retain_grad(self) -> Tensor:
        """Have `backward()` keep the gradient of this intermediate result in `grad`; return the Tensor itself.

        Call it before the result is used: only what is computed from then on counts.
        """
        if isinstance(self.node, Node) and not isinstance(self.node, Leaf):
            self.node = Leaf(self.array, parents=(self.node,), plan=positive.plan(1, 1))
        return self

    def backward(self, gradient: Any = None, *, create_graph: bool = False) -> None:
        """Add the gradient of this scalar to `grad` of every input and Variable that it depends on.

        gradient      the cotangent to start from, for a result that is no scalar
        create_graph  record the backward pass, so that the gradients can be differentiated again

        Raises GradientError where this is no scalar, or depends on nothing.
        """
        differentiate.backward(self, gradient, create_graph=create_graph)

    def why(self, loss: Tensor | None = None) -> Any:
        """Return why the gradient of this Tensor is zero, missing, NaN, infinite, huge or tiny: the path from the loss.

        loss  a real scalar computed from it; what `backward()` was last called on if None

        Raises GradientError where there is no such loss any more, or it is no scalar.
        """
        return load("why")(self, loss)

    def cut_off(self, cut: Cut) -> Tensor:
        """Return the same values without their record, which ends at a cut."""
        return make(self.array, cut)

    # ----------------------------------------------------------------------------------------------- leaving the record

    def numpy(self) -> Any:
        """Return the values as a read-only NumPy array; no gradient flows through it."""
        if self.node:
            note_exit("numpy()")
        array = self.array.view()
        array.flags.writeable = False
        return array

    def item(self, *index: Any) -> Any:
        """Return one element as a Python number; no gradient flows through it."""
        if self.node:
            note_exit("item()")
        return self.array.item(*index)

    def tolist(self) -> Any:
        """Return the values as nested lists of Python numbers; no gradient flows through them."""
        if self.node:
            note_exit("tolist()")
        return self.array.tolist()

    def __float__(self) -> float:
        detours.refuse_detours(self)
        return float(self._single("float"))

    def __int__(self) -> int:
        return int(self._single("int"))

    def __complex__(self) -> complex:
        detours.refuse_detours(self)
        return complex(self._single("complex"))

    def as_integer_ratio(self) -> tuple[int, int]:
        """Return two integers whose quotient is the single element, as a float does; the module `statistics` asks."""
        detours.refuse_detours(self)
        return float(self._single("float")).as_integer_ratio()

    def __bool__(self) -> bool:
        return bool(self._single("bool"))

    def __index__(self) -> int:
        if self.array.dtype.kind not in "iu" or self.array.ndim:
            given = f"dtype {self.dtype}, shape {self.shape}"
            raise DTypeError(
                explain("only an integer scalar can be an index", given, "convert it with int() or .astype(int)")
            )
        return int(self.array)

    def _single(self, kind: str) -> Any:
        if self.array.size != 1:
            remedy = "reduce it, or compare with .all() or .any()" if kind == "bool" else "use .numpy() or .tolist()"
            raise ShapeError(explain(f"{kind}() needs a single element", f"shape {self.shape}", remedy))
        if self.node:
            note_exit(f"{kind}()")
        array = self.array
        return array.item() if type(array) is np.ndarray else getattr(array, f"__{kind}__")()

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        """Return the values for NumPy, which would lose the gradient.

        Raises DetachError where there is one.
        """
        detours.refuse_array(self)
        if type(self.array) is not np.ndarray:
            self.array.view()  # a value under trace says that it has no numbers
        array = np.array(self.array, dtype=dtype, copy=copy)
        if copy or array.dtype != self.array.dtype:
            return array
        array = array.view()  # read-only, for the record may keep these values
        array.flags.writeable = False
        return array

    def __copy__(self) -> Any:
        return self.copy()

    def __reduce__(self) -> Any:
        """Return what `copy.deepcopy` and `pickle` need: values without a record.

        Raises DetachError where there is one.
        """
        if isinstance(self.node, Node) and (self.node.parents or not isinstance(self.node, Leaf)):
            given = f"a result of {self.node.name} of shape {self.shape}"
            remedy = "use t.copy() for a recorded copy, or stop_gradient(t) where the gradient may end"
            raise DetachError(explain("deepcopy and pickle would lose the gradient", given, remedy))
        return _restored_tensor, (self.array, bool(self.node))

    __array_ufunc__ = protocols.array_ufunc
    __array_function__ = protocols.array_function


class View(Tensor):
    """A Tensor that shares memory with another, as a slice does: it follows what is written into its root.

    root  the Tensor that owns the memory
    path  the operations, with parameters, that lead from the root to the view
    seen  the array of the root from which the view was last made
    """

    __slots__ = ("_array", "_node", "path", "root", "seen")

    root: Tensor
    path: tuple[tuple[Operation, Mapping[str, Any]], ...]

    @property
    def array(self) -> Any:
        """The values, up to date with the root."""
        if self.root.array is not self.seen:
            self._refresh()
        return self._array

    @array.setter
    def array(self, array: Any) -> None:
        self._array = array

    @property
    def node(self) -> NodeLike:
        """How the values came to be, up to date with the root."""
        if self.root.array is not self.seen:
            self._refresh()
        return self._node

    @node.setter
    def node(self, node: NodeLike) -> None:
        self._node = node

    def _refresh(self) -> None:
        self.seen = self.root.array
        if self.root.is_variable and isinstance(self.root.node, Leaf):
            return  # nobody can write into it, and what was read from it before an assignment stays
        value = make(self.root.array, self.root.node)
        for operation, params in self.path:
            value = operation(value, **params)
        self._array, self._node = value.array, value.node


def _view(source: Tensor, operation: Operation, params: Mapping[str, Any], array: Any, node: NodeLike) -> Tensor:
    """Return the result of an operation that shares memory with its operand."""
    root = source.root if isinstance(source, View) else source
    if not np.may_share_memory(array, root.array):
        return make(array, node)
    view: View = object.__new__(View)
    view.root, view.seen, view.array, view.node = root, root.array, array, node
    view.path = (*(source.path if isinstance(source, View) else ()), (operation, params))
    return view


use_tensor(Tensor, _view)


class Variable(Tensor):
    """A Tensor that can be given new values: a weight, a slot of an optimizer, a moving average.

    value      its first values, copied
    name       for messages and pictures
    dtype      NumPy's, found from the value if None
    trainable  whether gradients with respect to it are wanted

    >>> w = Variable([1.0, 2.0], name="w")
    >>> w.assign(w - 0.5)
    Variable([0.5, 1.5], name='w')

    Raises DTypeError where it is trainable but holds no floating-point numbers.
    """

    __slots__ = ("name", "trainable")

    is_variable = True

    def __init__(self, value: Any, *, name: str | None = None, dtype: Any = None, trainable: bool = True) -> None:
        self.name, self.trainable = name, trainable  # first, for a trace names what it reads
        super().__init__(value, dtype, requires_grad=trainable)

    def __repr__(self) -> str:
        text = repr(self.array).replace("array(", "Variable(", 1).replace("\n", "\n   ")
        return f"{text[:-1]}, name={self.name!r})" if self.name else text

    def assign(self, value: Any) -> Variable:
        """Give the Variable new values, which are no longer recorded; return the Variable.

        Raises ShapeError where the shape differs.
        """
        array = value.unmapped().array if isinstance(value, Value) else as_array(value)
        if array.shape != self.array.shape:
            given = f"shape {array.shape} for {self.name or 'a Variable'} of shape {self.array.shape}"
            raise ShapeError(explain("assign cannot change a shape", given, "pass values of the Variable's shape"))
        owned = isinstance(value, Value) and array.dtype == self.array.dtype
        self.array = array if owned else array.astype(self.array.dtype)
        return self

    def __copy__(self) -> Variable:
        return self.__deepcopy__({})

    def __deepcopy__(self, memo: dict[int, Any]) -> Variable:
        return Variable(self.array, name=self.name, trainable=self.trainable)

    def __reduce__(self) -> Any:
        return _restored, (self.array, self.name, self.trainable)


def _restored_tensor(array: Any, requires_grad: bool) -> Tensor:
    return Tensor(array, requires_grad=requires_grad)


def _restored(array: Any, name: str | None, trainable: bool) -> Variable:
    return Variable(array, name=name, trainable=trainable)


def as_tensor(x: Any) -> Tensor:
    """Return `x` itself if it is a Tensor, else a constant of it.

    >>> as_tensor(1.0)
    Tensor(1.)
    """
    return x if isinstance(x, Tensor) else Tensor(x)


def stop_gradient(x: Any) -> Tensor:
    """Return the same values as a constant: ∂y/∂x = 0.

    >>> import autograd_core as ag
    >>> ag.grad(lambda x: x * stop_gradient(x))(3.0)
    3.0
    """
    return as_tensor(x).cut_off(Cut("stop_gradient", "as asked"))


def _numbers(data: Any, dtype: Any) -> Any:
    if isinstance(data, Value):
        if data.node and is_recording():
            given = f"a recorded tensor of shape {data.array.shape}"
            remedy = "use it as it is, t.copy() for a recorded copy, or stop_gradient(t) where the gradient may end"
            raise DetachError(explain("a new Tensor would lose the gradient", given, remedy))
        data = data.array
    if isinstance(data, np.ndarray) and type(data) is not np.ndarray:
        data = unwrap(data)[0]  # refuses a masked array
        if isinstance(data, np.ndarray) and tracing.get():
            return data if dtype is None else data.astype(dtype)  # a value under trace, which nobody can write into
    array = np.array(data, dtype=dtype)
    if array.dtype.kind not in "biufc":
        raise DTypeError(
            explain("a Tensor holds numbers", f"dtype {array.dtype}", "pass numbers or an array of numbers")
        )
    return array


def _leaf(array: Any) -> Leaf:
    require_floating(array, "write the numbers with a decimal point, or pass dtype=float")
    return Leaf(array)
