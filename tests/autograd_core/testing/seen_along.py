"""Lines for tests: a function, a point, and a direction; the functions that several files of tests look at."""

import numpy as np

from autograd_core.testing import frameworks
from autograd_core.testing.lines import Line, Test
from autograd_core.testing.outcomes import Limits
from autograd_core.testing.subjects import Subject


def line_along(f, x, u=None):
    """Return the line through a point; the direction of ones, if none is given."""
    subject = Subject.of(f, (np.array(x, float),), frameworks.OURS)
    return Line(subject, np.ones_like(subject.x) if u is None else np.array(u, float))


def against(line, g, v=None):
    """Return the test of a gradient; for a cotangent of ones, if none is given."""
    return Test(np.ones_like(line.subject.y) if v is None else np.array(v, float), np.array(g, float))


def limits_of(line):
    """Return the limits that a check has."""
    return Limits.of(max(line.subject.x.size, line.subject.y.size), is_single=line.subject.is_single)


def single(x):
    """Return the sine in single precision."""
    return np.sin(x.astype(np.float32))


def raising(x):
    """Return the square root, and raise where there is none."""
    if (x < 0).any():
        raise ValueError("negative")
    return np.sqrt(x)
