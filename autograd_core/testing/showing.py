"""A report as HTML, for notebooks: the verdict, what was found as a table, and the plot of errors by steps.

Styles are inline, for a notebook shows many reports and none may change the looks of another. Not here: the report's
words for a terminal (`reports`), the plot itself (`plots`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from autograd_core.testing.curves import Curve
from autograd_core.testing.numerals import measured, number, span
from autograd_core.testing.plots import ACCEPTED, REFUSED, svg

__all__ = ["html"]

LOOKS = {
    "pass": ("✓", ACCEPTED),
    "fail": ("✗", REFUSED),
    "not differentiable": ("∠", "#c98a1b"),
    "inconclusive": ("?", "#8a8a8a"),
    "vacuous": ("∅", "#8a8a8a"),
}
"""The sign and the colour of each verdict; its word stands beside them."""

_LEFT = 'style="text-align:left;padding:2px 14px 2px 0;vertical-align:top"'
_PROSE = 'style="margin:4px 0;max-width:600px"'


def html(report: Any) -> str:
    """Return a Report as HTML; the function is evaluated anew for the plot."""
    parts = [_head(report), *_table(report.findings), *_sentences(report), _summary(report)]
    if report.curve is not None:
        curve = report.curve()
        parts += [svg(curve), _prose(_caption(curve))]
    if report.snippet:
        parts.append(f"<details><summary>to reproduce</summary><pre>{escape(report.snippet)}</pre></details>")
    return "<div>\n" + "\n".join(parts) + "\n</div>"


def _head(report: Any) -> str:
    sign, colour = LOOKS[report.verdict]
    verdict = f'<b style="color:{colour}">{sign} {report.verdict}</b>'
    return f"<p {_PROSE}>gradient of <code>{escape(report.function)}</code>: {verdict}</p>"


def _prose(text: str) -> str:
    return f"<p {_PROSE}>{text}</p>"


def _row(cells: Iterable[str], tag: str = "td") -> str:
    return "<tr>" + "".join(f"<{tag} {_LEFT}>{cell}</{tag}>" for cell in cells) + "</tr>"


def _table(findings: Iterable[Any]) -> Iterator[str]:
    rows = [
        _row([f"<code>{escape(found.where)}</code>", _typeset(number(found.given)), _measured(found)])
        for found in dict.fromkeys(findings)
    ]
    if rows:
        head = _row(["derivative", "given", "measured"], "th")
        yield f'<table style="border-collapse:collapse;margin:4px 0">{head}{"".join(rows)}</table>'


def _typeset(numbers: str) -> str:
    return numbers.replace("-", "−").replace("inf", "∞")


def _measured(found: Any) -> str:
    if found.is_slope:
        return _typeset(measured(found.measured, found.bound))
    if not found.is_range:
        return "no slope"
    return f"slopes from {_typeset(span(found.low, found.high))}"


def _sentences(report: Any) -> Iterator[str]:
    sentences = [breach.sentence for breach in report.breaches]
    sentences += [f"cause: {report.cause}"] if report.cause else []
    yield from (_prose(escape(sentence)) for sentence in (*sentences, *report.notes))


def _summary(report: Any) -> str:
    seen = f"relative errors seen from {report.resolution:.1e}"
    return _prose(f"{report.evaluations} evaluations" + (f", {seen}" if math.isfinite(report.resolution) else ""))


def _caption(curve: Curve) -> str:
    """Return what there is to see in the plot."""
    match curve.kind:
        case "agrees":
            return (
                "To the right truncation: its error falls with the step. To the left rounding: its error grows as the "
                f"step falls. Several steps together show an error of the gradient from {curve.bound:.1e} on."
            )
        case "differs":
            return f"The error stops at {curve.error:.1e}, whatever the step: by so much the gradient is wrong."
        case "kink":
            return "The slopes of the two sides differ: forward and central differences do not meet, whatever the step."
        case _:
            return "Noise hides the slope at every step."
