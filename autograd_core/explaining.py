"""Why a gradient is what it is: zero, missing, NaN, infinite, huge or tiny, told by the path from the loss.

The sweep is run once more from the loss to the tensor in question, and every cotangent on the way is looked at. What is
told is the path along which most of the gradient came, and the operation that made it what it is.

    >>> import autograd_core as ag
    >>> w = ag.Variable([-1.0, -2.0], name="w")
    >>> loss = ag.relu(w * 3.0).sum()
    >>> loss.backward()
    >>> w.why()
    the gradient of w, shape (2,), is zero: relu passes none on
    ∂x = ∂y where x > 0, else 0; y in [0.0, 0.0]
        ∂sum         1.0
        ∂relu        1.0
        ∂multiply    0.0
        ∂w           0.0

Lines of your code stand beside what was recorded inside `nan_guard()`. Not here: how to stop at the first NaN
(`guarding`).
"""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import Any, NamedTuple

import numpy as np

from autograd_core.differentiate import careful, dependents, last_loss, on_arrays, sweep
from autograd_core.errors import GradientError, explain
from autograd_core.guarding import inputs_of, line_of
from autograd_core.plan import Parts
from autograd_core.record import Cut, Node, NodeLike, Value, last_exit

__all__ = ["Explanation", "Step", "why"]

HUGE, TINY = 1e6, 1e-10  # sizes from which a gradient of a loss is worth a word
CREATE = "create it with requires_grad=True, or as a Variable, and compute the loss from it"
CUTS = "compute the loss from it, without no_grad(), stop_gradient or a piecewise constant function between"
ENDS = 8  # how many steps at each end of a long path are shown


class Step(NamedTuple):
    """A value on the path: the operation it comes from, your line if known, the largest size in its cotangent."""

    name: str
    line: str
    size: float


class Explanation(NamedTuple):
    """Why a gradient is what it is.

    verdict  "missing", "zero", "NaN", "infinite", "huge", "tiny" or "ordinary"
    reason   what made it so, in words
    facts    the rule that did, and what it was given
    path     from the loss to the tensor
    """

    verdict: str
    reason: str
    facts: str
    path: tuple[Step, ...]

    def __str__(self) -> str:
        width = max((len(step.name) for step in self.path), default=0)
        steps = [f"    ∂{step.name:<{width}}    {step.size:<12.6} {step.line}".rstrip() for step in self.path]
        if len(steps) > 2 * ENDS + 1:
            steps[ENDS:-ENDS] = [f"    … {len(steps) - 2 * ENDS} more"]
        return "\n".join([self.reason, *([self.facts] if self.facts else []), *steps])

    def __repr__(self) -> str:
        return str(self)


def why(tensor: Value, loss: Value | None = None) -> Explanation:
    """Return why the gradient of a tensor with respect to a loss is what it is; `Tensor.why` is this function.

    loss  a real scalar computed from the tensor; that of the last `backward()` of this thread if None

    Raises GradientError where there is no such loss any more, or it is no scalar.
    """
    name = getattr(tensor, "name", None) or (tensor.node.name if isinstance(tensor.node, Node) else "a constant")
    title = f"the gradient of {name}, shape {tensor.array.shape},"
    if not isinstance(tensor.node, Node):
        return _missing(title, "no gradient is recorded for it", tensor.node)
    loss = _checked(last_loss() if loss is None else loss)
    if not isinstance(loss.node, Node):
        return _missing(title, "the loss is a constant", loss.node)
    between = dependents([loss.node], {tensor.node})
    if loss.node not in between:
        return _missing(title, "the loss was computed without it", None, CUTS)
    return _explained(_Swept(loss, tensor.node, between), title, name)


def _checked(loss: Value | None) -> Value:
    if loss is None:
        remedy = "keep the loss in a variable, or pass it: t.why(loss)"
        raise GradientError(explain("there is no loss to start from", "one that is gone, or no backward() yet", remedy))
    if loss.array.size != 1 or loss.array.dtype.kind != "f":
        given = f"shape {loss.array.shape}, dtype {loss.array.dtype}"
        raise GradientError(explain("a loss is a real scalar", given, "reduce it with .sum() or .mean()"))
    return loss


def _missing(title: str, reason: str, cut: NodeLike, hint: str = CREATE) -> Explanation:
    if isinstance(cut, Cut):
        hint = f"the record was cut by {cut}"
    else:
        left = last_exit()
        hint += f"; the last value that left a record did so by {left}" if left is not None else ""
    return Explanation("missing", f"{title} is missing: {reason}", hint, ())


# ----------------------------------------------------------------------------------------------------------- the sweep


