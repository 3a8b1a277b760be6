"""Gradient descent on one batch in each library, for benchmarks of models: of a loss, a step is made.

    >>> ones, zeros = np.ones((2, 1)), (np.zeros((1, 1)), np.zeros(1))
    >>> line = Problem(zeros, (ones, ones), rate=0.1, losses=(1.0, 0.36))
    >>> loss = lambda d, parameters, x, t: d.squared_error(d.linear(x, *parameters), t)
    >>> step = ours(loss, line, native=None)
    >>> [round(float(step()), 2) for _ in range(2)]
    [1.0, 0.36]

Everyone begins with the same parameters, and the losses of the first steps must be those that are known, which they
are only if all gradients are right. Not here: the functions that a loss is made of (`dialects`).
"""

# ruff: noqa: PLC0415 - the peers are optional packages, and each is imported only in its own process

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

import autograd_core as ag
import optim
from autograd_core.errors import explain
from benchmarks import dialects
from benchmarks.benchmark import Figures, Sample, Setup

__all__ = ["Loss", "Problem", "Step", "autograd", "compiled_by_torch", "jax", "keras", "mygrad", "ours", "peers"]
__all__ += ["by_hand", "float32", "timed", "torch", "torch_train"]

Array = NDArray[Any]

Loss = Callable[..., Any]
"""Of a dialect, the list of parameters, and the arrays of a batch: the loss."""

Step = Callable[[], Any]
"""Moves the parameters once, in place; returns the loss before that, of which `float` waits for all work to be done."""


@dataclass(frozen=True)
class Problem:
    """What is trained on what.

    parameters  their first values
    batch       the data
    rate        the learning rate
    losses      what is known of the first losses
    calls       how many steps are timed at once
    """

    parameters: tuple[Array, ...]
    batch: tuple[Array, ...]
    rate: float
    losses: tuple[float, ...]
    calls: int = 100

    def check(self, step: Step) -> None:
        """Make sure that the first steps have the losses that are known; raise ValueError where they have not."""
        found = [float(step()) for _ in self.losses]
        if not np.allclose(found, self.losses, rtol=1e-4, atol=1e-5):
            given, remedy = f"{found}", f"the first steps should lose {list(self.losses)}"
            raise ValueError(explain("a step is wrong", given, remedy))


def float32(*arrays: Array) -> tuple[Array, ...]:
    """Return the arrays in single precision."""
    return tuple(array.astype(np.float32) for array in arrays)


def timed(make: Callable[[Problem], Step], problems: Mapping[str, Problem], scale: float) -> Sample:
    """Return what times the steps of each problem; `scale` 1e6 stands for microseconds."""
    steps = {name: make(problem) for name, problem in problems.items()}
    for name, problem in problems.items():
        problem.check(steps[name])

    def sample() -> Figures:
        return {name: _seconds(steps[name], problem.calls) * scale for name, problem in problems.items()}

    return sample


def _seconds(step: Step, calls: int) -> float:
    begin = perf_counter()
    for _ in range(calls - 1):
        step()
    float(step())
    return (perf_counter() - begin) / calls


# ------------------------------------------------------------------------------------------------------- the libraries


def ours(loss: Loss, problem: Problem, native: bool | None) -> Step:
    """Variables, `.backward()` and an optimizer; native None is eager, False the NumPy program, True has kernels."""
    dialect, optimizer = dialects.ours_dialect(), optim.SGD(problem.rate)
    variables = [ag.Variable(parameter) for parameter in problem.parameters]

    def train(*batch: Array) -> Any:
        value = loss(dialect, variables, *batch)
        value.backward()
        gradients = [variable.grad for variable in variables]
        for variable in variables:
            variable.grad = None
        optimizer.apply(gradients, variables)
        return value

    return partial(train if native is None else _compiled(train, native), *problem.batch)


def _compiled(train: Callable[..., Any], native: bool) -> Callable[..., Any]:
    compiled: Callable[..., Any] = ag.compile(train, native=native)
    return compiled


def torch(loss: Loss, problem: Problem, is_compiled: bool) -> Step:
    """Tensors, `autograd.grad`, and updates in place; all of that compiled as one, or eager."""
    import torch

    leaves = [torch.tensor(parameter, requires_grad=True) for parameter in problem.parameters]
    train = torch_train(partial(loss, dialects.torch_dialect(), leaves), leaves, problem.rate)
    return partial(compiled_by_torch(train) if is_compiled else train, *map(torch.tensor, problem.batch))


