"""docs/reference.md says what there is: all of it, and with nothing wrong. Its ticks are the laws of tests/laws."""

import importlib.util
import os
import re

import pytest

from tests.laws import laws

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


@pytest.fixture(scope="module")
def reference():
    spec = importlib.util.spec_from_file_location("reference", os.path.join(ROOT, "tools", "make_reference.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def written(reference):
    return reference.PAGE.read_text(encoding="utf-8")


def without_ticks(text):
    """Return the page with every tick as it would be if nothing had been asked."""
    return re.sub(r"[✓✗]", "?", text)


def test_the_page_is_up_to_date(reference, written, monkeypatch):
    monkeypatch.setattr(reference, "holds", lambda law, cases: "?")
    text = reference.page()
    assert re.sub(r"\d+ \|\n", "N |\n", text) == re.sub(r"\d+ \|\n", "N |\n", without_ticks(written)), (
        "run make reference"
    )


def test_nothing_is_wrong(written):
    assert "✗" not in written
    assert "| wrong, or silent about a lost gradient | 0 |" in written


def test_a_law_that_is_broken_makes_a_cross(reference):
    def broken(case):
        laws.holds(condition=False, case=case, what="broken")

    assert reference.holds(broken, [None]) == "✗"
    assert reference.holds(broken, []) == "✓"
