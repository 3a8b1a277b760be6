"""The sentences of a report."""

import math
import pickle

import numpy as np
import pytest

from autograd_core.testing import check_gradients
from autograd_core.testing.reports import Breach, Finding, Report


def found(kind="differs", entry=(0,), low=-math.inf, high=math.inf, given=1.0, **others):
    return Finding(kind, "x", entry, "", None, given, 2.0, 1e-9, low, high, **others)


@pytest.mark.parametrize(
    ("finding", "sentence"),
    [
        (found(), "∂/∂x[0] is given as 1, the values say 2 ± 1.0e-09"),
        (found("not finite", given=math.nan), "∂/∂x[0] is given as nan, the values say 2 ± 1.0e-09"),
        (
            found("not finite", given=math.nan, low=-1.000001, high=1.0),
            "∂/∂x[0] is given as nan, where there is a kink with slopes from -1 to 1; all between is right",
        ),
        (
            found("outside", low=-1.0, high=0.5),
            "∂/∂x[0] is given as 1, where there is a kink with slopes from -1 to 0.5; all between is right",
        ),
        (
            found("kink", given=-0.0, low=-1.0, high=1.0),
            "∂/∂x[0] is given as 0, at a kink with slopes from -1 to 1, where that is right",
        ),
        (found("kink"), "∂/∂x[0] is given as 1, where there is no slope on a side, and any choice is right"),
        (
            found("kink", adds_up=False),
            "∂/∂x[0] is given as 1, where slopes along different directions do not add up: there is no derivative",
        ),
    ],
)
def test_a_finding_is_a_sentence(finding, sentence):
    assert finding.sentence == sentence


def test_entries_with_the_same_numbers_are_told_together():
    findings = (found(entry=(10,)), found(entry=(2,)), found(entry=(2,)), found(entry=(3,)), found(given=5.0))
    report = Report("fail", "f", math.inf, 7, findings, (Breach("law", "broken"),), ("a note",), cause="the sign")
    assert report.lines() == [
        "  broken",
        "  ∂/∂x[2], ∂/∂x[3] and ∂/∂x[10] are given as 1, the values say 2 ± 1.0e-09",
        "  ∂/∂x[0] is given as 5, the values say 2 ± 1.0e-09",
        "  cause: the sign",
        "  a note",
        "  7 evaluations of f",
    ]


def test_a_wrong_entry_beside_zero_reads_so():
    report = check_gradients(np.cumsum, np.array([0.5, 1.5]), vjp=lambda g, x: np.cumsum(g), raises=False)
    (finding,) = report.findings
    assert finding.sentence == f"∂f[0]/∂a[1] is given as 1, the values say 0 ± {finding.bound:.1e}"


def test_a_kink_of_nan_offers_the_slopes():
    def norm(x):
        return np.sqrt((x**2).sum())

    report = check_gradients(norm, np.zeros(2), vjp=lambda g, x: g * x / norm(x), raises=False)
    assert report.lines()[0] == (
        "  ∂/∂x[0] and ∂/∂x[1] are given as nan, where there is a kink with slopes from -1 to 1; all between is right"
    )


def test_a_copy_says_the_same():
    report = check_gradients(np.sin, np.ones(2), vjp=lambda g, x: -g * np.cos(x), raises=False)
    copy = pickle.loads(pickle.dumps(report))
    assert copy == report
    assert str(copy) == str(report)
