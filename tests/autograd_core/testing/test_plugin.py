"""The plugin for pytest: its fixture, its marker, its reports, with and without pytest-xdist, and what it costs."""

import json
import os
import subprocess
import sys
import tomllib

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
PLUGINS = ("pytest_autograd_core", "xdist", "_hypothesis_pytestplugin")

TESTS = """
import numpy as np
import pytest
from hypothesis import settings
from autograd_core.testing import arrays, check_gradients as check, gradient_property

def test_plain():
    check(np.tanh, np.array([0.5, 2.0]))
    for x in (1.0, 2.0):
        check(np.sin, x)

def test_kink():
    check(np.abs, np.array([0.0, 1.0]))

@settings(derandomize=True, database=None, max_examples=10)
@gradient_property(arrays((2,)))
def test_property(x):
    return np.sin(x)

@pytest.fixture
def checked():
    check(np.exp, 1.0)

def test_fixture(checked):
    pass

def test_wrong(check_gradients):
    check_gradients(lambda x: x**2, 3.0, gradient=lambda x: x, name="square")

def test_no_gradient():
    pass
"""


@pytest.fixture
def run(tmp_path):
    """Return a function that runs tests in a process of their own, and returns its exit code and what it printed."""

    def run(tests, *options):
        (tmp_path / "test_it.py").write_text(tests)
        plugins = [word for plugin in PLUGINS for word in ("-p", plugin)]
        command = [sys.executable, "-m", "pytest", "-c", os.devnull, "--rootdir=.", "--strict-markers", "-q"]
        environment = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": ROOT}
        for name in ("CI", "BUILD_NUMBER"):  # in which pytest repeats whole messages in its summary
            environment.pop(name, None)
        command += ["-W", "error", "-p", "no:cacheprovider", *plugins, *options]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    return run


def table(output):
    """Return the lines of the report, without its heading and its sum."""
    lines = output.splitlines()
    start = next(k for k, line in enumerate(lines) if line.strip("=") == " gradients ")
    return lines[start + 1 : next(k for k, line in enumerate(lines) if " checks: " in line)]


def words(line):
    return [word.strip() for word in line.split("  ") if word.strip()]


def test_the_report_is_the_same_with_and_without_workers(run, tmp_path):
    code, alone = run(TESTS, "--gradient-report", "--gradient-report-json=alone.json")
    assert code == 1, alone
    code, shared = run(TESTS, "--gradient-report", "--gradient-report-json=shared.json", "-n", "2")
    assert code == 1, shared
    assert table(alone) == table(shared) != []
    assert (tmp_path / "alone.json").read_text() == (tmp_path / "shared.json").read_text()

    head, *rows = map(words, table(alone))
    assert head == ["test", "function", "checks", "verdicts", "resolution", "evaluations", "not differentiable"]
    assert [row[:4] for row in rows] == [
        ["test_it.py::test_fixture", "exp", "1", "1 pass"],
        ["test_it.py::test_kink", "absolute", "1", "1 not differentiable"],
        ["test_it.py::test_plain", "sin", "2", "2 pass"],
        ["test_it.py::test_plain", "tanh", "1", "1 pass"],
        ["test_it.py::test_property", "test_property", "10", "10 pass"],
        ["test_it.py::test_wrong", "square", "1", "1 fail"],
    ]
    assert "\n16 checks: 1 fail, 1 not differentiable, 14 pass\n" in alone

    checked = json.loads((tmp_path / "alone.json").read_text())["checked"]
    assert [list(row) for row in checked] == [head] * 6
    assert [row["test"] for row in checked] == [row[0] for row in rows]
    assert checked[2]["verdicts"] == {"pass": 2}
    assert 0 < checked[2]["resolution"] < 1e-4
    assert checked[5]["resolution"] is None
    assert all(row["evaluations"] > 5 for row in checked)


def test_without_checks_the_report_says_so(run, tmp_path):
    code, output = run("def test(): pass", "--gradient-report", "--gradient-report-json=none.json")
    assert code == 0, output
    assert "no gradient was checked\n" in output
    assert json.loads((tmp_path / "none.json").read_text()) == {"checked": []}


def test_without_the_option_nothing_is_shown(run):
    code, output = run("def test(check_gradients): assert check_gradients(abs, 1.0).passed")
    assert code == 0, output
    assert "gradients" not in output


