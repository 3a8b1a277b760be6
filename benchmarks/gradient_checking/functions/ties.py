"""Functions with corners where entries meet: maxima, sorting, medians, norms, pooling and networks of relu.

At ties the gradient is one of Clarke's: shared equally between those that tie, or that of one of them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.gradient_checking.case import Draw, case, close_to, fixed, mixed, normal

__all__ = ["CASES"]

WEIGHTS = np.array([1.0, -2.0, 0.5, 3.0, -1.0, 2.0])


def tied(*shape: int) -> Draw:
    """Draw halves from -1 to 1, of which many are equal."""
    return lambda rng: rng.integers(-2, 3, shape) / 2


def nearly_tied(*shape: int) -> Draw:
    """Draw them 1e-9 or 1e-5 apart, no two equal."""

    def draw(rng: np.random.Generator) -> Any:
        size = int(np.prod(shape))
        apart = rng.choice((1e-9, 1e-5)) * rng.permutation(size).reshape(shape)
        return rng.integers(-2, 3, shape) / 2 + apart

    return draw


def shared(x: Any) -> Any:
    """Return the gradient of a maximum, shared equally."""
    top = x == x.max()
    return top / top.sum()


def top_range(x: Any) -> tuple[Any, Any]:
    """Return 0 to 1 for those that tie for the maximum."""
    top = x == x.max()
    return 1.0 * (top & (top.sum() == 1)), 1.0 * top


def ranks(x: Any) -> Any:
    """Return the place of each entry in a stable sort."""
    return np.argsort(np.argsort(x, kind="stable"))


def weight_range(weights: Any) -> Any:
    """Return what gives the smallest and the largest weight that an entry can have in a weighted sum of sorted ones."""

    def allowed(x: Any) -> tuple[Any, Any]:
        places = [[weights[k] for k in range(x.size) if np.sort(x)[k] == entry] for entry in x]
        return np.array([min(p) for p in places]), np.array([max(p) for p in places])

    return allowed


def permutation(x: Any) -> Any:
    """Return the Jacobian of a sort."""
    return np.eye(x.size)[np.argsort(x, kind="stable")]


def permutation_range(x: Any) -> tuple[Any, Any]:
    """Return 0 to 1 wherever a sorted entry may come from."""
    same = np.sort(x)[:, None] == x
    return 1.0 * (same & (same.sum(1, keepdims=True) == 1)), 1.0 * same


def pooled(x: Any) -> Any:
    """Return weights times the maxima of windows of 2 × 2."""
    return (WEIGHTS[:4].reshape(2, 2) * x.reshape(2, 2, 2, 2).max(axis=(1, 3))).sum()


def winners(x: Any) -> Any:
    """Return where the maxima of the windows stand; several, where they tie."""
    windows = x.reshape(2, 2, 2, 2)
    return windows == windows.max(axis=(1, 3), keepdims=True)


def spread(x: Any) -> Any:
    """Return the weight of each entry's window."""
    return np.broadcast_to(WEIGHTS[:4].reshape(2, 1, 2, 1), (2, 2, 2, 2))


def pooled_gradient(x: Any) -> Any:
    """Return the gradient of `pooled`, shared equally."""
    top = winners(x)
    return (spread(x) * top / top.sum(axis=(1, 3), keepdims=True)).reshape(4, 4)


def pooled_range(x: Any) -> tuple[Any, Any]:
    """Return what ties allow."""
    top = winners(x)
    alone = top & (top.sum(axis=(1, 3), keepdims=True) == 1)
    ends = (spread(x) * alone).reshape(4, 4), (spread(x) * top).reshape(4, 4)
    return np.minimum(*ends), np.maximum(*ends)


def selected(x: Any, y: Any) -> Any:
    """Return the square of the entry of y that stands where x has its maximum; it jumps where x ties."""
    return y[np.argmax(x)] ** 2


def selected_gradient(x: Any, y: Any) -> tuple[Any, Any]:
    """Return its gradients: 0 for x."""
    chosen = np.arange(y.size) == np.argmax(x)
    return np.zeros_like(x), 2 * y * chosen


def length(x: Any) -> Any:
    """Return the norm."""
    return np.sqrt((x**2).sum())


def length_gradient(x: Any) -> Any:
    """Return its gradient, 0 at 0."""
    return x / length(x) if x.any() else np.zeros_like(x)


def hypot_gradient(a: Any, b: Any) -> tuple[Any, Any]:
    """Return the gradients of hypot, 0 at 0."""
    h = np.hypot(a, b)
    safe = np.where(h == 0, 1, h)
    return a / safe, b / safe


def hypot_range(a: Any, b: Any) -> tuple[Any, Any]:
    """Return −1 to 1 at 0."""
    ga, gb = hypot_gradient(a, b)
    origin = np.hypot(a, b) == 0
    return (ga - origin, gb - origin), (ga + origin, gb + origin)


def larger_gradient(a: Any, b: Any) -> tuple[Any, Any]:
    """Return the gradients of a maximum of two, shared equally."""
    share = (a > b) + 0.5 * (a == b)
    return share, 1 - share


def larger_range(a: Any, b: Any) -> tuple[Any, Any]:
    """Return 0 to 1 where they tie."""
    return (1.0 * (a > b), 1.0 * (b > a)), (1.0 * (a >= b), 1.0 * (b >= a))


W = np.array([[1.0, -1.0, 0.5], [2.0, 0.0, -1.0], [-1.0, 1.0, 1.0], [0.5, 0.5, -2.0]])
V = np.array([1.0, -2.0, 3.0, 0.5])


