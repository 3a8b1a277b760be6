"""Elementwise formulas on large arrays, one block after the other.

A formula of ten NumPy calls on a large array writes ten large temporaries to memory and reads them back. On blocks that
fit into the cache of a processor the temporaries stay there; the result is the same, bit for bit.

    >>> import numpy as np
    >>> def descend(parameter, gradient, slots):
    ...     return parameter - 0.1 * gradient, slots
    >>> parameter, _ = in_blocks(descend, np.ones((300, 300)), np.ones((300, 300)), {})
    >>> print(parameter.shape, parameter.max())
    (300, 300) 0.9

Not here: the formulas.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

__all__ = ["BLOCK", "Slots", "in_blocks"]

Slots = Mapping[str, Any]
"""What an optimizer remembers about one parameter, by name: velocities, sums of squares."""

Formula = Callable[[Any, Any, Slots], tuple[Any, Slots]]

BLOCK = 2**17
"""Bytes of a block; about five are in use at once. Half or double this size was slower."""


def in_blocks(formula: Formula, parameter: Any, gradient: Any, slots: Slots) -> tuple[Any, Slots]:
    """Return what an elementwise formula gives for a parameter: its new values and its new slots.

    All arrays have the shape of the parameter; the results have its dtype.
    """
    if parameter.nbytes <= BLOCK:
        return formula(parameter, gradient, slots)
    shape, dtype = parameter.shape, parameter.dtype
    new, new_slots = np.empty(shape, dtype), {name: np.empty(shape, dtype) for name in slots}
    flat, flat_slots = new.reshape(-1), {name: slot.reshape(-1) for name, slot in new_slots.items()}
    parameter, gradient = parameter.reshape(-1), gradient.reshape(-1)
    slots = {name: slot.reshape(-1) for name, slot in slots.items()}
    size = BLOCK // dtype.itemsize
    for start in range(0, flat.size, size):
        part = slice(start, start + size)
        old = {name: slot[part] for name, slot in slots.items()}
        flat[part], changed = formula(parameter[part], gradient[part], old)
        for name, slot in flat_slots.items():
            slot[part] = changed[name]
    return new, new_slots