def test_a_place_for_json_that_is_not_there(run):
    code, output = run("def test(): pass", "--gradient-report-json=nowhere/file.json")
    assert code == 4
    assert "--gradient-report-json: no folder " in output
    assert "nowhere'. Create it, or name another file." in output


MARKED = """
import numpy as np
import pytest

pytestmark = pytest.mark.gradients(name="of the module", seed=1)

def test_module(check_gradients):
    assert check_gradients(np.sin, 1.0).function == "of the module"

@pytest.mark.gradients(name="of the test")
def test_closest_counts(check_gradients):
    assert check_gradients.keywords == {"name": "of the test", "seed": 1}
    assert check_gradients(np.sin, 1.0).function == "of the test"

def test_call_counts_more(check_gradients):
    assert check_gradients(np.sin, 1.0, name="of the call").function == "of the call"
"""


def test_markers_are_options_of_the_fixture(run):
    code, output = run(MARKED)
    assert code == 0, output


@pytest.mark.parametrize(("wrong", "named"), [("2", "2"), ("sede=1", "sede"), ("None, order=2", "None")])
def test_a_marker_with_what_is_no_option(run, wrong, named):
    code, output = run(f"import pytest\n@pytest.mark.gradients({wrong})\ndef test(check_gradients): pass")
    message = f"@pytest.mark.gradients takes options of check_gradients, by name: got {named}. Known: gradient, vjp, "
    assert code == 1
    assert message in output


def test_the_fixture_and_the_marker_are_listed(run):
    _, output = run("", "--fixtures")
    assert "check_gradients -- " in output
    _, output = run("", "--markers")
    assert "@pytest.mark.gradients(**options): options of the fixture check_gradients, such as order=2" in output


def test_a_wrong_gradient_is_shown_at_the_line_of_the_test_and_once(run):
    code, output = run(
        """
import numpy as np
from autograd_core.testing import broadcastable, check_gradients, gradient_property
from hypothesis import settings

def test_plain():
    check_gradients(lambda x: x**2, 3.0, gradient=lambda x: x)

@settings(derandomize=True, database=None)
@gradient_property(broadcastable(2), vjp=lambda g, pair: (g * pair[1], g * pair[0]))
def test_property(pair):
    return pair[0] * pair[1]
"""
    )
    assert code == 1
    assert ">       check_gradients(lambda x: x**2, 3.0, gradient=lambda x: x)" in output
    assert "autograd_core/testing" not in output.replace("from autograd_core.testing", "")
    assert output.count("Failing test case: test_property(") == 1
    assert "pair=(array(1.), array([1.]))" in output
    assert output.count("GradientMismatch: gradient of test_property: fail") == 1
    assert "ExceptionGroup" not in output


def test_what_cannot_be_checked_is_shown_at_the_lines_of_the_user(run):
    code, output = run(
        """
import numpy as np
from autograd_core.testing import arrays, check_gradients, gradient_property
from hypothesis import settings

def broken(x):
    return x.nothing

def test_mistake():
    check_gradients(broken, np.ones(2))

def test_outside():
    check_gradients(np.log, np.array([-1.0]))

def test_none(check_gradients):
    check_gradients(lambda x: None, 1.0)

def test_option():
    check_gradients(np.tanh, 1.0, seed=-1)

@settings(derandomize=True, database=None)
@gradient_property(arrays((2,)))
def test_property(x):
    x + 1
"""
    )
    assert code == 1
    shown = output.replace("from autograd_core.testing", "")
    assert "autograd_core/testing" not in shown
    assert "During handling" not in shown
    for line in (
        ">       check_gradients(broken, np.ones(2))",
        ">       return x.nothing",
        ">       check_gradients(np.log, np.array([-1.0]))",
        ">       check_gradients(lambda x: None, 1.0)",
        ">       check_gradients(np.tanh, 1.0, seed=-1)",
    ):
        assert output.count(f"{line}\n") == 1, line
    assert "GradientCheckError: test_property returned None: got no numbers." in output


def test_the_plugin_loads_nothing_but_pytest():
    code = (
        "import sys, pytest_autograd_core; print(*sorted({'numpy', 'autograd_core', 'hypothesis'} & set(sys.modules)))"
    )
    environment = os.environ | {"PYTHONPATH": ROOT}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "\n"


def test_the_plugin_is_announced_to_pytest():
    with open(os.path.join(ROOT, "pyproject.toml"), "rb") as file:
        project = tomllib.load(file)
    assert project["project"]["entry-points"]["pytest11"] == {"autograd_core": "pytest_autograd_core"}
