"""The chapter's training step in NumPy, spelled out twice: as one writes it, and with every buffer planned.

    >>> from benchmarks.chapter import weights
    >>> plain, planned = Plain(weights()), Planned(weights())
    >>> x, t = np.ones((128, 784), np.float32) / 784, np.eye(10, dtype=np.float32)[np.arange(128) % 10]
    >>> float(plain.step(x, t)[0]).__round__(), float(planned.step(x, t)[0]).__round__()
    (295, 295)

Not here: the loop around it (`chapter`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks.chapter import BATCH, EPSILON, RATE, RHO, Array

__all__ = ["Plain", "Planned", "rmsprop_in_place"]


class Plain:
    """Overwrites what is no longer needed, and makes new arrays for the rest."""

    def __init__(self, parameters: list[Array]) -> None:
        self.parameters = parameters
        self.averages = [np.zeros_like(parameter) for parameter in parameters]

    def step(self, x: Array, t: Array) -> tuple[Any, Any]:
        """Train on a batch and return the sum of its losses and how many were classified right."""
        gradients, loss, hits = self.gradients(x, t)
        for parameter, average, gradient in zip(self.parameters, self.averages, gradients, strict=True):
            rmsprop_in_place(parameter, average, gradient, np.empty_like(gradient))
        return loss, hits

    def gradients(self, x: Array, t: Array) -> tuple[Sequence[Array], Any, Any]:
        """Return the gradients of the mean loss, the sum of the losses, and the number of right answers."""
        w1, b1, w2, b2 = self.parameters
        h = x @ w1
        h += b1
        np.maximum(h, 0, out=h)
        z = h @ w2
        z += b2
        z -= z.max(axis=1, keepdims=True)
        p = np.exp(z)
        total = p.sum(axis=1, keepdims=True)
        p /= total
        dz = (p - t) / np.float32(len(x))
        dh = dz @ w2.T
        dh *= h > 0
        gradients = (x.T @ dh, dh.sum(axis=0), h.T @ dz, dz.sum(axis=0))
        return gradients, np.log(total).sum() - (z * t).sum(), (z.argmax(axis=1) == t.argmax(axis=1)).sum()


class Planned:
    """Makes every array once; a step allocates nothing that is large. The last batch uses the first rows of each."""

    def __init__(self, parameters: list[Array]) -> None:
        self.parameters = parameters
        self.averages = [np.zeros_like(parameter) for parameter in parameters]
        self.gradients = [np.empty_like(parameter) for parameter in parameters]
        self.scratch = [np.empty_like(parameter) for parameter in parameters]
        self.x, self.t = np.empty((BATCH, 784), np.float32), np.empty((BATCH, 10), np.float32)
        self._wide = np.empty((2, BATCH, 512), np.float32)
        self._narrow = np.empty((3, BATCH, 10), np.float32)
        self._column, self._mask = np.empty((BATCH, 1), np.float32), np.empty((BATCH, 512), np.bool_)

    def gather(self, images: Array, labels: Array, rows: Array) -> tuple[Array, Array]:
        """Return the images and labels of these rows, in arrays that the next call overwrites."""
        x, t = self.x[: len(rows)], self.t[: len(rows)]
        np.take(images, rows, axis=0, out=x, mode="clip")  # "raise" would take into a new array first
        np.take(labels, rows, axis=0, out=t, mode="clip")
        return x, t

    def step(self, x: Array, t: Array) -> tuple[Any, Any]:
        """Train on a batch and return the sum of its losses and how many were classified right."""
        sums = self._backward(x, t)
        states = zip(self.parameters, self.averages, self.gradients, self.scratch, strict=True)
        for parameter, average, gradient, scratch in states:
            rmsprop_in_place(parameter, average, gradient, scratch)
        return sums

    def _backward(self, x: Array, t: Array) -> tuple[Any, Any]:
        """Leave the gradients of the mean loss in their arrays; return what `step` does."""
        size = len(x)
        (h, dh), (z, p, scratch) = self._wide[:, :size], self._narrow[:, :size]
        column, mask = self._column[:size], self._mask[:size]
        w1, b1, w2, b2 = self.parameters
        dw1, db1, dw2, db2 = self.gradients
        np.matmul(x, w1, out=h)
        np.add(h, b1, out=h)
        np.maximum(h, 0, out=h)
        np.matmul(h, w2, out=z)
        np.add(z, b2, out=z)
        np.max(z, axis=1, keepdims=True, out=column)
        np.subtract(z, column, out=z)
        np.exp(z, out=p)
        np.sum(p, axis=1, keepdims=True, out=column)
        np.divide(p, column, out=p)
        np.multiply(z, t, out=scratch)
        sums = np.log(column).sum() - scratch.sum(), (z.argmax(axis=1) == t.argmax(axis=1)).sum()
        np.subtract(p, t, out=p)
        np.divide(p, np.float32(size), out=p)
        np.matmul(p, w2.T, out=dh)
        np.greater(h, 0, out=mask)
        np.multiply(dh, mask, out=dh)
        np.matmul(x.T, dh, out=dw1)
        np.sum(dh, axis=0, out=db1)
        np.matmul(h.T, p, out=dw2)
        np.sum(p, axis=0, out=db2)
        return sums


def rmsprop_in_place(parameter: Array, average: Array, gradient: Array, scratch: Array) -> None:
    """Move the parameter by the formula of Keras' RMSprop; the gradient stays, the scratch array is overwritten."""
    np.multiply(gradient, gradient, out=scratch)
    np.multiply(scratch, 1 - RHO, out=scratch)
    np.multiply(average, RHO, out=average)
    np.add(average, scratch, out=average)
    np.add(average, EPSILON, out=scratch)
    np.sqrt(scratch, out=scratch)
    np.divide(gradient, scratch, out=scratch)
    np.multiply(scratch, RATE, out=scratch)
    np.subtract(parameter, scratch, out=parameter)
