"""The order of the layers: each module imports only from the rows above it, nothing forms a loop, imports are cheap.

The rows stand in ROWS, the packages that may be imported inside a function in OPTIONAL. Edit them here.
"""

import ast
import os
import subprocess
import sys
from typing import NamedTuple

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PACKAGES = ["autograd_core", "optim", "nn"]

# A module imports only from rows above its own. A name stands for a module or for a folder with all that is in it.
# The last row is the package itself, which re-exports the others. Rows that do not exist yet do no harm.
ROWS = [
    ["autograd_core.errors"],
    [
        "autograd_core.flat",
        "autograd_core.outside",
        "autograd_core.shapes",
        "autograd_core.signature",
        "autograd_core.tree",
    ],
    ["autograd_core.record"],
    ["autograd_core.registry"],
    ["autograd_core.refusals"],
    ["autograd_core.plan", "autograd_core.values", "autograd_core.dtypes"],
    ["autograd_core.applying"],
    ["autograd_core.operation"],
    ["autograd_core.observing"],
    *[
        [f"autograd_core.ops.{name}" for name in row.split()]
        for row in (
            "bessel elementwise indexing joined labelled special",
            "contraction movement selection spectra",
            "gauges matrices parts reducers trigonometry",
            "activation assembling creation gathering norms",
            "crossentropy putting random reduction scans",
            "diagonals joining quantiles",
            "cumulative padding rearranging vector_convolution",
            "applied covariance folding fourier histograms nanquantiles nans ordering polynomials sampled scales",
            "scipy_special sets",
            "determinants eigen factoring solving",
            "singular",
            "pseudoinverses",
            "fitting",
            "windows",
            "convolution pooling strided",
            "convolving",
        )
    ],
    ["autograd_core.ops"],
    ["autograd_core.special"],
    [f"autograd_core.{name}" for name in ("fft", "index_tricks", "linalg", "making", "standard")],
    ["autograd_core.differentiate"],
    ["autograd_core.guarding"],
    ["autograd_core.explaining"],
    ["autograd_core.runs"],
    ["autograd_core.transforms"],
    ["autograd_core.writing", "autograd_core.detours"],
    ["autograd_core.methods", "autograd_core.protocols"],
    ["autograd_core.unrecorded"],
    ["autograd_core.arraylike"],
    ["autograd_core.tensor"],
    ["autograd_core.batchrules", "autograd_core.drawing", "autograd_core.reruns"],
    ["autograd_core.batching"],
    ["autograd_core.checkpointing", "autograd_core.derivatives", "autograd_core.mapping"],
    ["autograd_core.implicit"],
    *[
        [f"autograd_core.graph.{name}" for name in row.split()]
        for row in (
            "structure",
            "schedule naming reaching",
            "primitives evaluating wording plain validating guards",
            "printing encoding",
            "comparing",
            "graphs",
            "calls outlines overlays streams sweeps writes",
            "traces",
            "tracing",
            "passes",
            "program",
            "native",
            "running",
            "compiling",
        )
    ],
    ["autograd_core.graph"],
    ["autograd_core.visual"],
    ["autograd_core.testing"],
    ["autograd_core"],
    ["autograd_core.compat"],
    ["optim"],
    ["nn"],
]

# Imported at first use, inside a function, and by nothing at import time.
OPTIONAL = {"graphviz", "tqdm", "matplotlib", "IPython", "scipy", "llvmlite", "safetensors", "cupy"}

# Here the optional packages named are needed, so they are imported at the top.
NEEDED = {
    "autograd_core.graph.native": {"llvmlite"},  # all but the package itself, which loads the rest when asked
    "autograd_core.ops.scipy_special": {"scipy"},
    "autograd_core.special": {"scipy"},
    "autograd_core.testing": {"hypothesis", "pytest"},
}

ALWAYS = {"numpy"}

# Under `if TYPE_CHECKING:` an annotation may name the type of all results, which is made in a row below.
FOR_TYPES = {"autograd_core.tensor"}


class Import(NamedTuple):
    """One import: who, what, on which line, and whether inside a function or only for annotations."""

    importer: str
    target: str
    line: int
    inside_function: bool
    for_types: bool

    def __str__(self):
        return f"{self.importer}, line {self.line}, imports {self.target}"


def module_files(root, packages):
    """Return the file of every module below the packages, by dotted name."""
    files = {}
    for package in packages:
        for folder, _, names in os.walk(os.path.join(root, package)):
            for name in names:
                if name.endswith(".py"):
                    path = os.path.join(folder, name)
                    dotted = os.path.relpath(path, root)[: -len(".py")].replace(os.sep, ".")
                    files[dotted.removesuffix(".__init__")] = path
    return files


