"""Every notebook runs from top to bottom in a real kernel, and says the same as the text it is paired with."""

import os

import jupytext
import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FOLDER = os.path.join(ROOT, "notebooks")
SECONDS_PER_CELL = 300


def stems(end):
    """Return the names in notebooks/ with this ending, without it."""
    names = os.listdir(FOLDER) if os.path.isdir(FOLDER) else []
    return sorted(name.removesuffix(end) for name in names if name.endswith(end))


def execute(notebook, folder):
    """Run a notebook in a kernel of its own and return it with its outputs."""
    resources = {"metadata": {"path": str(folder)}}
    client = NotebookClient(notebook, timeout=SECONDS_PER_CELL, kernel_name="python3", resources=resources)
    return client.execute()


def warnings_in(notebook):
    """Return the warnings that the cells of an executed notebook printed."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return [output.text for output in outputs if output.get("name") == "stderr" and "Warning: " in output.text]


def content(notebook):
    """Return what must be the same in a notebook and its text."""
    return [(cell.cell_type, cell.source.rstrip()) for cell in notebook.cells]


def read(stem):
    return nbformat.read(os.path.join(FOLDER, f"{stem}.ipynb"), as_version=4)


def test_every_notebook_has_its_text_and_every_text_its_notebook():
    assert stems(".ipynb") == stems(".py")


@pytest.mark.parametrize("stem", stems(".ipynb"))
def test_the_notebook_says_what_its_text_says(stem):
    text = jupytext.read(os.path.join(FOLDER, f"{stem}.py"), fmt="py:percent")
    assert content(text) == content(read(stem)), "run make notebooks"


@pytest.mark.parametrize("stem", stems(".ipynb"))
def test_the_notebook_runs(stem, tmp_path):
    assert warnings_in(execute(read(stem), tmp_path)) == []


def test_an_error_names_the_line_of_a_cell(tmp_path):
    source = "# %%\nimport autograd_core as ag\n\n# %%\nwith ag.nan_guard():\n    ag.log(ag.Tensor(0.0))\n"
    with pytest.raises(CellExecutionError, match=r"log made -inf, at index \(\) of shape \(\), in In\[2\]:2: got x in"):
        execute(jupytext.reads(source, fmt="py:percent"), tmp_path)


def test_a_failing_cell_is_found(tmp_path):
    notebook = jupytext.reads("# %%\nx = 1\n\n# %%\nx / 0\n", fmt="py:percent")
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        execute(notebook, tmp_path)


def test_a_warning_in_a_cell_is_found(tmp_path):
    notebook = jupytext.reads("# %%\nimport numpy as np\n\nnp.log(np.zeros(1))\n", fmt="py:percent")
    (warning,) = warnings_in(execute(notebook, tmp_path))
    assert "RuntimeWarning: divide by zero encountered in log" in warning


def test_a_difference_in_any_cell_is_seen():
    one, other = (jupytext.reads(f"# %% [markdown]\n# Hi\n\n# %%\nx = {x}\n", fmt="py:percent") for x in (1, 2))
    assert content(one) == [("markdown", "Hi"), ("code", "x = 1")]
    assert content(one) != content(other)
