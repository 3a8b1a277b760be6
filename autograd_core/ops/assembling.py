"""Assembling: an array made of parts, each in a place of its own.

    >>> import numpy as np, autograd_core as ag
    >>> even, odd = np.array([0.0, 2.0, 4.0]), np.array([1.0, 3.0])
    >>> ag.assemble(even, odd, shape=(5,), templates=(slice(0, None, 2), slice(1, None, 2)))
    Tensor([0., 1., 2., 3., 4.])

It is the transpose of reading several places of one array: what each part sees of a cotangent is a view. A sum of
`scatter`s to places that do not overlap is the same, up to the sign of zeros, but makes an array for each part, and
adds them all.

Not here: places that overlap, whose parts are added (`scatter`, `fold`).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd_core.operation import operation
from autograd_core.ops.indexing import getitem
from autograd_core.registry import example

__all__ = ["assemble", "is_whole"]


def is_whole(shape: tuple[int, ...], templates: tuple[Any, ...]) -> bool:
    """Return whether parts at these indices, which do not overlap, leave nothing out.

    >>> is_whole((5,), (slice(0, None, 2), slice(1, None, 2))), is_whole((2, 2), (0,))
    (True, False)
    """
    everything = np.broadcast_to(np.int8(0), shape)
    covered = sum([int(everything[template].size) for template in templates])
    return covered == math.prod(shape)


@operation(
    formula="y = 0, but xs[k] at index k",
    batched=None,
    examples=[
        example((2, 3), (3,), shape=(3, 3), templates=(slice(2), 2)),
        example((2, 2), (2, 1), shape=(2, 4), templates=((slice(None), slice(0, 3, 2)), (Ellipsis, slice(3, None)))),
        example((0,), shape=(2,), templates=(slice(0),)),
    ],
)
def assemble(*xs: Any, shape: tuple[int, ...], templates: tuple[Any, ...]) -> Any:
    """Return an array of `shape` with each of several arrays at its index, and zero where none is.

    templates  an index for each array, of slices and integers; no two may name the same element

    >>> assemble(np.array([1.0, 2.0]), shape=(2, 2), templates=((slice(None), 0),))
    Tensor([[1., 0.],
            [2., 0.]])
    """
    y = (np.empty if math.prod(shape) == sum([x.size for x in xs]) else np.zeros)(shape, np.result_type(*xs))
    for x, template in zip(xs, templates, strict=True):
        y[template] = x
    return y


@assemble.rule("xs", formula="∂xs[k] = ∂y[index k]")
def _(g: Any, k: int, templates: tuple[Any, ...]) -> Any:
    return getitem.apply(g, template=templates[k])
