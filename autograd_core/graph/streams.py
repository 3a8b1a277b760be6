"""Random draws under trace: equations, which draw from the same generator when the graph is run.

    >>> import numpy as np, autograd_core as ag
    >>> graph = ag.trace(lambda x: x * ag.random.uniform(size=3))(np.ones(3))
    >>> graph.equations[0].op, graph.streams
    ('random.random', ('random',))

While the function is traced they come from a copy, so that the generator stays as it is. Not here: the draws that users
call (`autograd_core.random`).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core.errors import TraceError, explain
from autograd_core.record import setting, tracing

__all__ = ["Stream"]


class Stream:
    """A random generator under trace: its draws are equations."""

    def __init__(self, trace: Any, place: int, generator: Any) -> None:
        self._trace, self._place = trace, place
        with setting(tracing, None):
            state = generator.state
        self._copy = np.random.Generator(np.random.PCG64())
        self._copy.bit_generator.state = state
        from_default = type(generator).__name__ == "Generator" and place == 0
        self.name = "random" if from_default else f"random_{place}"

    @property
    def bit_generator(self) -> Any:
        """Refuse to say what numbers will come."""
        remedy = "set or read the state of a random generator outside of the function"
        raise TraceError(explain("a traced function cannot see the state of a generator", self.name, remedy))

    def __getattr__(self, method: str) -> Any:
        if method.startswith("_"):
            raise AttributeError(method)

        def draw(*args: Any, **kwargs: Any) -> Any:
            bound = inspect.signature(_DRAWS[method]).bind(*args, **kwargs).arguments
            real = np.asarray(getattr(self._copy, method)(**bound))
            return self._trace.add(f"random.{method}", (), [real], {"stream": self._place, **bound})[0]

        return draw


# Arguments of NumPy's draws by name, for its generators are written in C and tell no signatures.
_DRAWS: dict[str, Callable[..., Any]] = {
    "random": lambda size=None, dtype=np.float64: None,
    "standard_normal": lambda size=None, dtype=np.float64: None,
    "standard_exponential": lambda size=None, dtype=np.float64: None,
    "integers": lambda low, high=None, size=None, dtype=np.int64, endpoint=False: None,
    "permutation": lambda x, axis=0: None,
}
