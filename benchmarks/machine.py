"""On what was measured: processor, system, Python, BLAS, load, and the versions of the peers.

>>> "python" in describe([])
True
"""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from benchmarks.peers import PEERS, Peer

__all__ = ["describe"]

LLVMLITE = Peer("machine code of ours", "llvmlite", "llvmlite")
"""No contestant, but ours with native kernels needs it."""


def describe(peers: Iterable[str]) -> dict[str, str]:
    """Return what a reader needs to place the numbers, as words to words."""
    facts = {
        "date": datetime.now(UTC).date().isoformat(),
        "processor": f"{_processor()}, {_processors()} available",
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "BLAS of NumPy": _blas(),
        "C++ compiler": "g++" if shutil.which("g++") else "none, so torch.compile cannot run",
        "load at the start": f"{os.getloadavg()[0]:.2f}" if hasattr(os, "getloadavg") else "unknown",
    }
    packages = {peer.package: peer.version for peer in [PEERS["numpy"], LLVMLITE, *(PEERS[name] for name in peers)]}
    return facts | packages


def _processor() -> str:
    listing = Path("/proc/cpuinfo")
    lines = listing.read_text().splitlines() if listing.exists() else []
    models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or platform.machine()


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _blas() -> str:
    facts = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    return f"{facts['name']} {facts.get('version', '')}".strip()
