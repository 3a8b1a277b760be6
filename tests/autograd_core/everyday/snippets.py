"""How a snippet is declared: a function of arrays, with the shapes of its arguments, or the arrays themselves.

Not here: the snippets, and how they are checked (`test_everyday`).
"""

import zlib
from typing import Any, NamedTuple

import numpy as np


class Snippet(NamedTuple):
    """A piece of everyday NumPy, and the arrays to try it on."""

    function: Any
    arrays: tuple[np.ndarray, ...]


SNIPPETS: dict[str, Snippet] = {}


def snippet(*arguments: Any, low: float | None = None, high: float = 1.0) -> Any:
    """Declare a snippet: normal random numbers for a shape, or uniform ones from `low` to `high`; arrays as given."""

    def declare(function: Any) -> Any:
        name = function.__name__
        assert name not in SNIPPETS, f"{name} is declared twice"
        rng = np.random.default_rng(zlib.crc32(name.encode()))

        def drawn(shape: Any) -> Any:
            return rng.normal(size=shape) if low is None else rng.uniform(low, high, shape)

        arrays = tuple(drawn(a) if isinstance(a, tuple) else np.array(a, float) for a in arguments)
        SNIPPETS[name] = Snippet(function, arrays)
        return function

    return declare
