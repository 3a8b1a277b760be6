"""Strategies for Hypothesis that find mistakes in gradients, and shrink to the simplest that still fails.

    >>> from autograd_core.testing.strategies.finding import smallest
    >>> smallest(broadcastable(2), lambda pair: pair[0].shape != pair[1].shape)
    (array(1.), array([1.]))

Not here: what is done with the arrays that are drawn.
"""

from autograd_core.testing.strategies.arrays import arrays, broadcastable
from autograd_core.testing.strategies.axes import axes, reductions
from autograd_core.testing.strategies.contractions import Contraction, contraction_operands
from autograd_core.testing.strategies.elements import away_from, near
from autograd_core.testing.strategies.finding import smallest
from autograd_core.testing.strategies.indices import indices
from autograd_core.testing.strategies.matrices import matrices
from autograd_core.testing.strategies.programs import Program, programs
from autograd_core.testing.strategies.shapes import any_shape

__all__ = [
    "Contraction",
    "Program",
    "any_shape",
    "arrays",
    "away_from",
    "axes",
    "broadcastable",
    "contraction_operands",
    "indices",
    "matrices",
    "near",
    "programs",
    "reductions",
    "smallest",
]
