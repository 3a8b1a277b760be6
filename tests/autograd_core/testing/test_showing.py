"""A report in a notebook: what its HTML says, and what is drawn."""

import math
import pickle
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from autograd_core.testing import check_gradients, curves
from autograd_core.testing.plots import ACCEPTED, CENTRAL, FORWARD, REFUSED, power_of_ten, svg
from autograd_core.testing.reports import Breach, Finding, Report
from autograd_core.testing.showing import html

X = np.array([0.3, -1.2, 2.0])
VOID = {"br", "meta", "img"}


def report_of(factor, f=np.exp, at=X):
    """Return the report on the gradient of a sum, wrong by a factor."""
    return check_gradients(
        lambda x: np.sum(f(x)), at, gradient=lambda x: factor * np.exp(x), name="f<g>", raises=False, contract=False
    )


class Tags(HTMLParser):
    """Requires that every element is closed where it must be, and keeps the text."""

    def __init__(self):
        super().__init__()
        self.open, self.text = [], ""

    def handle_starttag(self, tag, attrs):
        self.open += [] if tag in VOID else [tag]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def text_of(report):
    tags = Tags()
    tags.feed(html(report))
    tags.close()
    assert not tags.open
    return tags.text


def picture_of(report):
    """Return the parsed plot."""
    text = html(report)
    return ET.fromstring(text[text.index("<svg") : text.index("</svg>") + 6])


def heights(picture, colour):
    """Return how high the circles of a colour are drawn inside the plot, by where they stand."""
    circles = [one.attrib for one in picture.iter() if one.tag.endswith("circle") and one.attrib["fill"] == colour]
    return {float(one["cx"]): -float(one["cy"]) for one in circles if one["r"] == "2.6"}


def test_a_pass_is_said_in_a_word_and_in_green():
    report = report_of(1.0)
    text = text_of(report)
    assert "gradient of f<g>: ✓ pass" in text
    assert f"{report.evaluations} evaluations, relative errors seen from {report.resolution:.1e}" in text
    assert "To the right truncation" in text
    assert f'<b style="color:{ACCEPTED}">✓ pass</b>' in html(report)


def test_the_plot_of_a_right_gradient_is_a_valley():
    picture = picture_of(report_of(1.0))
    for colour in (FORWARD, CENTRAL):
        drawn = heights(picture, colour)
        left, right = drawn[min(drawn)], drawn[max(drawn)]
        assert min(drawn.values()) < min(left, right) - 50
    assert min(heights(picture, CENTRAL).values()) < min(heights(picture, FORWARD).values())


def test_forward_differences_are_off_by_the_step_and_central_ones_by_its_square():
    points = {point.step: point for point in report_of(1.0).curve().points}
    far, near = points[2.0**-4], points[2.0**-8]
    assert 12 < far.forward / near.forward < 20
    assert 200 < far.central / near.central < 300
    assert points[2.0**-45].central > 1e3 * points[2.0**-18].central


def test_a_wrong_gradient_shows_its_error_at_every_step():
    report = report_of(1.01)
    curve = report.curve()
    assert curve.kind == "differs"
    assert curve.error == pytest.approx(0.01 / 1.01, rel=1e-3)
    assert [p.central for p in curve.points if 1e-9 < p.step < 1e-3] == pytest.approx([0.01 / 1.01] * 20, rel=1e-3)
    text = text_of(report)
    assert "✗ fail" in text
    assert "The error stops at 9.9e-03, whatever the step: by so much the gradient is wrong." in text
    assert REFUSED in html(report)
    (found,) = report.findings
    assert f"{found.where}{found.given:.10g}".replace("-", "−") in text.replace("-", "−")


def test_at_a_kink_there_is_not_one_slope():
    report = check_gradients(lambda x: np.sum(np.abs(x)), np.zeros(1), gradient=np.sign, raises=False, contract=False)
    text = text_of(report)
    assert "∠ not differentiable" in text
    assert "forward and central differences do not meet, whatever the step" in text
    assert "error allowed" not in text


def test_an_error_of_zero_is_drawn_at_zero():
    report = check_gradients(lambda x: np.sum(np.abs(x)), np.zeros(1), gradient=np.sign, raises=False, contract=False)
    picture = picture_of(report)
    zero = next(-float(one.attrib["y"]) + 4 for one in picture.iter() if one.tag.endswith("text") and one.text == "0")
    assert set(heights(picture, CENTRAL).values()) == {zero}
    assert min(heights(picture, FORWARD).values()) > zero


def test_everything_from_outside_is_escaped():
    finding = Finding("outside", "a<b>", (1,), "", (0,), 1.0, 2.0, 0.1, -math.inf, math.inf)
    other = Finding("differs", "y", (), "", None, math.inf, -2.0, 0.1, 0.0, 0.0)
    report = Report(
        "fail",
        "<f>",
        1.0,
        3,
        (finding, finding, other),
        (Breach("law", "1 < 2"),),
        ("a & b",),
        cause="<sign>",
        snippet="x < y",
    )
    text = text_of(report)
    assert text.count("∂f[0]/∂a<b>[1]1no slope") == 1
    assert "∂/∂y∞−2 ± 1.0e−01" in text
    assert all(part in text for part in ("<f>", "1 < 2", "a & b", "cause: <sign>", "to reproducex < y"))
    assert "<svg" not in html(report)


def test_nothing_is_drawn_where_nothing_was_looked_at():
    report = check_gradients(np.sum, np.ones((0, 3)), raises=False)
    assert "∅ vacuous" in text_of(report)
    assert "<svg" not in html(report)


def test_the_picture_is_the_notebook_representation_and_does_not_count():
    report = report_of(1.0)
    calls = report.evaluations
    assert report._repr_html_() == html(report)
    assert report.evaluations == calls


def test_a_copy_by_pickle_has_no_picture():
    report = report_of(1.01)
    copy = pickle.loads(pickle.dumps(report))
    assert str(copy) == str(report)
    assert copy._repr_html_().startswith(html(report)[:200])
    assert copy.curve is None


def test_a_slow_function_has_a_rough_curve(monkeypatch):
    clock = iter(np.arange(100.0) * 0.3)
    monkeypatch.setattr(curves, "perf_counter", lambda: next(clock))
    points = report_of(1.0).curve().points
    assert [math.log2(point.step) for point in points] == [-48, -40, -32, -24]


def test_a_function_that_ends_is_drawn_as_far_as_it_goes():
    report = check_gradients(lambda x: np.sum(np.sqrt(x)), np.array([1e-3, 1.0]), raises=False)
    points = report.curve().points
    assert math.isnan(points[-1].central)
    assert "nan" not in svg(report.curve())


def test_a_result_of_another_shape_far_away_has_no_value_there():
    report = check_gradients(lambda x: x[np.abs(x) < 2], X[:2], raises=False, contract=False)
    assert math.isnan(report.curve().points[-1].central)


def test_powers_of_ten_have_superscripts():
    assert [power_of_ten(k) for k in (-15, 0, 2)] == ["10⁻¹⁵", "10⁰", "10²"]
