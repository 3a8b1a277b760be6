"""What the plot is made of, where a curve is extreme; usual ones are in the tests of `showing`."""

import math
from xml.etree import ElementTree as ET

import pytest

from autograd_core.testing.curves import Curve, Point
from autograd_core.testing.plots import ACCEPTED, BOTTOM, LABELS, LEFT, REFUSED, RIGHT, TOP, _Axis, svg

NAN, INF = math.nan, math.inf


def curve(*errors, kind="agrees", is_accepted=True, rounding=1e-16, error=1e-9, bound=1e-8):
    points = tuple(Point(2.0 ** (k - 30), forward, central) for k, (forward, central) in enumerate(errors))
    return Curve(points, kind, is_accepted, rounding, error, bound, 1e-4, 1e-2)


USUAL = [(1e-3, 1e-6), (1e-4, 1e-8), (1e-2, 1e-2)]
EXTREME = {
    "usual": curve(*USUAL),
    "no value at all": curve((NAN, NAN), (NAN, NAN)),
    "no value on a side": curve((1e-3, NAN), (1e-4, NAN)),
    "no error at all": curve((0.0, 0.0), (0.0, 0.0), error=0.0, bound=0.0),
    "infinite": curve((INF, INF), (1e-3, 1e-6), error=INF, bound=INF),
    "huge and tiny": curve((1e300, 1e-300), (1e-300, 1e300), rounding=1e-320),
    "no rounding": curve(*USUAL, rounding=0.0),
    "rounding without end": curve(*USUAL, rounding=INF),
    "a slope that is nan": curve(*USUAL, kind="unclear", is_accepted=False, error=NAN, bound=NAN),
    "no point": curve(),
}


@pytest.mark.parametrize("name", EXTREME)
def test_whatever_the_errors_all_that_is_drawn_lies_inside(name):
    picture = ET.fromstring(svg(EXTREME[name]))
    numbers = [
        (key, float(value))
        for part in picture.iter()
        for key, value in part.attrib.items()
        if key in {"x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "width", "height"}
    ]
    assert all(math.isfinite(number) for _, number in numbers)
    assert all(0 <= number <= 600 for _, number in numbers)
    marks = [one.attrib for one in picture.iter() if one.tag.endswith("circle") and one.attrib["r"] == "2.6"]
    assert all(LEFT <= float(mark["cx"]) <= RIGHT and TOP <= float(mark["cy"]) <= BOTTOM for mark in marks)


def test_the_colour_says_whether_the_gradient_was_accepted():
    right, wrong = svg(curve(*USUAL)), svg(curve(*USUAL, kind="differs", is_accepted=False))
    assert REFUSED not in right
    assert wrong.count(REFUSED) == 2  # in the plot and in the legend
    assert right.count(ACCEPTED) == 4


@pytest.mark.parametrize(("kind", "bound"), [("kink", 1e-8), ("agrees", INF), ("unclear", NAN)])
def test_where_no_error_is_allowed_none_is_drawn(kind, bound):
    text = svg(curve(*USUAL, kind=kind, bound=bound))
    assert "error allowed" not in text
    assert "error allowed" in svg(curve(*USUAL))


@pytest.mark.parametrize(
    ("values", "low", "high", "has_zero"),
    [
        ([1e-6, 1e-1], -6, -1, False),
        ([1e-2, 1e-1], -5, -1, False),
        ([0.5, 0.0], -6, 0, True),
        ([0.0], -5, 0, True),
        ([], -4, 0, False),
        ([NAN, INF, 1.0], -4, 0, False),
        ([1e-99, 1e99], -18, 3, False),
    ],
)
def test_an_axis_holds_all_values_and_four_decades_at_least(values, low, high, has_zero):
    axis = _Axis.over(values, 0.0, 100.0)
    assert (axis.low, axis.high, axis.has_zero) == (low, high, has_zero)


@pytest.mark.parametrize(
    ("value", "place"), [(1e-4, 0.0), (1e-2, 50.0), (1.0, 100.0), (1e-9, 0.0), (1e9, 100.0), (0.0, 0.0), (INF, 100.0)]
)
def test_what_is_beyond_an_axis_lies_at_its_end(value, place):
    assert _Axis(-4, 0, 0.0, 100.0)(value) == place


def test_an_axis_has_few_labels_and_begins_with_zero_where_there_is_one():
    for low in range(-18, -3):
        labels = [*_Axis(low, 3, 0.0, 100.0, has_zero=True).labels()]
        assert labels[0] == (0.0, "0")
        assert 2 <= len(labels) <= LABELS + 1
        assert (100.0 * -low / (3 - low), "10⁰") in [(pytest.approx(at, abs=0.06), text) for at, text in labels]
