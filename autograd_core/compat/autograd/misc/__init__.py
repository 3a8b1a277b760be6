"""What HIPS autograd has beside: containers as vectors, and plain optimizers."""

from autograd_core.compat.autograd.misc.flatten import flatten

__all__ = ["flatten"]
