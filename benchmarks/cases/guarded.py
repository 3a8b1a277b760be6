"""How many expressions that are guarded by `where` have a gradient that is not a number, or a wrong one."""

# ruff: noqa: PLC0415 - the peers are optional packages, and each is imported only in its own process

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

import autograd_core as ag
from benchmarks.benchmark import Benchmark, Figures, Sample, Target
from benchmarks.guarded import GUARDED

__all__ = ["BENCHMARK"]

Gradient = Callable[[Callable[[Any, Any], Any], Any], Any]
"""Returns the gradient of the sum of function(namespace, x) at a NumPy array."""


def counted(gradient: Gradient) -> Sample:
    """Return what counts the expressions with a NaN in their gradient, and those with a wrong number besides."""

    def sample() -> Figures:
        nan, wrong = 0, 0
        for each in GUARDED.values():
            with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
                found = np.asarray(gradient(each.function, np.array(each.x)))
            nan += bool(np.isnan(found).any())
            wrong += bool(not np.isnan(found).any() and not np.allclose(found, each.gradient))
        return {"NaN": float(nan), "wrong": float(wrong)}

    return sample


def ours() -> Sample:
    """Plain NumPy under `ag.grad`."""
    return counted(lambda f, x: ag.grad(lambda x: np.sum(f(np, x)))(x))


def torch_eager() -> Sample:
    """Eager tensors and `backward`."""
    import torch

    def gradient(f: Callable[[Any, Any], Any], x: Any) -> Any:
        leaf = torch.tensor(x, requires_grad=True)
        f(torch, leaf).sum().backward()
        return leaf.grad

    return counted(gradient)


def jax_eager() -> Sample:
    """`jax.grad` of `jax.numpy`, in double precision."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    return counted(lambda f, x: jax.grad(lambda x: jnp.sum(f(jnp, x)))(x))


def hips_autograd() -> Sample:
    """`autograd.grad` of `autograd.numpy`."""
    import autograd
    import autograd.numpy as anp

    return counted(lambda f, x: autograd.grad(lambda x: anp.sum(f(anp, x)))(x))


def mygrad_eager() -> Sample:
    """MyGrad's tensors and `backward`."""
    import mygrad

    def gradient(f: Callable[[Any, Any], Any], x: Any) -> Any:
        leaf = mygrad.tensor(x)
        mygrad.sum(f(mygrad, leaf)).backward()
        return leaf.grad

    return counted(gradient)


BENCHMARK = Benchmark(
    name="guarded",
    what=f"gradients of {len(GUARDED)} expressions like where(x > 0, sqrt(x), 0) at the point that is guarded against",
    figures={"NaN": "1", "wrong": "1"},
    peers={
        "ours": ours,
        "torch": torch_eager,
        "jax": jax_eager,
        "autograd": hips_autograd,
        "mygrad": mygrad_eager,
    },
    targets=(Target("NaN", at_most=0), Target("wrong", at_most=0)),
    repeats=1,
    warmup=0,
    notes=("The expressions stand in benchmarks/guarded.py, with the gradients that they have.",),
)
