"""Hessian-vector products of the Rosenbrock function, which optimizers are tried on: one small array, one larger."""

# ruff: noqa: PLC0415 - the peers are optional packages, and each is imported only in its own process

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

import autograd_core as ag
from autograd_core.errors import explain
from benchmarks.benchmark import Benchmark, Sample
from benchmarks.descent import compiled_by_torch

__all__ = ["BENCHMARK"]

SIZES = {"n = 100": 100, "n = 10,000": 10_000}
CALLS = 50

Product = Callable[[], Any]
"""Returns H · v."""


def rosenbrock(x: Any) -> Any:
    """Return Σ 100 (x[i + 1] − x[i]²)² + (1 − x[i])², in any library."""
    return (100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2).sum()


def operands(size: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return a point and a vector."""
    x, v = np.random.default_rng(0).normal(size=(2, size))
    return x, v


def product_by_hand(x: NDArray[np.float64], v: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return H · v by the formula: the Hessian has three diagonals."""
    product = np.zeros_like(x)
    across = -400.0 * x[:-1]
    product[:-1] = (1200.0 * x[:-1] ** 2 - 400.0 * x[1:] + 2.0) * v[:-1] + across * v[1:]
    product[1:] += 200.0 * v[1:] + across * v[:-1]
    return product


def timed(prepare: Callable[[Any, Any], Product]) -> Sample:
    """Return what times the products that are prepared for each size, once they are right."""
    products = {name: prepare(*operands(size)) for name, size in SIZES.items()}
    for name, size in SIZES.items():
        error = np.abs(np.asarray(products[name]()) - product_by_hand(*operands(size))).max()
        if not error < 1e-8:
            raise ValueError(explain("a product is wrong", f"an error of {error:.1e}", "mistrust this peer"))
    return lambda: {name: _seconds(product) * 1e6 for name, product in products.items()}


def _seconds(product: Product) -> float:
    begin = perf_counter()
    for _ in range(CALLS):
        product()
    return (perf_counter() - begin) / CALLS


def ours(native: bool | None) -> Sample:
    """`ag.hvp`, compiled or eager."""
    hvp = ag.hvp(rosenbrock)
    product = hvp if native is None else ag.compile(hvp, native=native)
    return timed(lambda x, v: lambda: product(x, v))


def torch_eager() -> Sample:
    """The gradient of the gradient times the vector."""
    import torch

    def prepare(x: Any, v: Any) -> Product:
        leaf, vector = torch.tensor(x, requires_grad=True), torch.tensor(v)

        def product() -> Any:
            (gradient,) = torch.autograd.grad(rosenbrock(leaf), leaf, create_graph=True)
            return torch.autograd.grad(gradient, leaf, vector)[0].numpy()

        return product

    return timed(prepare)


def torch_compiled() -> Sample:
    """The derivative of the gradient along the vector, compiled."""
    import torch

    gradient = torch.func.grad(rosenbrock)

    @compiled_by_torch
    def product(x: Any, v: Any) -> Any:
        return torch.func.jvp(gradient, (x,), (v,))[1]

    def prepare(x: Any, v: Any) -> Product:
        operands = torch.tensor(x), torch.tensor(v)
        return lambda: product(*operands).numpy()

    return timed(prepare)


def jax_jit() -> Sample:
    """The derivative of the gradient along the vector, compiled, in double precision."""
    import jax

    jax.config.update("jax_enable_x64", True)
    product = jax.jit(lambda x, v: jax.jvp(jax.grad(rosenbrock), (x,), (v,))[1])

    def prepare(x: Any, v: Any) -> Product:
        operands = jax.numpy.asarray(x), jax.numpy.asarray(v)
        return lambda: product(*operands).block_until_ready()

    return timed(prepare)


def hips_autograd() -> Sample:
    """`hessian_vector_product`."""
    import autograd
    import autograd.numpy as anp

    def function(x: Any) -> Any:
        return anp.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2)

    product = autograd.hessian_vector_product(function)
    return timed(lambda x, v: lambda: product(x, v))


def numpy_by_hand() -> Sample:
    """The formula."""
    return timed(lambda x, v: lambda: product_by_hand(x, v))


BENCHMARK = Benchmark(
    name="rosenbrock",
    what="one Hessian-vector product of the Rosenbrock function of n variables, float64",
    figures=dict.fromkeys(SIZES, "µs"),
    peers={
        "ours": lambda: ours(native=True),
        "ours-program": lambda: ours(native=False),
        "ours-eager": lambda: ours(native=None),
        "torch": torch_eager,
        "torch-compile": torch_compiled,
        "jax": jax_jit,
        "autograd": hips_autograd,
        "numpy": numpy_by_hand,
    },
    threads=2,
    repeats=15,
    notes=("MyGrad has first derivatives only.",),
)
