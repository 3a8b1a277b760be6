"""Asking checkers, counting what they say, and the report; without peers, and without our own checker's numbers."""

import doctest
import json

import numpy as np
import pytest

from benchmarks.gradient_checking import (
    case,
    checkers,
    cli,
    cost,
    damage,
    flattening,
    functions,
    measuring,
    mutants,
    report,
    visibility,
)
from benchmarks.gradient_checking.checkers import CHECKERS, Checker, Outcome
from benchmarks.gradient_checking.damage import DAMAGES
from benchmarks.gradient_checking.functions import GROUPS
from benchmarks.gradient_checking.measuring import Row, Share, alarms, found, judge, percentile, visible
from benchmarks.gradient_checking.mutants import rule, running
from benchmarks.gradient_checking.mutants.running import Trial

FIRST = GROUPS["smooth"][:1]
NAME = FIRST[0].name


def square(x):
    return (x**2).sum()


def doubled(x):
    return 2 * x


@pytest.mark.parametrize("name", ["ours", "scipy", "complex step"])
def test_a_right_gradient_passes_and_a_wrong_one_does_not(name):
    args = (np.array([1.0, -2.0]),)
    assert CHECKERS[name].check(square, doubled, args) == (Outcome.PASS, "")
    assert CHECKERS[name].check(square, lambda x: -2 * x, args) == (Outcome.ALARM, "")


@pytest.mark.parametrize("name", ["ours", "scipy", "complex step"])
def test_several_arguments_and_array_results(name):
    a, b = np.array([1.0, 2.0]), np.array([3.0, -1.0, 0.5])

    def jacobians(a, b):
        return np.einsum("ik,j->ijk", np.eye(2), b), np.einsum("i,jk->ijk", a, np.eye(3))

    assert CHECKERS[name].check(np.outer, jacobians, (a, b))[0] is Outcome.PASS
    wrong = damage.damaged(jacobians, "sign", seed=0)
    assert CHECKERS[name].check(np.outer, wrong, (a, b))[0] is Outcome.ALARM


def test_an_error_is_an_outcome_with_its_text():
    broken = Checker("broken", "ours", lambda *_: [].pop())
    assert broken.check(square, doubled, (1.0,)) == (Outcome.ERROR, "IndexError: pop from empty list")


def test_global_random_numbers_are_drawn_anew_for_each_check():
    drawing = Checker("drawing", "ours", lambda *_: drawn.append(np.random.random()) or Outcome.PASS)  # noqa: NPY002
    drawn = []
    for _ in range(2):
        drawing.check(square, doubled, (1.0,))
    assert drawn[0] == drawn[1]


def test_cotangents_are_pulled_back_through_jacobians():
    pulled = checkers.pulled_back(np.array([1.0, 2.0]), np.array([[1.0, 0.0, 3.0], [0.0, 1.0, 1.0]]))
    assert [p.tolist() for p in pulled] == [[1.0, 2.0, 5.0]]
    assert checkers.pulled_back(2.0, (3.0, np.ones(2)))[1].tolist() == [2.0, 2.0]


@pytest.fixture
def rows():
    letters = {"right": ".A?E", "factor 1.001": "AAA.", **dict.fromkeys(list(DAMAGES)[1:], "....")}
    return [Row(NAME, letters, ["ValueError: oh"], [3, 5, 7, 100], 2.0)]


@pytest.fixture
def seen():
    return {(NAME, name): "vvv-" for name in ("right", *DAMAGES)}


class TestCounting:
    def test_alarms_are_counted_by_kind(self, rows):
        assert alarms(rows, Outcome.ALARM, Outcome.ERROR) == Share(2, 4)
        assert alarms(rows, Outcome.ABSTAIN).percent == 25

    def test_found_is_what_raises_an_alarm_where_the_right_one_does_not(self, rows, seen):
        assert found(rows, seen, "factor 1.001") == Share(2, 3)
        assert found(rows, None, "factor 1.001") == Share(2, 4)
        assert found(rows, seen, "sign") == Share(0, 3)

    def test_nothing_of_nothing_is_no_number(self):
        assert np.isnan(Share(0, 0).percent)

    def test_percentiles_of_evaluations(self, rows):
        assert percentile(rows, 50) == 6

    def test_a_checker_is_asked_for_every_gradient_and_calls_are_counted(self):
        def judged(f, gradient, args):
            f(*args), f(*args)
            return checkers.verdict(np.array_equal(gradient(*args), FIRST[0].gradient(*args)))

        said = []
        [row] = judge(Checker("exact", "ours", judged), FIRST, 3, said.append)
        assert row.letters == {"right": "...", **dict.fromkeys(DAMAGES, "AAA")}
        assert row.evaluations == [2, 2, 2]
        assert said == [NAME]

    def test_errors_are_kept_once(self):
        [row] = judge(Checker("broken", "ours", lambda *_: 1 / 0), FIRST, 2)
        assert row.errors == ["ZeroDivisionError: division by zero"]
        assert set(row.letters["sign"]) == {"E"}

    def test_visible_has_a_letter_for_each_point(self):
        letters = visible(FIRST, 2)
        assert letters[NAME, "right"] == "--"
        assert letters[NAME, "sign"] == "vv"


