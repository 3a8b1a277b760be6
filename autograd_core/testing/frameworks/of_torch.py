"""PyTorch, as the checker sees it: functions of `torch.Tensor`s, such as modules and `torch.autograd.Function.apply`.

    def test_my_function():
        check_gradients(MyFunction.apply, torch.rand(3, 4, dtype=torch.float64))

PyTorch differentiates by tensors alone: numbers and NumPy arrays among the arguments are constants. The parameters of a
module are none of its arguments, and are not checked; `torch.func.functional_call` makes them some.

Not here: an import of PyTorch, which whoever made the tensors has done.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from warnings import catch_warnings

import numpy as np

from autograd_core.errors import DTypeError, explain
from autograd_core.testing.frameworks.framework import NUMBERS, AnyFunction, Arrays, Pullback, numbers
from autograd_core.tree import flatten, select, tree_map

__all__ = ["Torch", "adapter"]


@dataclass(frozen=True)
class Torch:
    """The adapter of PyTorch; `Framework` says what each method does."""

    torch: Any
    name: str = "torch"

    def owns(self, value: Any) -> bool:
        """Whether a leaf is a tensor, or a number beside one."""
        return self._is_tensor(value) or isinstance(value, NUMBERS)

    def _is_tensor(self, value: Any) -> bool:
        return isinstance(value, self.torch.Tensor)

    def differentiates(self, value: Any) -> bool:
        """Whether a leaf is a tensor of floating-point or complex numbers."""
        return self._is_tensor(value) and (value.is_floating_point() or value.is_complex())

    def array(self, value: Any) -> np.ndarray[Any, Any]:
        """Return the numbers of a leaf in an array of their own, those of bfloat16 as float32.

        Raises DTypeError where a tensor is not stored as one dense array.
        """
        if not self._is_tensor(value):
            return numbers(value)
        self._require_dense(value)
        unknown = {self.torch.bfloat16: self.torch.float32, self.torch.complex32: self.torch.complex64}
        return np.array(value.to(unknown.get(value.dtype, value.dtype)).numpy(force=True))

    def _require_dense(self, tensor: Any) -> None:
        if tensor.layout != self.torch.strided or tensor.is_nested or tensor.is_quantized or tensor.is_meta:
            kinds = {"a nested": tensor.is_nested, "a quantized": tensor.is_quantized, "a meta": tensor.is_meta}
            kind = next((kind for kind, holds in kinds.items() if holds), f"a {tensor.layout}")
            remedy = "pass a dense one, and convert it inside the function"
            raise DTypeError(explain("only dense tensors can be checked", f"{kind} tensor", remedy))

    def value(self, array: np.ndarray[Any, Any], like: Any) -> Any:
        """Return a tensor like another one (device, strides, `requires_grad`) with other numbers, in their dtype."""
        given = self.torch.from_numpy(np.array(array))
        with self.torch.no_grad():
            twin = self.torch.empty_like(like, dtype=given.dtype).copy_(given)
        return twin.requires_grad_(like.requires_grad)

    def constant(self, array: np.ndarray[Any, Any]) -> Any:
        """Return numbers as a tensor, with memory in common where it can be: so it is seen when a rule writes there."""
        plain = array.flags.writeable and all(stride >= 0 for stride in array.strides)
        return self.torch.from_numpy(array if plain else np.array(array))

    def call(self, f: AnyFunction, args: tuple[Any, ...]) -> Any:
        """Return f(*args)."""
        return f(*args)

    def evaluate(self, f: AnyFunction, args: tuple[Any, ...]) -> Any:
        """Return f(*args), of clones: a function may write into those although the arguments want a gradient."""
        return f(*tree_map(lambda leaf: leaf.clone() if self._is_tensor(leaf) else leaf, args))

    def vjp(self, f: AnyFunction, args: tuple[Any, ...]) -> tuple[Any, Pullback]:
        """Return f(*args) and its pullback; the gradient is None where no path of operations leads to an argument."""
        inputs, rebuild = self._inputs(args)
        with self.torch.enable_grad():
            result = self.evaluate(f, rebuild(x.requires_grad_() for x in inputs))
        outputs = self._outputs(result)

        def pullback(cotangents: Arrays) -> list[np.ndarray[Any, Any] | None]:
            pairs = [(y, g) for y, g in zip(outputs, cotangents, strict=True) if self._is_tensor(y) and y.requires_grad]
            if not pairs or not inputs:
                return [None] * len(inputs)
            ys, gs = zip(*[(y, self._shared(g, y)) for y, g in pairs], strict=True)
            found = self.torch.autograd.grad(ys, inputs, gs, retain_graph=True, allow_unused=True)
            return [None if g is None else self.array(g.to_dense()) for g in found]

        return result, pullback

    def jvp(self, f: AnyFunction, args: tuple[Any, ...], tangents: Arrays) -> tuple[Any, Arrays] | None:
        """Return f(*args) and its tangents; None where an operation has no rule for forward mode."""
        forward = self.torch.autograd.forward_ad
        inputs, rebuild = self._inputs(args)
        with forward.dual_level():
            with catch_warnings(action="ignore", category=DeprecationWarning):  # of what PyTorch itself uses here
                both = zip(inputs, tangents, strict=True)
                duals = [forward.make_dual(x, self._shared(v, x)) for x, v in both]
            try:
                result = self.evaluate(f, rebuild(duals))
            except NotImplementedError:
                return None
            pairs = [(y, forward.unpack_dual(y)[1] if self._is_tensor(y) else None) for y in self._outputs(result)]
            moved = [np.zeros_like(self.array(y)) if v is None else self.array(v) for y, v in pairs]
            return result, moved

    def _inputs(self, args: tuple[Any, ...]) -> tuple[list[Any], Any]:
        """Return what is differentiated, cut off from what it was made of, and what builds the arguments of others."""
        leaves, rebuild = select(args, self.differentiates)
        for leaf in leaves:
            self._require_dense(leaf)
        return [leaf.detach() for leaf in leaves], rebuild

    def _outputs(self, result: Any) -> list[Any]:
        """Return the leaves that have cotangents; numbers that are no tensors count, although nothing leads there."""

        def has_one(y: Any) -> bool:
            return bool(self.differentiates(y) if self._is_tensor(y) else numbers(y).dtype.kind in "fc")

        return [y for y in flatten(result)[0] if has_one(y)]

    def _shared(self, array: np.ndarray[Any, Any], like: Any) -> Any:
        return self.constant(array).to(like.device, like.dtype)


def adapter(torch: Any) -> Torch:
    """Return the adapter, for the module `torch`."""
    return Torch(torch)