def imports_of(name, path, modules):
    """Return what one module imports; a name taken from a package is its module where there is one."""
    with open(path, encoding="utf-8") as file:
        tree = ast.parse(file.read(), path)
    package = name if os.path.basename(path) == "__init__.py" else name.rpartition(".")[0]
    found = []

    def visit(node, inside_function, for_types):
        for child in ast.iter_child_nodes(node):
            names = targets(child, package, modules)
            found.extend(Import(name, target, child.lineno, inside_function, for_types) for target in names)
            is_function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
            visit(child, inside_function or is_function, for_types or is_type_checking(child))

    visit(tree, inside_function=False, for_types=False)
    return found


def is_type_checking(node):
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def is_excused(each):
    return each.for_types and each.target in FOR_TYPES


def targets(node, package, modules):
    """Return the dotted names that a statement imports."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    base = node.module or ""
    if node.level:
        parents = package.split(".")
        base = ".".join([*parents[: len(parents) - node.level + 1], *filter(None, [node.module])])
    return [f"{base}.{alias.name}" if f"{base}.{alias.name}" in modules else base for alias in node.names]


def within(name, folder):
    return name == folder or name.startswith(f"{folder}.")


def row_of(name):
    """Return the number of the row that names the module most closely, or None."""
    matches = [(len(entry), number) for number, row in enumerate(ROWS) for entry in row if within(name, entry)]
    return max(matches)[1] if matches else None


def is_unlisted(name):
    """Tell whether a module of autograd_core stands in no row of its own."""
    top = next(number for number, row in enumerate(ROWS) if "autograd_core" in row)
    return name != "autograd_core" and row_of(name) == top


def wrong_direction(imports):
    """Return the imports from the same or a lower row."""
    wrong = []
    for each in imports:
        importer, target = row_of(each.importer), row_of(each.target)
        if target is None or each.target == each.importer or is_excused(each):
            continue
        if target > importer or (target == importer and not may_meet(each)):
            wrong.append(str(each))
    return wrong


def may_meet(each):
    """Tell whether two modules of one row may know each other: within one folder that is an entry of its own."""
    folder = next(entry for entry in ROWS[row_of(each.importer)] if within(each.importer, entry))
    return within(each.target, folder)


def loops(imports):
    """Return a loop of imports as a list of modules, or an empty list."""
    edges = {}
    for each in imports:
        if each.importer != each.target and not is_excused(each):
            edges.setdefault(each.importer, []).append(each.target)
    done = set()

    def search(name, path):
        if name in path:
            return [*path[path.index(name) :], name]
        if name in done:
            return []
        loop = next(filter(None, (search(target, [*path, name]) for target in edges.get(name, []))), [])
        done.add(name)
        return loop

    return next(filter(None, (search(name, []) for name in edges)), [])


def hidden(imports):
    """Return the imports inside functions of anything but optional packages."""
    return [str(each) for each in imports if each.inside_function and each.target.split(".")[0] not in OPTIONAL]


def foreign(imports):
    """Return the imports at the top of a module of anything but NumPy, the standard library and ourselves."""
    known = ALWAYS | set(PACKAGES) | set(sys.stdlib_module_names)
    wrong = []
    for each in imports:
        needed = set().union(*(names for folder, names in NEEDED.items() if within(each.importer, folder)))
        if not each.inside_function and not each.for_types and each.target.split(".")[0] not in known | needed:
            wrong.append(str(each))
    return wrong


def all_imports(root, packages):
    files = module_files(root, packages)
    return [each for name, path in sorted(files.items()) for each in imports_of(name, path, files)]


@pytest.fixture(scope="module")
def imports():
    return all_imports(ROOT, PACKAGES)


def test_every_module_is_in_a_row():
    unlisted = [name for name in module_files(ROOT, PACKAGES) if row_of(name) is None or is_unlisted(name)]
    assert not unlisted, f"give a row to {', '.join(unlisted)}"


def test_modules_import_only_from_rows_above(imports):
    assert not (wrong := wrong_direction(imports)), "\n".join(wrong)


def test_no_imports_form_a_loop(imports):
    assert not (loop := loops(imports)), " imports ".join(loop)


def test_only_optional_packages_are_imported_inside_functions(imports):
    assert not (wrong := hidden(imports)), "\n".join(wrong)


def test_only_numpy_and_the_standard_library_are_imported_at_the_top(imports):
    assert not (wrong := foreign(imports)), "\n".join(wrong)


def test_importing_everything_loads_no_optional_package():
    present = [name for name in PACKAGES if os.path.exists(os.path.join(ROOT, name, "__init__.py"))]
    code = f"import sys, {', '.join(present)}; print(*sorted({OPTIONAL | {'hypothesis', 'pytest'}} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


# The checks themselves are checked on small trees that break one rule each.


def planted(folder, sources):
    for name, source in sources.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
    return all_imports(folder, PACKAGES)


@pytest.mark.parametrize(
    ("name", "source", "found"),
    [
        ("autograd_core/record.py", "import optim", "autograd_core.record, line 1, imports optim"),
        ("autograd_core/record.py", "import nn.layers", "autograd_core.record, line 1, imports nn.layers"),
        ("optim/sgd.py", "from nn import losses", "optim.sgd, line 1, imports nn"),
        (
            "autograd_core/shapes.py",
            "\nfrom . import record",
            "autograd_core.shapes, line 2, imports autograd_core.record",
        ),
        ("autograd_core/ops/reduction.py", "from ..tensor import Tensor", None),
        ("autograd_core/ops/elementwise.py", "from .selection import where", None),
        (
            "autograd_core/tensor.py",
            "from autograd_core import exp",
            "autograd_core.tensor, line 1, imports autograd_core",
        ),
        (
            "autograd_core/shapes.py",
            "import autograd_core.tree",
            "autograd_core.shapes, line 1, imports autograd_core.tree",
        ),
        ("autograd_core/ops/__init__.py", "import autograd_core.graph.trace", None),
        ("autograd_core/shapes.py", "def f():\n    import nn", "autograd_core.shapes, line 2, imports nn"),
        ("autograd_core/shapes.py", "if TYPE_CHECKING:\n    import nn", "autograd_core.shapes, line 2, imports nn"),
    ],
)
def test_a_wrong_direction_is_found(tmp_path, name, source, found):
    files = {"autograd_core/record.py": "", "autograd_core/tensor.py": "", "autograd_core/ops/elementwise.py": ""}
    wrong = wrong_direction(planted(tmp_path, files | {name: source}))
    assert len(wrong) == 1
    assert found is None or wrong == [found]


def test_the_right_direction_is_left_alone(tmp_path):
    sources = {
        "autograd_core/__init__.py": "from autograd_core.tensor import Tensor",
        "autograd_core/errors.py": "import math",
        "autograd_core/operation.py": "if TYPE_CHECKING:\n    from autograd_core.tensor import Tensor",
        "autograd_core/ops/__init__.py": "from autograd_core.ops import elementwise",
        "autograd_core/ops/elementwise.py": "from autograd_core.operation import operation",
        "autograd_core/ops/selection.py": "from autograd_core.ops.elementwise import exp",
        "autograd_core/tensor.py": "from autograd_core import errors, ops\nimport numpy as np",
        "autograd_core/graph/trace.py": "from autograd_core.graph.passes import fold",
        "autograd_core/graph/passes.py": "def f():\n    import scipy.linalg",
        "autograd_core/testing/laws.py": "import hypothesis",
        "optim/__init__.py": "import autograd_core as ag",
        "nn/__init__.py": "from nn import layers",
        "nn/layers.py": "from optim import sgd",
    }
    imports = planted(tmp_path, sources)
    assert len(imports) == 15
    assert wrong_direction(imports) == loops(imports) == hidden(imports) == foreign(imports) == []


def test_a_loop_is_found(tmp_path):
    sources = {"nn/a.py": "import nn.b", "nn/b.py": "def f():\n    from . import c", "nn/c.py": "from nn.a import x"}
    assert loops(planted(tmp_path, sources)) == ["nn.a", "nn.b", "nn.c", "nn.a"]
    assert loops(planted(tmp_path, {"nn/c.py": "import math"})) == []


def test_a_hidden_import_is_found(tmp_path):
    sources = {"nn/a.py": "class A:\n    def f(self):\n        import json\n        import tqdm.auto\n"}
    assert hidden(planted(tmp_path, sources)) == ["nn.a, line 3, imports json"]


def test_a_foreign_import_is_found(tmp_path):
    sources = {"nn/a.py": "import json\nimport numpy.linalg\nimport tqdm", "autograd_core/testing.py": "import scipy"}
    assert foreign(planted(tmp_path, sources)) == [
        "autograd_core.testing, line 1, imports scipy",
        "nn.a, line 3, imports tqdm",
    ]


def test_a_module_outside_all_rows_is_found():
    assert is_unlisted("autograd_core.helpers")
    assert not is_unlisted("autograd_core.graph.trace")
    assert not is_unlisted("autograd_core")
    assert row_of("benchmarks.cases") is None