def relu_network(x: Any) -> Any:
    """Return a network with a hidden layer of relu."""
    return V @ np.maximum(W @ x, 0)


def relu_network_gradient(x: Any) -> Any:
    """Return its gradient."""
    return (V * (W @ x > 0)) @ W


def relu_network_range(x: Any) -> tuple[Any, Any]:
    """Return what each unit at 0 may add or not."""
    unsure = (V * (W @ x == 0))[:, None] * W
    certain = relu_network_gradient(x)
    return certain + np.minimum(unsure, 0).sum(0), certain + np.maximum(unsure, 0).sum(0)


def rank_two(rng: np.random.Generator) -> Any:
    """Draw a matrix of 3 × 3 and rank 2, exactly: of small whole numbers."""
    return rng.integers(-3, 4, (3, 2)) @ np.array([[1.0, 0.0, 1.0], [0.0, 1.0, -1.0]])


def nuclear_gradient(a: Any) -> Any:
    """Return the gradient of the sum of singular values that has no part where they are 0."""
    u, s, v = np.linalg.svd(a)
    rank = (s > 1e-12 * s[0]).sum()
    return u[:, :rank] @ v[:rank]


def nuclear_range(a: Any) -> tuple[Any, Any]:
    """Return what the part where they are 0 may add."""
    u, s, v = np.linalg.svd(a)
    rank = (s > 1e-12 * s[0]).sum()
    room = np.sqrt(np.outer((u[:, rank:] ** 2).sum(1), (v[rank:] ** 2).sum(0)))
    return nuclear_gradient(a) - room, nuclear_gradient(a) + room


def middle_weights(n: int) -> Any:
    """Return the weights of a median."""
    weights = np.zeros(n)
    np.add.at(weights, [(n - 1) // 2, n // 2], 0.5)
    return weights


CASES = (
    case("max, ties", np.max, shared, tied(6), allowed=top_range),
    case("max, nearly ties", np.max, shared, nearly_tied(6)),
    case("max of equal numbers", np.max, shared, fixed(np.full(4, 0.3)), allowed=top_range),
    case(
        "sort, ties",
        lambda x: WEIGHTS @ np.sort(x),
        lambda x: WEIGHTS[ranks(x)],
        tied(6),
        allowed=weight_range(WEIGHTS),
    ),
    case("sort, nearly ties", lambda x: WEIGHTS @ np.sort(x), lambda x: WEIGHTS[ranks(x)], nearly_tied(6)),
    case("an array: sort, ties", np.sort, permutation, tied(4), allowed=permutation_range),
    case("an array: sort, nearly ties", np.sort, permutation, nearly_tied(4)),
    case(
        "median of 7, ties",
        np.median,
        lambda x: middle_weights(7)[ranks(x)],
        tied(7),
        allowed=weight_range(middle_weights(7)),
    ),
    case("median of 6, nearly ties", np.median, lambda x: middle_weights(6)[ranks(x)], nearly_tied(6)),
    case("max pooling, ties", pooled, pooled_gradient, tied(4, 4), allowed=pooled_range),
    case("max pooling, nearly ties", pooled, pooled_gradient, nearly_tied(4, 4)),
    case(
        "larger of two, ties",
        lambda a, b: np.maximum(a, b).sum(),
        larger_gradient,
        tied(5),
        tied(5),
        allowed=larger_range,
    ),
    case("larger of two, nearly ties", lambda a, b: np.maximum(a, b).sum(), larger_gradient, nearly_tied(5), tied(5)),
    case("selected by argmax, nearly ties", selected, selected_gradient, nearly_tied(4), normal(2, 4)),
    case("norm at 0", length, length_gradient, fixed(np.zeros(4)), allowed=lambda x: (-np.ones(4), np.ones(4))),
    case(
        "hypot, at 0",
        lambda a, b: np.hypot(a, b).sum(),
        hypot_gradient,
        mixed(close_to((0.0,), 4, offsets=(0.0,)), tied(4)),
        tied(4),
        allowed=hypot_range,
    ),
    case(
        "hypot, close to 0", lambda a, b: np.hypot(a, b).sum(), hypot_gradient, close_to((0.0,), 4), close_to((0.0,), 4)
    ),
    case(
        "sum of abs of 1000, many 0",
        lambda x: np.abs(x).sum(),
        np.sign,
        lambda rng: rng.normal(size=1000) * rng.integers(2, size=1000),
        allowed=lambda x: (np.sign(x) - (x == 0), np.sign(x) + (x == 0)),
    ),
    case(
        "range of entries, ties",
        np.ptp,
        lambda x: shared(x) - shared(-x),
        tied(6),
        allowed=lambda x: (top_range(x)[0] - top_range(-x)[1], top_range(x)[1] - top_range(-x)[0]),
    ),
    case("a network of relu, at 0", relu_network, relu_network_gradient, tied(3), allowed=relu_network_range),
    case("a network of relu, close to 0", relu_network, relu_network_gradient, nearly_tied(3)),
    case(
        "nuclear norm, rank 2 of 3",
        lambda a: np.linalg.svd(a, compute_uv=False).sum(),
        nuclear_gradient,
        rank_two,
        allowed=nuclear_range,
    ),
    case(
        "Chebyshev distance, ties",
        lambda a, b: np.abs(a - b).max(),
        lambda a, b: (shared(np.abs(a - b)) * np.sign(a - b), shared(np.abs(a - b)) * np.sign(b - a)),
        tied(4),
        tied(4),
        allowed=lambda a, b: ((-top_range(np.abs(a - b))[1],) * 2, (top_range(np.abs(a - b))[1],) * 2),
    ),
)
