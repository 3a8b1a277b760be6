"""What the values on one side of a point say of the point itself: a jump, an upright tangent, something narrow.

>>> xs = 0.1 * NODES[MIDDLE:]
>>> is_off_at_point(np.sin(xs) + 1e-3 * np.sign(xs), 1e-16), is_off_at_point(np.sin(xs), 1e-16)
(True, False)

Not here: kinks, at which both sides have a slope (`slopes`), and what is concluded (`examining`).
"""

from __future__ import annotations

import numpy as np

from autograd_core.testing.forms import Vector
from autograd_core.testing.slopes import MIDDLE, NODES, Window

__all__ = ["grows", "is_off_at_point"]

JUMP = 1e-2
"""How high a jump is, relative to the change over the widest window; steps of lower precision are lower."""


def is_off_at_point(values: Vector, floor: float) -> bool:
    """Whether of the values at `NODES` of one side, from the point outwards, only that at the point is off a curve."""
    if not np.isfinite(values).all():
        return False
    whole = _left_over(NODES[MIDDLE:], values)
    return bool(_left_over(NODES[MIDDLE + 1 :], values[1:]) < 0.05 * whole and whole > 10 * floor)


def _left_over(nodes: Vector, values: Vector) -> float:
    """Return by how much values are off a polynomial of degree 4."""
    powers = np.vander(nodes, 5)
    rest = values - powers @ (np.linalg.pinv(powers) @ values)
    return float(np.sqrt(np.sum(rest**2) / (len(nodes) - 5)))


def grows(narrow: list[Window], side: slice, least: float) -> bool:
    """Whether the values on a side are those of a jump or of a power below 1, and not of a staircase.

    A jump is as high in the narrowest windows as in the widest one; at an upright tangent, slopes grow all the way.
    """
    near, far, widest = (np.abs(w.values[side]) for w in (narrow[0], narrow[1], narrow[-1]))
    if not all(_is_one_way(w.values[side]) for w in narrow[:2]) or not near.max() > least or np.isnan(widest).all():
        return False
    width, wider, wide = narrow[0].width, narrow[1].width, narrow[-1].width
    if near.max() > 0.7 * far.max():
        return bool(near.max() > JUMP * np.nanmax(widest))
    grown = near.max() / width / (np.nanmax(widest) / wide)
    return bool(near.max() / width > 1.4 * far.max() / wider and grown > (wide / width) ** 0.25)


def _is_one_way(values: Vector) -> bool:
    """Whether the values on a side lie all on one side of that at the point, and none near it: noise does not."""
    sizes = np.abs(values)
    return bool(abs(np.sign(values).sum()) == len(values) and sizes.min() >= 0.05 * sizes.max())
