"""A few lines of Python that repeat a failed check, to be pasted.

    >>> from autograd_core.testing import frameworks
    >>> subject = Subject.of(np.tanh, (np.array([0.5, 1.0]),), frameworks.OURS)
    >>> print(snippet(subject, Pullbacks(subject, vjp=lambda g, x: g)))
    import numpy as np
    from autograd_core.testing import check_gradients
    <BLANKLINE>
    vjp = ...  # your rule, a function of (cotangent, x)
    x = np.array([0.5, 1.0])
    check_gradients(np.tanh, x, vjp=vjp)

Functions that can be imported are, for all others there is a line to put them in. Not here: what is wrong (`causes`).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core import tree
from autograd_core.testing.pullbacks import Pullbacks
from autograd_core.testing.subjects import Subject

__all__ = ["argument_names", "snippet"]

WRITTEN = 64
"""Arrays of up to this many entries are written out."""

MAKERS = {"torch": "torch.tensor({}, dtype=torch.{})", "jax": "jnp.array({}, dtype=jnp.{})"}
IMPORTS = {"torch": "import torch", "jax": "import jax.numpy as jnp"}

Fails = Callable[[tuple[Any, ...]], bool]


def snippet(subject: Subject, pullbacks: Pullbacks, fails: Fails | None = None, **options: Any) -> str:
    """Return the lines; `fails` tells whether a check fails for other arguments, which may be shorter to write."""
    return _Writer(subject, fails).written(pullbacks, options)


class _Writer:
    """The lines of one snippet, as they come."""

    def __init__(self, subject: Subject, fails: Fails | None) -> None:
        self.subject, self.fails = subject, fails
        self.imports = ["import numpy as np"]
        if subject.framework.name in IMPORTS:
            self.imports.append(IMPORTS[subject.framework.name])
        self.functions: list[str] = []
        self.names = argument_names(subject)

    def written(self, pullbacks: Pullbacks, options: dict[str, Any]) -> str:
        listed = ", ".join(self.names)
        call = [self._function(self.subject.function, self.subject.name, f"your function of ({listed})"), *self.names]
        rules = (
            ("vjp", pullbacks.vjp, f"your rule, a function of (cotangent, {listed})"),
            ("gradient", pullbacks.gradient, f"your gradient, a function of ({listed})"),
            ("jvp", options.pop("jvp", None), f"your forward rule, a function of (tangent, {listed})"),
        )
        call += [f"{key}={self._function(rule, key, told)}" for key, rule, told in rules if rule is not None]
        call += [f"{key}={value!r}" for key, value in options.items()]
        given = [f"{name} = {text}" for name, text in zip(self.names, self._arguments(), strict=True)]
        imports = [*self.imports, "from autograd_core.testing import check_gradients"]
        return "\n".join([*imports, "", *self.functions, *given, f"check_gradients({', '.join(call)})"])

    def _function(self, function: Any, name: str, told: str) -> str:
        """Return how a function is called in the snippet, and write the line that makes it known."""
        own, module = getattr(function, "__name__", ""), getattr(function, "__module__", None)
        if own and getattr(np, own, None) is function:
            return f"np.{own}"
        if module not in {None, "__main__"} and own and getattr(sys.modules.get(module), own, None) is function:
            self.imports.append(f"from {module} import {own}")
            return str(own)
        called = own if own.isidentifier() else name if name.isidentifier() else "f"
        self.functions.append(f"{called} = ...  # {told}")
        return called

    def _arguments(self) -> list[str]:
        """Return the arguments, by a recipe where they are large and a check by the recipe fails as well."""
        leaves = self.subject.leaves
        recipes = [_recipe(leaf) for leaf in leaves]
        if self.fails is not None and any(recipes):
            made = [recipe[1] if recipe else leaf for recipe, leaf in zip(recipes, leaves, strict=True)]
            if self.fails(tree.flatten(self.subject.args)[1](made)):
                texts = [recipe[0] if recipe else self._leaf(x) for recipe, x in zip(recipes, leaves, strict=True)]
                return self._texts(texts)
        return self._texts([self._leaf(leaf) for leaf in leaves])

    def _texts(self, leaves: list[str]) -> list[str]:
        """Return the arguments with these texts for their leaves, in whatever containers they stand."""
        marked = tree.flatten(self.subject.args)[1]([_Text(text) for text in leaves])
        return [f"{arg!r}{_told(arg)}" for arg in marked]

    def _leaf(self, leaf: Any) -> str:
        framework = self.subject.framework
        if not framework.owns(leaf) or not hasattr(leaf, "dtype") or isinstance(leaf, np.generic):
            return repr(leaf)
        array = framework.array(leaf)
        if array.size > WRITTEN:
            return "..."
        return _made(array, MAKERS.get(framework.name))


class _Text:
    """A piece of code in a container, so that the container's own repr writes it."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


def _told(arg: Any) -> str:
    is_left_out = any(repr(leaf) == "..." for leaf in tree.flatten(arg)[0])
    return "  # too large to write down: put your array in for ..." if is_left_out else ""


def _recipe(leaf: Any) -> tuple[str, Any] | None:
    """Return random numbers of the same range for a large array, as code and made."""
    if not isinstance(leaf, np.ndarray) or leaf.size <= WRITTEN or leaf.dtype.kind != "f":
        return None
    low, high = float(f"{leaf.min():.2g}"), float(f"{leaf.max():.2g}")
    text = f"np.random.default_rng(0).uniform({low!r}, {high!r}, {leaf.shape})"
    made: Any = np.random.default_rng(0).uniform(low, high, leaf.shape)
    is_double = leaf.dtype == np.float64
    return (text, made) if is_double else (f"{text}.astype(np.{leaf.dtype})", made.astype(leaf.dtype))


def _made(array: Any, maker: str | None) -> str:
    if maker is not None:
        return maker.format(_nested(array), array.dtype)
    dtype = "" if array.dtype.name in {"float64", "complex128", "int64", "bool"} else f", dtype=np.{array.dtype}"
    if array.size == 0:
        return f"np.zeros({array.shape}, dtype=np.{array.dtype})"
    return f"np.array({_nested(array)}{dtype})"


def _nested(array: Any) -> str:
    """Return the entries as nested lists, each by the fewest digits that its dtype needs."""
    if array.ndim:
        return f"[{', '.join(map(_nested, array))}]"
    return str(array[()]).replace("nan", "np.nan").replace("inf", "np.inf")


def argument_names(subject: Subject) -> list[str]:
    """Return a name for each argument that can be assigned to."""
    names = [name if name.isidentifier() else f"x{k}" for k, name in enumerate(subject.parameters())]
    return names if len({*names}) == len(names) else [f"x{k}" for k in range(len(names))]
