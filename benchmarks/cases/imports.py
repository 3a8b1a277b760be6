"""What importing costs on top of `import numpy`, in fresh processes, bytecode cached."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import partial

from autograd_core.errors import explain
from benchmarks.benchmark import Benchmark, Figures, Sample, Target

__all__ = ["BENCHMARK"]

SCRIPT = """
import json, sys, time
import numpy
moments = [time.perf_counter()]
import {first}
moments.append(time.perf_counter())
import {all}
moments.append(time.perf_counter())
print(json.dumps([(moment - moments[0]) * 1e3 for moment in moments[1:]]))
"""


def importing(module: str, *others: str) -> Sample:
    """Return what times the import of `module`, and of the others after it, in a process of its own."""
    script = SCRIPT.format(first=module, all=", ".join([module, *others]))

    def sample() -> Figures:
        done = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True, text=True)  # noqa: S603 - a script of ours
        if done.returncode:
            last = done.stderr.strip().splitlines()[-1]
            raise ImportError(explain(f"{module} cannot be imported", last, "import it by hand and see"))
        first, everything = json.loads(done.stdout.splitlines()[-1])
        return {"engine": first} | ({"all": everything} if others else {})

    return sample


BENCHMARK = Benchmark(
    name="imports",
    what="time to import after `import numpy`, in a fresh process",
    figures={"engine": "ms", "all": "ms"},
    peers={
        "ours": partial(importing, "autograd_core", "nn", "optim"),
        "torch": partial(importing, "torch"),
        "jax": partial(importing, "jax"),
        "keras": partial(importing, "keras"),
        "autograd": partial(importing, "autograd.numpy"),
        "mygrad": partial(importing, "mygrad"),
    },
    targets=(Target("engine", at_most=25.0), Target("all", at_most=40.0)),
    repeats=15,
    warmup=2,
    notes=("`engine` is `import autograd_core`, `all` is `import autograd_core, nn, optim`; a peer is one package.",),
)
