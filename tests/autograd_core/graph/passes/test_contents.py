"""Two values have the same contents only if they have the same type and bits."""

import numpy as np
import pytest

from autograd_core.graph.passes.contents import contents

HELD = object()
SAME = [
    (np.arange(3), np.arange(3)),
    (np.zeros(100), np.zeros(100)),
    ([1, (2.0, None)], [1, (2.0, None)]),
    ({"a": 1, "b": np.array(float("nan"))}, {"b": np.array(float("nan")), "a": 1}),
    (slice(1, None), slice(1, None)),
    (np.dtype("f4"), np.dtype("float32")),
    (HELD, HELD),
    (complex(0, float("nan")), complex(0, float("nan"))),
]
OTHER = [
    (np.arange(3), np.arange(3.0)),
    (np.arange(6).reshape(2, 3), np.arange(6).reshape(3, 2)),
    (np.zeros((9, 9)), np.zeros((9, 9), order="F")),
    (np.zeros(100), -np.zeros(100)),
    (np.array(1.0), np.float64(1.0)),
    ((1, 2), [1, 2]),
    ((1,), (True,)),
    (slice(0, None), slice(False, None)),
    (object(), object()),
    (np.array([HELD]), np.array([HELD])),
    (complex(0, 0.0), complex(0, -0.0)),
    ("1", 1),
    ({"a": 1}, {"b": 1}),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same(one, other):
    assert contents(one) == contents(other)
    assert hash(contents(one)) == hash(contents(other))


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_not_the_same(one, other):
    assert contents(one) != contents(other)
