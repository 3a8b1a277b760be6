"""Check all operations, or those whose names are given, and say how each came out."""

from __future__ import annotations

import sys
import time
import warnings
from collections import Counter

from autograd_core.testing import check_gradients
from benchmarks.gradient_checking.torch_operations import arrays, elementwise, layers, matrices, reducing, wrong
from benchmarks.gradient_checking.torch_operations.drawing import Operation

OPERATIONS = [operation for part in (elementwise, reducing, arrays, matrices, layers) for operation in part.OPERATIONS]


def check(operation: Operation) -> str:
    """Check one operation; return the verdict, after a line that says more."""
    start = time.perf_counter()
    try:
        report = check_gradients(operation.f, *operation.args, name=operation.name, raises=False)
    except Exception as error:  # noqa: BLE001 - whatever stops one, the others are checked
        verdict, more = "error", f"{type(error).__name__}: {str(error).splitlines()[0]}"
    else:
        verdict, more = report.verdict, f"{report.evaluations} evaluations"
    print(f"{verdict:<20}{operation.name:<44}{time.perf_counter() - start:6.2f} s  {more}", flush=True)
    if verdict == "fail" and operation not in wrong.OPERATIONS:
        print(report)
    return verdict


def main(names: list[str]) -> int:
    """Check the operations with these names, or all; return how many did not come out as they should."""
    warnings.simplefilter("ignore")
    right, damaged = (
        [operation for operation in group if not names or operation.name in names]
        for group in (OPERATIONS, wrong.OPERATIONS)
    )
    counts, found = Counter(map(check, right)), Counter(map(check, damaged))
    print(f"{len(right)} operations: {', '.join(f'{count} {verdict}' for verdict, count in counts.items())}")
    print(f"{len(damaged)} that are wrong in PyTorch: {found['fail']} found")
    return counts["fail"] + counts["error"] + len(damaged) - found["fail"]


if __name__ == "__main__":
    sys.exit(bool(main(sys.argv[1:])))
