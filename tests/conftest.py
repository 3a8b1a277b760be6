"""What holds for every test: repeatable examples, no warnings (pyproject.toml), no global state left changed."""

import os
import random
import tempfile

import numpy as np
import pytest
from hypothesis import settings

# A run is the same on every machine; whoever looks for new examples asks for --hypothesis-profile=explore.
settings.register_profile("repeatable", derandomize=True, database=None, deadline=None, print_blob=True)
settings.register_profile("explore", max_examples=2000, deadline=None, print_blob=True)
settings.load_profile("repeatable")

# Machine code that tests compile is kept for the run only, and never in the place where a user's is.
_cache = tempfile.TemporaryDirectory(prefix="autograd-core-")
os.environ["AUTOGRAD_CORE_CACHE"] = _cache.name


def global_state():
    """Return what a test could change for the tests after it."""
    return {
        "how NumPy treats floating-point errors": np.geterr(),
        "how NumPy prints arrays": np.get_printoptions(),
        "the random numbers of NumPy": np.random.get_state(legacy=False)["state"]["key"].tobytes(),  # noqa: NPY002  it is the legacy state that must not change
        "the random numbers of Python": random.getstate(),
        "the working directory": os.getcwd(),
    }


@pytest.fixture(autouse=True)
def unchanged_global_state():
    """Fail a test that leaves global state changed."""
    before = global_state()
    yield
    after = global_state()
    changed = [name for name in before if before[name] != after[name]]
    assert not changed, f"this test changed {', '.join(changed)}"