class Pulled(NamedTuple):
    """What one rule made of a cotangent: the node whose rule it is, the number of the parent, and the cotangent."""

    node: Node
    k: int
    made: Any


class _Swept:
    """What a sweep from a loss to a node brought: every cotangent, and what each rule made of it."""

    def __init__(self, loss: Value, target: Node, between: set[Node]) -> None:
        assert isinstance(loss.node, Node)
        seed = np.ones_like(loss.array)
        self.target = target
        self.arrived: dict[Node, Any] = {loss.node: seed}
        self.sources: dict[Node, list[Pulled]] = {}
        with np.errstate(all="ignore"):
            sweep({loss.node: seed}, self._pull, (target,), target.number, between)
        if target in self.sources:
            self.arrived[target] = reduce(add, [pulled.made for pulled in self.sources[target]])

    def _pull(self, node: Node, k: int, g: Any) -> Any:
        self.arrived[node] = g
        made = careful(on_arrays, node, k, g)
        self.sources.setdefault(node.parents[k], []).append(Pulled(node, k, made))
        return made

    def path(self) -> list[Pulled]:
        """Return the main path from the loss to the target: for each value the rule that most of it came from."""
        steps: list[Pulled] = []
        node = self.target
        while node in self.sources:
            steps.append(max(self.sources[node], key=self._weight))
            node = steps[-1].node
        return steps[::-1]

    def _weight(self, pulled: Pulled) -> tuple[float, float]:
        return _rank(pulled.made), _rank(self.arrived[pulled.node])


def _size(g: Any) -> float:
    """Return the largest size in a cotangent, NaN if there is one."""
    if isinstance(g, Parts):
        return float(np.max([_size(part) for part in g.parts.values()]))
    return float(np.max(np.abs(g), initial=0.0))


def _rank(g: Any) -> float:
    size = _size(g)
    return np.inf if np.isnan(size) else size


# ------------------------------------------------------------------------------------------------------------ in words


def _explained(swept: _Swept, title: str, name: str) -> Explanation:
    path = swept.path()
    size = _size(swept.arrived[swept.target])
    verdict = _verdict(size)
    culprit = _culprit(verdict, path, swept)
    shown = [pulled.node for pulled in path if not pulled.node.name.startswith("_")]  # without what the engine adds
    steps = [Step(node.name, line_of(node), _size(swept.arrived[node])) for node in shown]
    return Explanation(
        verdict,
        f"{title} is {_words(verdict, size)}{_blame(verdict, culprit, path, size)}",
        "; ".join([culprit.node.plan.rules[culprit.k].formula, *inputs_of(culprit.node)]) if culprit else "",
        (*steps, Step(name, "", size)),
    )


def _verdict(size: float) -> str:
    if np.isnan(size):
        return "NaN"
    if np.isinf(size):
        return "infinite"
    return "zero" if size == 0 else "huge" if size >= HUGE else "tiny" if size <= TINY else "ordinary"


def _words(verdict: str, size: float) -> str:
    return verdict if verdict in ("NaN", "infinite", "zero") else f"{verdict}, of sizes up to {size:.3g}"


def _culprit(verdict: str, path: list[Pulled], swept: _Swept) -> Pulled | None:
    """Return the step that made the gradient what it is; None where no single one did."""
    sign = 1 if verdict == "huge" else -1

    def growth(pulled: Pulled) -> float:
        before, after = _size(swept.arrived[pulled.node]), _size(pulled.made)
        return sign * float(np.log(after / before)) if before and after else 0.0

    def turned(pulled: Pulled) -> bool:
        before, after = _size(swept.arrived[pulled.node]), _size(pulled.made)
        return before != 0 == after if verdict == "zero" else bool(np.isfinite(before) and not np.isfinite(after))

    if verdict in ("huge", "tiny"):
        most = max(path, key=growth)
        whole = sign * float(np.log(_size(swept.arrived[swept.target])))
        return most if 2 * growth(most) >= whole else None
    return next(filter(turned, path), None) if verdict != "ordinary" else None


def _blame(verdict: str, culprit: Pulled | None, path: list[Pulled], size: float) -> str:
    if culprit is not None:
        deed = {"zero": "passes none on", "huge": "multiplies it most", "tiny": "shrinks it most"}
        made = "NaN" if np.isnan(_size(culprit.made)) else "infinity"
        return f": {culprit.node.name} {deed.get(verdict, f'makes {made}')}"
    if verdict in ("huge", "tiny"):
        return f": {len(path)} steps multiply it, by {size ** (1 / len(path)):.3g} each in the mean"
    return ": what its uses contribute cancels out" if verdict == "zero" else ""
