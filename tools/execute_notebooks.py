"""Execute notebooks in place, without noting the time, so that a second run changes nothing.

    python tools/execute_notebooks.py notebooks/*.ipynb

Each runs in a kernel of its own and in an empty folder, as in the tests.
"""

import sys
import tempfile

import nbformat
from nbclient import NotebookClient


def execute(path: str) -> None:
    """Execute one notebook and write it back with its outputs."""
    notebook = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        resources = {"metadata": {"path": folder}}
        client = NotebookClient(notebook, kernel_name="python3", resources=resources, record_timing=False)
        client.execute()
    nbformat.write(notebook, path)


for argument in sys.argv[1:]:
    execute(argument)
