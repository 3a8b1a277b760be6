"""Who is compared: ours and the peers, whether they are installed, and in which version.

    >>> PEERS["torch"].label
    'PyTorch, eager'

"ours" is the fastest that users get: where functions are compiled, with native kernels. "ours-program" makes do without
llvmlite, "ours-eager" without compiling. Not here: what a peer does in a benchmark; that stands in `cases/`, all peers
of one benchmark in one file.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from autograd_core.errors import unknown_name

__all__ = ["BEST", "OURS", "PEERS", "Peer", "choose"]


@dataclass(frozen=True)
class Peer:
    """One contestant: its name in tables, the module that it needs, and the package that brings it."""

    label: str
    module: str
    package: str

    @property
    def is_installed(self) -> bool:
        """Whether the module can be found; it is not imported."""
        return importlib.util.find_spec(self.module) is not None

    @property
    def version(self) -> str:
        """The version that is installed, or "source tree" for a checkout that was never installed."""
        try:
            return version(self.package)
        except PackageNotFoundError:
            return "source tree" if self.is_installed else "not installed"


PEERS = {
    "ours": Peer("autograd-core", "autograd_core", "autograd-core"),
    "ours-program": Peer("autograd-core, NumPy program", "autograd_core", "autograd-core"),
    "ours-eager": Peer("autograd-core, eager", "autograd_core", "autograd-core"),
    "torch": Peer("PyTorch, eager", "torch", "torch"),
    "torch-compile": Peer("PyTorch, torch.compile", "torch", "torch"),
    "jax": Peer("JAX, jit", "jax", "jax"),
    "keras": Peer("Keras 3 on JAX", "keras", "keras"),
    "autograd": Peer("HIPS autograd", "autograd", "autograd"),
    "mygrad": Peer("MyGrad", "mygrad", "mygrad"),
    "scipy": Peer("SciPy", "scipy", "scipy"),
    "numpy": Peer("NumPy by hand", "numpy", "numpy"),
    "planned": Peer("NumPy by hand, planned buffers", "numpy", "numpy"),
    "products": Peer("bare matrix products", "numpy", "numpy"),
}

OURS = ("ours", "ours-program", "ours-eager")
"""Ours, the fastest first."""

BEST = ("torch", "torch-compile", "jax", "keras")
"""Those whose best we want to beat."""


def choose(names: Sequence[str]) -> list[str]:
    """Return `names`, or all peers if there are none.

    >>> choose(["torch"])
    ['torch']
    >>> choose(["pytorch"])
    Traceback (most recent call last):
        ...
    autograd_core.errors.UnknownNameError: unknown peer: got 'pytorch'. Did you mean 'torch'? Known: ...
    """
    for name in names:
        if name not in PEERS:
            raise unknown_name(kind="peer", name=name, known=PEERS)
    return list(names or PEERS)
