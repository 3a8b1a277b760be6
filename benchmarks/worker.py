"""The process that one peer works in: `python -m benchmarks.worker chain torch`.

It prepares the peer, says so, and then takes one sample for each line it reads, until the input ends. Each answer is
one line of JSON: the figures, or {"error": "..."}. Not here: who asks (`runner`).
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from typing import TextIO

from benchmarks.benchmark import load

__all__ = ["serve"]


def serve(name: str, peer: str, requests: Iterable[str], answers: TextIO) -> None:
    """Answer every request with a sample of `peer` in the benchmark `name`."""

    def answer(content: object) -> None:
        print(json.dumps(content), file=answers, flush=True)

    try:
        benchmark = load(name)
        sample = benchmark.peers[peer]()
        for _ in range(benchmark.warmup):
            sample()
        answer({})
        for _ in requests:
            answer(sample())
    except Exception as error:  # whatever goes wrong in a peer's library is that peer's result, not the end of the run
        answer({"error": " ".join(f"{type(error).__name__}: {error}".split())})
        raise


def main() -> None:
    """Serve on standard input and output, keeping what libraries print out of the answers."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    serve(sys.argv[1], sys.argv[2], sys.stdin, answers)


if __name__ == "__main__":
    main()