class TestReport:
    def test_right_gradients(self, rows):
        assert report.right_table({"ours": rows}).splitlines() == [
            "| checker                       | smooth: alarms | smooth: of them errors | smooth: skipped |",
            "|:------------------------------|---------------:|-----------------------:|----------------:|",
            "| autograd-core check_gradients |           50 % |                   25 % |            25 % |",
        ]

    def test_wrong_gradients(self, rows, seen):
        lines = report.wrong_table({"ours": rows}, seen).splitlines()
        assert lines[0].startswith("| checker                       |  factor 1.001 |")
        assert lines[2].startswith("| autograd-core check_gradients | 66.7 % (50 %) |")
        assert lines[3].startswith("| visible                       |             3 |")

    def test_false_alarms_and_misses_of_ours_are_listed(self, rows, seen):
        text = "\n".join(report.ours_in_detail({"ours": rows}, seen))
        assert "## False alarms of ours\n" in text
        assert "| exp(20x) |                  .A?E | ValueError: oh |" in text
        assert "## Visible mistakes that ours misses\nOf 4 points each.\n" in text
        assert report.misses(rows[0], seen, "factor 1.001") == 0
        assert report.misses(rows[0], seen, "sign") == 3

    def test_rules(self):
        trials = [Trial("sin", "", "IndexError", "oh", 1.0), Trial("sin", "sign", "", "", 1.0)]
        assert list(report.trials_in_words([*trials, Trial("sin", "axis", "GradientMismatch", "no", 1.0)]))[1:] == [
            "1 right rules, 1 false alarms; 2 mistakes, 50 % found.",
            report.table(["false alarm", "error", "message"], [["sin", "IndexError", "oh"]]),
            "| rule | missed |\n|:-----|-------:|\n| sin  |   sign |",
        ]

    def test_the_whole_report_and_its_numbers(self, rows, seen):
        trials, price = [Trial("sin", "sign", "", "", 1.0)], {"a check": "0.1 s"}
        text = report.as_markdown({"processor": "abacus"}, {"ours": rows}, seen, trials, price)
        parts = ("- processor: abacus", "## Right gradients", "### smooth", "### all", "## Cost", "- a check: 0.1 s")
        assert [text.index(part) for part in parts] == sorted(text.index(part) for part in parts)
        contents = json.loads(report.as_json({"processor": "abacus"}, {"ours": rows}, seen, trials, price))
        assert contents["visible"][NAME]["sign"] == "vvv-"
        assert contents["checkers"]["ours"][NAME]["right"] == ".A?E"
        assert contents["rules"][0]["mistake"] == "sign"

    def test_without_checkers_there_are_rules_only(self):
        text = report.as_markdown({}, {}, {}, [Trial("sin", "", "", "", 1.0)], {})
        assert "## Right gradients" not in text
        assert "1 right rules, 0 false alarms; 0 mistakes, – found." in text


class TestCommandLine:
    def test_a_small_run_is_printed_and_written(self, tmp_path, capsys):
        files = ["--json", str(tmp_path / "r.json"), "--markdown", str(tmp_path / "r.md")]
        choice = ["--checkers", "complex step", "--groups", "smooth", "--only", "exp(20x)", "--points", "2"]
        assert cli.main([*choice, *files]) == 0
        printed = capsys.readouterr()
        assert "| complex step |            0 % |" in printed.out
        assert printed.err.splitlines() == ["complex step exp(20x)", "visible"]
        assert (tmp_path / "r.md").read_text(encoding="utf-8").startswith("# Checking gradients")
        contents = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
        assert contents["checkers"]["complex step"]["exp(20x)"]["sign"] == "AA"

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["--checkers", "tensorflow"], "unknown checker: got 'tensorflow'. Known: autograd, complex step, jax"),
            (["--groups", "smoth"], "unknown group: got 'smoth'. Did you mean 'smooth'? Known: float32, kinks, smooth"),
        ],
    )
    def test_what_is_unknown_is_an_error_that_helps(self, arguments, message, capsys):
        with pytest.raises(SystemExit) as stop:
            cli.main(arguments)
        assert stop.value.code == 2
        assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    "module",
    [case, checkers, cli, cost, damage, flattening, functions, measuring, mutants, report, rule, running, visibility],
)
def test_docstrings_are_true(module):
    outcome = doctest.testmod(module, optionflags=doctest.ELLIPSIS)
    assert outcome.failed == 0
    assert outcome.attempted > 0
