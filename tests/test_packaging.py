"""The wheel has what a user needs, and nothing else."""

import os
import subprocess
import sys
import zipfile

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MNIST = "nn/datasets/data/mnist/"
MEGABYTE = 2**20


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build the wheel; return its name and the size of every file in it."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (name,) = os.listdir(folder)
    with zipfile.ZipFile(folder / name) as archive:
        return name, {entry.filename: entry.compress_size for entry in archive.infolist()}


def test_the_wheel_is_pure_python(wheel):
    assert wheel[0] == "autograd_core-0.1.0-py3-none-any.whl"


def test_the_wheel_has_the_packages_and_nothing_beside_them(wheel):
    folders = {name.split("/")[0] for name in wheel[1]}
    assert folders <= {"autograd_core", "nn", "optim", "pytest_autograd_core.py", "autograd_core-0.1.0.dist-info"}
    assert {"autograd_core", "nn", "pytest_autograd_core.py"} <= folders


def test_the_wheel_has_mnist_and_its_license(wheel):
    names = sorted(name.removeprefix(MNIST) for name in wheel[1] if name.startswith(MNIST))
    assert names == [
        "LICENSE",
        "t10k-images-idx3-ubyte.gz",
        "t10k-labels-idx1-ubyte.gz",
        "train-images-idx3-ubyte.gz",
        "train-labels-idx1-ubyte.gz",
    ]


def test_every_package_in_the_wheel_says_that_it_is_typed(wheel):
    packages = [name.split("/")[0] for name in wheel[1] if name.count("/") == 1 and name.endswith("/__init__.py")]
    assert [package for package in packages if f"{package}/py.typed" not in wheel[1]] == []


def test_the_wheel_without_mnist_is_small(wheel):
    assert sum(size for name, size in wheel[1].items() if not name.startswith(MNIST)) <= 2 * MEGABYTE
