"""An operation that says it is bounded never makes NaN of a cotangent of zero, whatever its operands are."""

import itertools

import numpy as np
import pytest

from autograd_core.registry import OPERATIONS, load_later

load_later()
BOUNDED = sorted(name for name, operation in OPERATIONS.items() if operation.bounded and operation.batched == 0)
EXTREMES = (0.0, -0.0, 1.0, -3.5, np.inf, -np.inf, np.nan, 5e-324, 1.7e308)


def test_some_are():
    assert {"add", "relu", "where"} <= set(BOUNDED)


@pytest.mark.parametrize("unit", [1.0, 1j, 1 - 1j])
@pytest.mark.parametrize("dtype", ["float64", "float32", "complex128"])
@pytest.mark.parametrize("name", BOUNDED)
def test_a_cotangent_of_zero_stays_zero(name, dtype, unit):
    operation = OPERATIONS[name]
    grid = np.array(list(itertools.product(EXTREMES, repeat=len(operation.operands)))).T
    with np.errstate(all="ignore"):
        grid = grid if dtype != "complex128" else grid * unit
        given = [
            x > 0 if k in operation.constant else x.astype(dtype) for k, x in zip(operation.operands, grid, strict=True)
        ]
        try:
            y = np.asarray(operation.forward(*given))
        except TypeError:
            pytest.skip(f"{name} takes no {dtype}")
        wanted = sum(1 << i for i, k in enumerate(operation.operands) if k not in operation.constant)
        plan = operation.plan(wanted, len(given))
        kept = plan.keep((*given, y))
        for pull in plan.pulls:
            assert not np.isnan(pull(np.zeros(y.shape, y.dtype), kept, dict(operation.defaults))).any()
