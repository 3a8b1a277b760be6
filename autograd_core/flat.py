"""The elements of a Tensor one after another: what `t.flat` is.

    >>> import numpy as np, autograd_core as ag
    >>> t = ag.Tensor([[1.0, 2.0], [3.0, 4.0]])
    >>> t.flat[1:3] = 0.0
    >>> t.flat[3], t.tolist()
    (Tensor(4.), [[1.0, 0.0], [0.0, 4.0]])

Not here: the same numbers along one axis (`ravel`, `flatten`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

__all__ = ["Flat"]


class Flat:
    """The elements of a Tensor in order, the last axis first, to read, to write and to loop over."""

    __slots__ = ("tensor",)

    def __init__(self, tensor: Any) -> None:
        self.tensor = tensor

    def __len__(self) -> int:
        return int(self.tensor.size)

    def __iter__(self) -> Iterator[Any]:
        elements = self.tensor.flatten()
        return (elements[i] for i in range(len(self)))

    def __getitem__(self, key: Any) -> Any:
        return self.tensor.flatten()[key]

    def __setitem__(self, key: Any, value: Any) -> None:
        self.tensor.put(np.arange(len(self))[key], value)
