"""The gradient of every operation, lowered, comes out of kernels as it does out of NumPy."""

import numpy as np
import pytest

from autograd_core.errors import TraceError
from autograd_core.graph.evaluating import evaluate
from autograd_core.graph.passes import optimize
from autograd_core.graph.passes.lowering import lower
from autograd_core.registry import OPERATIONS
from tests.autograd_core.graph.native.schedules import run
from tests.autograd_core.graph.test_all_operations import traced
from tests.laws.cases import samples_of

pytest.importorskip("llvmlite", reason="native kernels need llvmlite")


@pytest.mark.parametrize("name", sorted(name for name, made in OPERATIONS.items() if made.rules))
@pytest.mark.filterwarnings("ignore")
def test_the_gradient_of_an_operation(name, monkeypatch):
    monkeypatch.setenv("AUTOGRAD_CORE_CACHE", "")
    for case in samples_of(name):
        try:
            graph = optimize(lower(traced(case)))[0]
        except TraceError:  # of what depends on values
            continue
        arrays = list(map(np.asarray, case.values))
        for found, expected in zip(run(graph, *arrays), evaluate(graph, arrays)[0], strict=True):
            assert found.dtype == expected.dtype
            size = np.abs(expected).max(initial=1.0, where=np.isfinite(expected))
            single = expected.dtype in (np.float32, np.complex64)
            np.testing.assert_allclose(
                found, expected, rtol=1e-5 if single else 1e-12, atol=size * (1e-6 if single else 1e-13)
            )
