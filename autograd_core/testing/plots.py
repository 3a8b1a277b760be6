"""A plot of errors against steps as SVG: a text without a library, which reads on light and on dark pages.

Lines and letters have the colour of the text around them. Not here: where the errors come from (`curves`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from autograd_core.testing.curves import Curve

__all__ = ["power_of_ten", "svg"]

WIDTH, HEIGHT = 600, 340
LEFT, RIGHT, TOP, BOTTOM = 58, 588, 50, 296
"""The edges of the plotting area."""

FORWARD, CENTRAL, ACCEPTED, REFUSED = "#d9822b", "#3b82c4", "#2e9e5b", "#d64545"

LEAST, LARGEST = -18, 3
"""The decades beyond which an error is drawn at the edge."""

SPAN = 4
"""How many decades an axis has at least."""

LABELS = 8
"""How many labels an axis has at most."""

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def power_of_ten(exponent: int) -> str:
    """Return how a power of ten is written.

    >>> power_of_ten(-12)
    '10⁻¹²'
    """
    return "10" + str(exponent).translate(_SUPERSCRIPTS)


@dataclass(frozen=True)
class _Axis:
    """A logarithmic axis between two decades, drawn from one coordinate to another.

    With `has_zero`, its lowest decade stands for 0.
    """

    low: int
    high: int
    start: float
    end: float
    has_zero: bool = False

    @classmethod
    def over(cls, values: Iterable[float], start: float, end: float) -> _Axis:
        """Return the axis that holds all values that are finite."""
        known = [value for value in values if math.isfinite(value)]
        decades = [math.log10(value) for value in known if value > 0] or [0.0]
        low, high = (min(max(decade, LEAST), LARGEST) for decade in (min(decades), max(decades)))
        has_zero = 0.0 in known
        return cls(math.floor(min(low, high - SPAN)) - has_zero, math.ceil(high), start, end, has_zero)

    def __call__(self, value: float) -> float:
        """Return where a value lies; one beyond an end lies at the end."""
        decade = min(max(math.log10(value), self.low), self.high) if value > 0 else self.low
        return round(self.start + (decade - self.low) / (self.high - self.low) * (self.end - self.start), 1)

    def labels(self) -> Iterator[tuple[float, str]]:
        """Yield where there are labels, and what they say."""
        stride = math.ceil((self.high - self.low + 1) / LABELS)
        if self.has_zero:
            yield self.start, "0"
        for decade in range(self.low + self.has_zero, self.high + 1):
            if decade % stride == 0:
                yield self(10.0**decade), power_of_ten(decade)


def svg(curve: Curve) -> str:
    """Return the plot of a curve; what the check found is green where the gradient was accepted, or else red."""
    colour = ACCEPTED if curve.is_accepted else REFUSED
    x = _Axis.over([p.step for p in curve.points], LEFT, RIGHT)
    y = _Axis.over([*_errors(curve), curve.error, *([curve.bound] if _has_bound(curve) else [])], BOTTOM, TOP)
    parts = [*_grid(x, y), *_window(curve, x, y), *_rounding(curve, x, y)]
    parts += _marks([(p.step, p.forward) for p in curve.points], x, y, FORWARD)
    parts += _marks([(p.step, p.central) for p in curve.points], x, y, CENTRAL)
    parts += [*_measured(curve, x, y, colour), *_legend(curve, colour)]
    label = "error of difference quotients against their step, both on logarithmic axes"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}"'
    style = f'style="max-width:{WIDTH}px;width:100%;font:12px sans-serif;display:block" fill="currentColor"'
    return "\n".join([f"{head} {style}>", *parts, "</svg>"])


def _errors(curve: Curve) -> Iterator[float]:
    for point in curve.points:
        yield from (point.forward, point.central)


def _line(start: tuple[float, float], end: tuple[float, float], style: str) -> str:
    return f'<line x1="{start[0]}" y1="{start[1]}" x2="{end[0]}" y2="{end[1]}" stroke="currentColor" {style}/>'


def _text(x: float, y: float, text: str, style: str = "") -> str:
    return f'<text x="{x}" y="{y}" {style}>{text}</text>'


def _grid(x: _Axis, y: _Axis) -> Iterator[str]:
    for at, label in x.labels():
        yield _line((at, TOP), (at, BOTTOM), 'opacity="0.12"')
        yield _text(at, BOTTOM + 16, label, 'text-anchor="middle"')
    for at, label in y.labels():
        yield _line((LEFT, at), (RIGHT, at), 'opacity="0.12"')
        yield _text(LEFT - 6, at + 4, label, 'text-anchor="end"')
    yield _line((LEFT, BOTTOM), (RIGHT, BOTTOM), 'opacity="0.6"')
    yield _line((LEFT, TOP), (LEFT, BOTTOM), 'opacity="0.6"')
    yield _text((LEFT + RIGHT) / 2, BOTTOM + 36, "step h, relative to the argument", 'text-anchor="middle"')
    middle = (TOP + BOTTOM) / 2
    yield _text(12, middle, "relative error", f'text-anchor="middle" transform="rotate(-90 12 {middle})"')


def _window(curve: Curve, x: _Axis, y: _Axis) -> Iterator[str]:
    """Yield the steps at which the check took values, and the errors that its bound allows there."""
    start, end = x(curve.nearest), x(curve.farthest)
    yield f'<rect x="{start}" y="{TOP}" width="{end - start:.1f}" height="{BOTTOM - TOP}" opacity="0.07"/>'
    if _has_bound(curve):
        top = min(y(curve.bound), BOTTOM - 3)
        size = f'width="{end - start:.1f}" height="{BOTTOM - top:.1f}"'
        yield f'<rect x="{start}" y="{top}" {size} fill="{ACCEPTED}" opacity="0.35"/>'


def _rounding(curve: Curve, x: _Axis, y: _Axis) -> Iterator[str]:
    """Yield the line of the error by rounding, inside the plotting area."""
    if not 0 < curve.rounding < math.inf:
        return
    start = max(10.0**x.low, curve.rounding / 10.0**y.high)
    end = min(10.0**x.high, curve.rounding / 10.0**y.low)
    if start < end:
        first, last = ((x(step), y(curve.rounding / step)) for step in (start, end))
        yield _line(first, last, 'stroke-dasharray="5 4" opacity="0.6"')


def _marks(points: list[tuple[float, float]], x: _Axis, y: _Axis, colour: str) -> Iterator[str]:
    places = [(x(step), y(error)) for step, error in points if math.isfinite(error)]
    if places:
        path = " ".join(f"{a},{b}" for a, b in places)
        yield f'<polyline points="{path}" fill="none" stroke="{colour}" opacity="0.5"/>'
    yield from (f'<circle cx="{a}" cy="{b}" r="2.6" fill="{colour}"/>' for a, b in places)


def _measured(curve: Curve, x: _Axis, y: _Axis, colour: str) -> Iterator[str]:
    if math.isfinite(curve.error):
        yield _diamond(x(math.sqrt(curve.nearest * curve.farthest)), min(y(curve.error), BOTTOM - 5), colour)


def _diamond(x: float, y: float, colour: str) -> str:
    return f'<path d="M{x:.1f} {y - 7:.1f}l6 7l-6 7l-6 -7z" fill="{colour}" stroke="currentColor"/>'


def _legend(curve: Curve, colour: str) -> Iterator[str]:
    first, second, third, fourth = LEFT + 8, LEFT + 140, LEFT + 300, LEFT + 412
    above, below = 12, 34
    yield f'<circle cx="{first}" cy="{above}" r="4" fill="{FORWARD}"/>'
    yield _text(first + 12, above + 4, "forward difference, error ∝ h")
    yield f'<circle cx="{third}" cy="{above}" r="4" fill="{CENTRAL}"/>'
    yield _text(third + 12, above + 4, "central difference, error ∝ h²")
    yield _line((first - 6, below), (first + 8, below), 'stroke-dasharray="5 4" opacity="0.6"')
    yield _text(first + 12, below + 4, "rounding, ∝ 1/h")
    yield _diamond(second, below, colour)
    yield _text(second + 12, below + 4, "error that was found")
    yield f'<rect x="{third - 6}" y="{below - 6}" width="12" height="12" opacity="0.12"/>'
    yield _text(third + 12, below + 4, "looked at here")
    if _has_bound(curve):
        yield f'<rect x="{fourth - 6}" y="{below - 6}" width="12" height="12" fill="{ACCEPTED}" opacity="0.4"/>'
        yield _text(fourth + 12, below + 4, "error allowed")


def _has_bound(curve: Curve) -> bool:
    """Whether there is one error that is allowed: at a kink there is a range of slopes."""
    return curve.kind != "kink" and math.isfinite(curve.bound)
