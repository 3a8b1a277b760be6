"""What was found on a line, in the units of an entry."""

import numpy as np
import pytest

from autograd_core.testing import frameworks
from autograd_core.testing.findings import finding, remarks
from autograd_core.testing.lines import Line, Test
from autograd_core.testing.outcomes import Outcome
from autograd_core.testing.slopes import Slope
from autograd_core.testing.subjects import Subject

SUBJECT = Subject.of(lambda a, z: a @ np.abs(z), (np.ones((2, 3)), np.array([1j, 2.0, 3.0])), frameworks.OURS)
COUNT = 6 + 2 * 3
"""How many coordinates there are: a complex number is two."""


def outcome(u, g, **given):
    along, gradient = np.zeros(COUNT), np.zeros(COUNT)
    for j, value in u.items():
        along[j] = value
    for j, value in g.items():
        gradient[j] = value
    test = Test(np.array([1.0, 1.0]), gradient)
    return Outcome("differs", Line(SUBJECT, along), test, Slope(np.float64(0.5), np.float64(1e-3)), 1.0, 0.1, **given)


@pytest.mark.parametrize(
    ("coordinate", "argument", "entry", "part"),
    [
        (0, "a", (0, 0), ""),
        (5, "a", (1, 2), ""),
        (6, "z", (0,), "real part"),
        (11, "z", (2,), "imaginary part"),
    ],
)
def test_a_coordinate_is_named_by_its_argument_and_entry(coordinate, argument, entry, part):
    found = finding("differs", SUBJECT, outcome({coordinate: 1.0}, {coordinate: 3.0}), result=1)
    assert (found.kind, found.argument, found.entry, found.part) == ("differs", argument, entry, part)
    assert found.result == (1,)


@pytest.mark.parametrize("u", [1.0, 10.0, -0.5])
def test_numbers_are_those_of_the_entry_whatever_the_direction(u):
    found = finding("outside", SUBJECT, outcome({4: u}, {4: 3.0}, low=-2.0, high=1.0))
    assert found.given == 3.0
    assert found.measured == 3.0 + 0.5 / u
    assert found.bound == pytest.approx(1e-3 / abs(u))
    assert (found.low, found.high) == (3.0 + min(-2.0 / u, 1.0 / u), 3.0 + max(-2.0 / u, 1.0 / u))


def test_a_line_of_several_coordinates_is_told_as_a_whole():
    found = finding("differs", SUBJECT, outcome({4: 2.0, 6: -1.0}, {4: 3.0, 6: 1.0}))
    assert (found.argument, found.entry, found.part, found.result) == ("", (), "", None)
    assert (found.given, found.measured, found.bound) == (5.0, 5.5, 1e-3)
    assert found.where == "the derivative along a line"


def test_a_gradient_that_is_not_finite_is_told_as_given():
    found = finding("not finite", SUBJECT, outcome({4: 1.0}, {}), given=np.inf)
    assert (found.given, found.measured) == (np.inf, 0.5)


def test_without_a_range_every_slope_is_possible():
    found = finding("kink", SUBJECT, outcome({4: -1.0}, {4: 3.0}))
    assert (found.low, found.high) == (-np.inf, np.inf)
    assert found.adds_up
    assert not finding("kink", SUBJECT, outcome({4: -1.0}, {4: 3.0}, is_nonlinear=True)).adds_up


def line(f, x, u, kind, slope=(0.5, 1e-3), scale=1.0, **given):
    subject = Subject.of(f, (x,), frameworks.OURS)
    test = Test(np.ones(subject.y.size), np.ones(x.size))
    along = Line(subject, np.array(u))
    return subject, Outcome(kind, along, test, Slope(*map(np.float64, slope)), scale, 2.0**-6, **given)


def test_results_with_kinks_are_named():
    subject, outcome = line(np.abs, np.array([0.0, 1.0, 0.0]), [1.0, 1.0, 1.0], "kink")
    assert [*remarks(subject, [outcome])] == [
        "there are kinks in f[0], f[2], where the gradient given is a possible choice"
    ]


def test_many_results_with_kinks_are_counted():
    subject, outcome = line(np.abs, np.zeros(6), np.ones(6), "kink")
    assert "in f[0], f[1], f[2], f[3] and 2 more, where" in next(iter(remarks(subject, [outcome])))


def test_entries_that_were_not_told_apart_are_named():
    subject, outcome = line(lambda x: np.sum(np.abs(x)), np.zeros(3), [0.0, 1.0, 1.0], "kink")
    assert [*remarks(subject, [outcome])] == [
        "there are kinks along some of x[1], x[2], where the gradient given is a possible choice"
    ]


def test_a_kink_along_one_entry_is_a_finding_and_no_remark():
    subject, outcome = line(np.abs, np.zeros(3), [0.0, 1.0, 0.0], "kink")
    assert not [*remarks(subject, [outcome])]
    subject, outcome = line(np.abs, np.zeros(3), [1.0, 1.0, 0.0], "kink", is_nonlinear=True)
    assert not [*remarks(subject, [outcome])]


@pytest.mark.parametrize(
    ("slope", "sentence"),
    [
        ((0.01, 0.5), "the values say 2.0 ± 5.0e-01: their noise hides whether that is right"),
        (
            (0.5, 0.01),
            "the values say 2.5 ± 1.0e-02: apart, but by no more than the gradient or the values jump around",
        ),
    ],
)
def test_what_hides_a_slope_is_told_with_numbers(slope, sentence):
    subject, outcome = line(np.sum, np.ones(2), [1.0, 1.0], "unclear", slope)
    (said,) = remarks(subject, [outcome])
    assert said.startswith(f"the derivative along a line is given as 2, and {sentence}".replace("2.0 ±", "2 ±"))


def test_the_edge_of_a_domain_hides_slopes():
    subject, outcome = line(np.sum, np.ones(2), [1.0, 1.0], "unclear", (np.nan, np.inf))
    assert [*remarks(subject, [outcome])] == [
        "sum has no finite values on the sides of the point: it lies at the edge of its domain"
    ]


def test_what_is_unclear_beside_what_agrees_is_no_remark():
    subject, outcome = line(np.sum, np.ones(2), [1.0, 1.0], "unclear")
    _, other = line(np.sum, np.ones(2), [1.0, 1.0], "agrees")
    assert not [*remarks(subject, [outcome, other])]
