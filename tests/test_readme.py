"""The listings of README.md and docs/ do what they say.

The blocks of a file are run in order, in one namespace, from an empty folder. A block marked `python` is run; one that
starts with `>>>`, or is marked `pycon`, is compared with the output it shows. A block is left out by saying why:
`python no-run: it takes a day`; one that needs another package is run where that is installed: `python needs: torch`.
"""

import doctest
import importlib.util
import os
import random
import re
import textwrap
from collections import Counter
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np
import pytest

from nn import layers

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FENCE = re.compile(r"^(?P<indent> *)(?P<marks>```+|~~~+)(?P<info>[^`\n]*)$")
KINDS = {"python", "py", "python3", "pycon"}


class Block(NamedTuple):
    """A fenced block: the words after the fence, the line on which its text starts, the text."""

    info: str
    line: int
    text: str

    @property
    def is_python(self):
        return self.info.split(" ")[0].lower() in KINDS

    @property
    def is_dialogue(self):
        return self.info.startswith("pycon") or self.text.lstrip().startswith(">>>")


def blocks_of(text):
    """Return the fenced blocks of a Markdown text."""
    blocks, opened, lines = [], None, []
    for number, line in enumerate(text.splitlines(), start=1):
        fence = FENCE.match(line)
        if opened is None and fence:
            opened, start, lines = fence, number + 1, []
        elif opened is not None and fence and closes(fence, opened):
            blocks.append(Block(opened["info"].strip(), start, textwrap.dedent("\n".join(lines)) + "\n"))
            opened = None
        elif opened is not None:
            lines.append(line)
    assert opened is None, f"the block that starts on line {start} has no end"
    return blocks


def closes(fence, opened):
    return not fence["info"].strip() and fence["marks"].startswith(opened["marks"])


def run(text, name):
    """Run the Python blocks of a Markdown text; return how many were run."""
    namespace = {"__name__": "__main__"}
    count = 0
    for block in filter(lambda block: block.is_python, blocks_of(text)):
        options = block.info.partition(" ")[2].strip()
        if is_left_out(options, f"{name}, line {block.line - 1}"):
            continue
        if block.is_dialogue:
            compare(block, namespace, name)
        else:
            # The file's own path and lines, so that tracebacks and `inspect` find the source.
            exec(compile("\n" * (block.line - 1) + block.text, os.path.join(ROOT, name), "exec"), namespace)
        count += 1
    return count


def is_left_out(options, place):
    """Whether a block is not run: never, or because a package is not there."""
    if package := re.fullmatch(r"needs: (\w+)", options):
        return importlib.util.find_spec(package[1]) is None
    assert not options or re.fullmatch(r"no-run: \S.*", options), f"{place}: write 'no-run: REASON' or 'needs: PACKAGE'"
    return bool(options)


def compare(block, namespace, name):
    """Run a dialogue and compare its output with what it shows."""
    test = doctest.DocTestParser().get_doctest(block.text, {}, name, name, block.line - 1)
    test.globs = namespace
    report = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS, verbose=False).run(test, out=report.append, clear_globs=False)
    assert not report, "".join(report)


def markdown_files():
    found = [os.path.join(ROOT, "README.md")]
    for folder, _, names in os.walk(os.path.join(ROOT, "docs")):
        found.extend(os.path.join(folder, name) for name in names if name.endswith(".md"))
    return sorted(os.path.relpath(path, ROOT) for path in found if os.path.exists(path))


@contextmanager
def restored_state():
    """Let a listing seed and set what it likes, as in a session of its own."""
    numpy_state, python_state = np.random.get_state(), random.getstate()  # noqa: NPY002  listings may use either kind
    with np.printoptions(), np.errstate():
        yield
    np.random.set_state(numpy_state)  # noqa: NPY002  as above
    random.setstate(python_state)


@pytest.mark.parametrize("name", markdown_files())
def test_the_listings_run(name, tmp_path, monkeypatch):
    with open(os.path.join(ROOT, name), encoding="utf-8") as file:
        text = file.read()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MPLBACKEND", "agg")
    monkeypatch.setattr(layers.base, "_names", Counter())  # as in a fresh Python: layers are numbered as they come
    with restored_state():
        run(text, name)


def test_blocks_share_a_namespace_and_run_in_order():
    assert (
        run("```python\nx = [1]\n```\ntext\n```python\nx.append(2)\n```\n```pycon\n>>> x\n[1, 2]\n```\n", "a.md") == 3
    )


def test_a_listing_may_change_global_state():
    text = (
        "```python\nimport random\nimport numpy as np\nnp.random.seed(1)\nrandom.seed(1)\n"
        "np.set_printoptions(precision=2)\nnp.seterr(all='raise')\n```\n"
    )
    with restored_state():
        assert run(text, "a.md") == 1  # that nothing is left of it, the fixture for all tests sees


def test_blocks_in_lists_and_of_other_kinds_are_told_apart():
    text = "1. run\n\n   ```python\n   y = 1\n   ```\n\n```bash\nexit 1\n```\n\n```\nno python\n```\n"
    assert run(text, "a.md") == 1


def test_a_block_may_show_a_fence():
    assert [block.text for block in blocks_of("````markdown\n```python\n1 / 0\n```\n````\n")] == [
        "```python\n1 / 0\n```\n"
    ]


def test_a_failing_block_names_its_line():
    with pytest.raises(ZeroDivisionError) as caught:
        run("text\n\n```python\nx = 1\nx / 0\n```\n", "a.md")
    last = caught.traceback[-1]
    assert (str(last.path).rsplit("/", maxsplit=1)[-1], last.lineno + 1) == ("a.md", 5)


@pytest.mark.parametrize("kind", ["pycon", "python"])
def test_a_wrong_output_is_found_with_its_line(kind):
    with pytest.raises(AssertionError, match=r'File "a\.md", line 3, ') as caught:
        run(f"text\n```{kind}\n>>> 1 + 1\n3\n```\n", "a.md")
    assert "Expected:\n    3\nGot:\n    2" in caught.value.args[0].replace("\n  ", "\n")


def test_a_block_is_left_out_only_with_a_reason():
    assert run("```python no-run: needs a GPU\n1 / 0\n```\n", "a.md") == 0
    for info in ("no-run", "no-run:", "skip", "no-run needs a GPU", "needs", "needs: a GPU"):
        with pytest.raises(AssertionError, match=r"a\.md, line 2: write 'no-run: REASON' or 'needs: PACKAGE'"):
            run(f"\n```python {info}\n1 / 0\n```\n", "a.md")


def test_a_block_that_needs_a_package_is_run_where_that_is_installed():
    assert run("```python needs: no_such_package\n1 / 0\n```\n", "a.md") == 0
    with pytest.raises(ZeroDivisionError):
        run("```python needs: numpy\n1 / 0\n```\n", "a.md")


def test_a_block_without_end_is_found():
    with pytest.raises(AssertionError, match="the block that starts on line 2 has no end"):
        run("```python\nx = 1\n", "a.md")
