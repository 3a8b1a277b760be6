"""Derivatives of what a solver finds: roots, fixed points and minima, by the implicit function theorem.

Where f(x, θ) = 0 defines x(θ), ∂x/∂θ = −(∂f/∂x)⁻¹ ∂f/∂θ. So the gradient needs one linear system with the transposed
Jacobian at the solution, and neither the steps of the solver nor a solver that can be differentiated (Blondel et al.,
Efficient and modular implicit differentiation, 2022).

    >>> import autograd_core as ag
    >>> def newton(a):
    ...     x = 1.0
    ...     for _ in range(20):
    ...         x = x - (x * x - a) / (2 * x)
    ...     return x
    >>> root = ag.implicit_root(lambda x, a: x * x - a, newton)
    >>> root(4.0), ag.grad(root)(4.0)
    (2.0, 0.25)

Not here: solvers. Take SciPy's, or your own.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core.batching import Batched, Loop
from autograd_core.derivatives import jacobian
from autograd_core.errors import ConvergenceWarning, DTypeError, GradientError, ShapeError, explain
from autograd_core.ops.joining import concatenate
from autograd_core.ops.movement import reshape
from autograd_core.record import Leaf, Value, is_recording, no_grad, setting, user_line
from autograd_core.reruns import SOLUTION, Arguments, number, outside, pulled_back, recorded_results
from autograd_core.runs import as_value, inside, watched
from autograd_core.shapes import pieces
from autograd_core.transforms import grad
from autograd_core.tree import flatten, matched
from autograd_core.values import make, plain

__all__ = ["implicit_fixed_point", "implicit_minimum", "implicit_root"]

AnyFunction = Callable[..., Any]
Solve = Callable[[Callable[[Any], Any], Any], Any]

LARGEST = 5_000
"""How many unknowns a system may have whose Jacobian is formed."""


def implicit_root(equation: AnyFunction, solver: AnyFunction, *, solve: Solve | None = None) -> AnyFunction:
    """Return the function θ ↦ x that the solver computes, with the derivatives of the root x of f(x, θ) = 0.

    equation  f(x, *θ), as many numbers as x has; written in NumPy, and differentiated
    solver    gives x for θ; it meets plain arrays, and is not differentiated
    solve     solve(product, b) gives the vector v with product(v) = b, such as GMRES, where the Jacobian would be too
              large to be formed: product(v) is the product of the transposed Jacobian ∂f/∂x and v

    x and each θ may be containers. Gradients of every order flow to θ, and to what the equation closes over.

    >>> import numpy as np, autograd_core as ag
    >>> A = np.array([[2.0, 1.0], [0.0, 3.0]])
    >>> solution = implicit_root(lambda x, b: A @ x - b, lambda b: np.linalg.solve(A, b))
    >>> np.round(ag.jacobian(solution)(np.array([1.0, 1.0])) @ A, 12) + 0.0
    array([[1., 0.],
           [0., 1.]])

    Raises ShapeError where f(x, θ) has not as many numbers as x, DTypeError where x is not real; GradientError, when a
    gradient is asked for, where the root is not isolated, for then it has none. Warns with ConvergenceWarning where x
    is no root.
    """

    def solution(*parameters: Any) -> Any:
        leaves, rebuild = flatten(list(parameters))
        with no_grad():
            x = solver(*rebuild([_lent(leaf) for leaf in leaves]))
        return _Solution(equation, solve, x, leaves, rebuild).recorded()

    return solution


def implicit_fixed_point(function: AnyFunction, solver: AnyFunction, *, solve: Solve | None = None) -> AnyFunction:
    """Return the function θ ↦ x that the solver computes, with the derivatives of the fixed point x = f(x, θ).

    >>> import numpy as np, autograd_core as ag
    >>> def iterate(a):
    ...     x = 0.0
    ...     for _ in range(200):
    ...         x = np.cos(a * x)
    ...     return x
    >>> fixed = implicit_fixed_point(lambda x, a: np.cos(a * x), iterate)
    >>> round(ag.grad(fixed)(1.0), 6)  # −x sin x / (1 + sin x)
    -0.297474

    Arguments, errors and warnings are those of `implicit_root`.
    """

    def equation(x: Any, *parameters: Any) -> Any:
        mapped = matched(x, function(x, *parameters), "the result of a function with a fixed point")
        return [one - other for one, other in zip(flatten(x)[0], mapped, strict=True)]

    return implicit_root(equation, solver, solve=solve)


def implicit_minimum(objective: AnyFunction, solver: AnyFunction, *, solve: Solve | None = None) -> AnyFunction:
    """Return the function θ ↦ x that the solver computes, with the derivatives of the x at which f(x, θ) is smallest.

    It is a root of the gradient ∂f/∂x; the Jacobian of that is the Hessian, which is symmetric: conjugate gradients
    will do for `solve`.

    >>> import autograd_core as ag
    >>> nearest = implicit_minimum(lambda x, a: (x - a) ** 2 + x**2, lambda a: a / 2)
    >>> ag.grad(nearest)(3.0)
    0.5

    Arguments, errors and warnings are those of `implicit_root`; the objective is a real scalar.
    """
    return implicit_root(grad(objective), solver, solve=solve)


class _Solution:
    """One solution, and the equation that it solves."""

    def __init__(
        self, equation: AnyFunction, solve: Solve | None, x: Any, leaves: list[Any], rebuild: AnyFunction
    ) -> None:
        self.equation, self.solve, self.arguments = equation, solve, Arguments(leaves, rebuild)
        found, self.form = flatten(x)
        self.found = [_unmapped(y) for y in found]
        # copies, for a solver may use its own arrays again
        self.arrays = [np.array(y, float if isinstance(y, int) else None) for y in self.found]
        for array in self.arrays:
            if array.dtype.kind != "f":
                remedy = (
                    "return floating-point numbers; of complex ones real and imaginary parts, two equations for each"
                )
                raise DTypeError(explain("a solver returns real numbers", f"dtype {array.dtype}", remedy))
        self.wants_tensors = any(isinstance(p, Value) for p in leaves)

    def recorded(self) -> Any:
        """Return the solution, recorded where the equation depends on something recorded."""
        start = number()
        inputs = [watched(p) for p in self.arguments.recorded]
        unknowns = [make(a, Leaf(a)) for a in self.arrays]
        residuals = self._residuals(unknowns, inputs)
        self._check(residuals, inputs)
        self.others = outside(residuals, [*unknowns, *inputs], start)
        if not is_recording() or not (inputs or self.others):
            return self.form([make(a, None) for a in self.arrays] if self.wants_tensors else self.found)
        arrays, self.arrays = tuple(self.arrays), []  # kept by the node only
        return self.form(recorded_results(arrays, self.arguments.taken(), self.others, self._pull, SOLUTION))

    def _residuals(self, unknowns: list[Any], inputs: list[Any]) -> list[Any]:
        parameters = self.arguments.filled([make(p.array, p.node) for p in inputs])
        with setting(inside, True):
            values = self.equation(self.form([make(x.array, x.node) for x in unknowns]), *parameters)
        return [as_value(r) for r in flatten(values)[0]]

    def _check(self, residuals: list[Any], inputs: list[Any]) -> None:
        """Warn where the residuals are larger than a slight move of the solution makes them."""
        sizes = [sum(np.size(y) for y in ys) for ys in (self.arrays, [r.array for r in residuals])]
        if sizes[0] != sizes[1]:
            given = f"{sizes[1]} equations for {sizes[0]} unknowns"
            raise ShapeError(explain("a root needs as many equations as unknowns", given, "return one for each"))
        with no_grad(), np.errstate(all="ignore"):
            moved = [make(np.asarray(_moved(a)), None) for a in self.arrays]
            others = self._residuals(moved, [make(p.array, None) for p in inputs])
        here = _flat([r.array for r in residuals])
        size, change = np.linalg.norm(here), np.linalg.norm(_flat([r.array for r in others]) - here)
        if np.isnan(size) or size > change:
            given = f"residuals of norm {size:.3g}, which a move by a thousandth changes by {change:.3g}"
            message = explain(
                f"the solver found no root ({user_line()})", given, "have it run longer, or from elsewhere"
            )
            warnings.warn(message, ConvergenceWarning, stacklevel=2)

    def _pull(self, g: tuple[Any, ...], inputs: list[Any], solution: Any, lifted: bool) -> tuple[Any, ...]:
        """Return −λᵀ ∂f/∂θ, where λᵀ ∂f/∂x = g."""
        unknowns = [watched(x) if lifted else make(x, Leaf(x)) for x in solution]
        residuals = self._residuals(unknowns, inputs)

        def product(vectors: list[Any], lifted: bool) -> tuple[Any, ...]:
            return pulled_back(residuals, vectors, [*unknowns, *inputs], self.others, lifted)

        count = len(unknowns)
        adjoint = _Adjoint(self, residuals, [x.array for x in unknowns], [p.array for p in inputs], product)
        if lifted:
            system = implicit_root(
                lambda v, *g: [a - b for a, b in zip(product(v, True)[:count], g, strict=True)], adjoint.solved
            )
            vectors = system(*g)
        else:
            vectors = adjoint.solved(*g)
        return tuple([-found for found in product(vectors, lifted)[count:]])


class _Adjoint:
    """The linear system of a solution: with the transposed Jacobian of the equation."""

    def __init__(self, of: _Solution, residuals: list[Any], xs: list[Any], inputs: list[Any], product: Any) -> None:
        self.of, self.xs, self.inputs, self.product = of, xs, inputs, product
        self.residuals = [r.array for r in residuals]

    def solved(self, *g: Any) -> list[Any]:
        """Return the vectors v with vᵀ ∂f/∂x = g, one for each residual."""
        right = _flat([_unmapped(each) for each in g])
        if self.of.solve is not None:
            return _split(np.asarray(self.of.solve(self._product, right)), self.residuals)
        if right.size > LARGEST:
            given = f"{right.size} unknowns"
            raise GradientError(explain("a Jacobian is too large to be formed", given, "pass solve=, such as GMRES"))
        try:
            return _split(np.linalg.solve(self._jacobian().T, right), self.residuals)
        except np.linalg.LinAlgError as error:
            given = f"a singular Jacobian of {right.size} equations"
            remedy = "add what makes the root the only one near it"
            raise GradientError(explain("a root that is not isolated has no derivative", given, remedy)) from error

    def _product(self, v: Any) -> Any:
        found = self.product(_split(np.asarray(v).reshape(-1), self.residuals), False)
        return _flat(found[: len(self.xs)])

    def _jacobian(self) -> Any:
        def flat(x: Any) -> Any:
            unknowns = _split(x, self.xs)
            rs = self.of._residuals(unknowns, [make(p, None) for p in self.inputs])  # noqa: SLF001  # its own part
            return concatenate([reshape(r, -1) for r in rs])

        return plain(jacobian(flat)(_flat(self.xs)))


def _moved(a: Any) -> Any:
    return a + 1e-3 * (1 + np.abs(a)) * np.cos(1.0 + np.arange(a.size)).reshape(a.shape).astype(a.dtype)


def _flat(arrays: list[Any]) -> Any:
    return np.concatenate([np.zeros(0, np.float16), *[np.ravel(a) for a in arrays]])  # which promotes no other type


def _split(flat: Any, like: list[Any]) -> list[Any]:
    """Return the parts of a vector in the shapes and dtypes of some arrays."""
    parts = zip(pieces([a.size for a in like]), like, strict=True)
    return [flat[part].reshape(a.shape).astype(a.dtype, copy=False) for part, a in parts]


def _unmapped(x: Any) -> Any:
    """Return a value as an array, without its record."""
    if isinstance(x, Batched):
        raise Loop(x.level)  # a solver goes its own way for each example
    return plain(x)


def _lent(x: Any) -> Any:
    """Return a parameter as a solver meets it, which may write into it."""
    return _unmapped(x).copy() if isinstance(x, Value) else x