def torch_train(loss: Loss, leaves: Sequence[Any], rate: float) -> Callable[..., Any]:
    """Return a function of a batch that does one step in PyTorch and returns the loss, itself a function of a batch."""
    import torch

    def train(*batch: Any) -> Any:
        value = loss(*batch)
        gradients = torch.autograd.grad(value, leaves)
        with torch.no_grad():
            for leaf, gradient in zip(leaves, gradients, strict=True):
                leaf.sub_(gradient, alpha=rate)
        return value.detach()

    return train


def compiled_by_torch(train: Callable[..., Any]) -> Callable[..., Any]:
    """Return a whole step, gradients and updates included, compiled by `torch.compile`: measured, this is fastest."""
    import torch

    torch._dynamo.config.trace_autograd_ops = True  # noqa: SLF001 - PyTorch's own message names this setting
    compiled: Callable[..., Any] = torch.compile(train, fullgraph=True, dynamic=False)
    return compiled


def jax(loss: Loss, problem: Problem) -> Step:
    """One compiled function of loss, gradients and update, which is given the memory of the parameters."""
    import jax

    jax.config.update("jax_enable_x64", problem.batch[0].dtype == np.float64)
    dialect = dialects.jax_dialect()

    @partial(jax.jit, donate_argnums=0)
    def train(parameters: Any, *batch: Any) -> Any:
        value, gradients = jax.value_and_grad(lambda parameters: loss(dialect, parameters, *batch))(parameters)
        return [p - problem.rate * g for p, g in zip(parameters, gradients, strict=True)], value

    state = [list(map(jax.numpy.array, problem.parameters))]
    batch = list(map(jax.numpy.asarray, problem.batch))

    def step() -> Any:
        state[0], value = train(state[0], *batch)
        return value

    return step


def keras(model: Callable[[], Any], loss: str, problem: Problem) -> Step:
    """`train_on_batch` of a model whose weights have the order of the parameters."""
    import keras

    network = model()
    network.compile(optimizer=keras.optimizers.SGD(problem.rate), loss=loss)
    weights = network.trainable_weights
    network.set_weights([p.reshape(w.shape) for p, w in zip(problem.parameters, weights, strict=True)])

    def step() -> Any:
        network.reset_metrics()  # or it would return the mean of all losses so far
        return network.train_on_batch(*problem.batch)

    return step


def autograd(loss: Loss, problem: Problem) -> Step:
    """`value_and_grad`, and updates in place."""
    import autograd

    dialect, parameters = dialects.autograd_dialect(), [parameter.copy() for parameter in problem.parameters]
    both = autograd.value_and_grad(lambda parameters: loss(dialect, parameters, *problem.batch))

    def step() -> Any:
        value, gradients = both(parameters)
        for parameter, gradient in zip(parameters, gradients, strict=True):
            np.subtract(parameter, problem.rate * gradient, out=parameter)
        return value

    return step


def mygrad(loss: Loss, problem: Problem) -> Step:
    """Tensors, `.backward()`, and updates in place."""
    import mygrad

    dialect, tensors = dialects.mygrad_dialect(), [mygrad.tensor(parameter) for parameter in problem.parameters]

    def step() -> Any:
        value = loss(dialect, tensors, *problem.batch)
        value.backward()
        for tensor in tensors:
            tensor.data[...] -= problem.rate * tensor.grad
        return value.data

    return step


def by_hand(gradients: Callable[..., tuple[Any, Sequence[Array]]], problem: Problem) -> Step:
    """Gradients spelled out in NumPy: a function of parameters and batch returns the loss and them."""
    parameters = [parameter.copy() for parameter in problem.parameters]

    def step() -> Any:
        value, found = gradients(parameters, *problem.batch)
        for parameter, gradient in zip(parameters, found, strict=True):
            np.subtract(parameter, problem.rate * gradient, out=parameter)
        return value

    return step


MAKERS: Mapping[str, Callable[[Loss, Problem], Step]] = {
    "ours": partial(ours, native=True),
    "ours-program": partial(ours, native=False),
    "ours-eager": partial(ours, native=None),
    "torch": partial(torch, is_compiled=False),
    "torch-compile": partial(torch, is_compiled=True),
    "jax": jax,
    "autograd": autograd,
    "mygrad": mygrad,
}


def peers(
    loss: Loss, problems: Mapping[str, Problem], scale: float, **others: Callable[[Problem], Step] | None
) -> dict[str, Setup]:
    """Return all peers that can be made of a loss alone.

    others  makers of further peers, or of some that a library has its own way for; None for those that cannot
    """
    makers = {name: partial(maker, loss) for name, maker in MAKERS.items()} | others
    return {name: partial(timed, maker, problems, scale) for name, maker in makers.items() if maker is not None}
