"""Machine code on disk: found again, and never taken from a file that is not as it was written."""

import importlib
import os
import stat
import subprocess
import sys

import numpy as np
import pytest

from autograd_core.graph.native import cache

WINDOWS = sys.platform == "win32"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Keep the cache in a folder of the test."""
    path = tmp_path / "kept"
    monkeypatch.setenv("AUTOGRAD_CORE_CACHE", str(path))
    return path


def test_what_was_stored_is_loaded(folder):
    assert cache.load("key") is None
    cache.store("key", b"code")
    assert cache.load("key") == b"code"
    assert os.listdir(folder) == ["key"]


@pytest.mark.skipif(WINDOWS, reason="a user's own folder is closed to others there")
def test_only_the_user_can_read_it(folder):
    cache.store("key", b"code")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "key").stat().st_mode) == 0o600


def test_a_changed_file_is_as_good_as_none(folder):
    cache.store("key", b"some code")
    content = (folder / "key").read_bytes()
    for place in range(len(content)):
        changed = bytearray(content)
        changed[place] ^= 1
        (folder / "key").write_bytes(changed)
        assert cache.load("key") is None
    for length in range(len(content)):
        (folder / "key").write_bytes(content[:length])
        assert cache.load("key") is None
    (folder / "key").write_bytes(content + b"?")
    assert cache.load("key") is None
    cache.store("key", b"some code")
    assert cache.load("key") == b"some code"


def test_a_file_under_another_name_is_as_good_as_none(folder):
    cache.store("key", b"code")
    os.rename(folder / "key", folder / "other")
    assert cache.load("other") is None


def test_what_is_no_file_is_as_good_as_none(folder):
    cache.store("key", b"code")
    (folder / "folder").mkdir()
    assert cache.load("folder") is None
    cache.store("folder", b"code")
    assert cache.load("folder") is None


@pytest.mark.skipif(WINDOWS, reason="links need rights there")
def test_links_are_not_followed(folder):
    cache.store("key", b"code")
    os.rename(folder / "key", folder / "real")
    os.symlink(folder / "real", folder / "key")
    assert cache.load("key") is None


@pytest.mark.skipif(WINDOWS, reason="a user's own folder is closed to others there")
def test_what_others_can_write_is_not_read(folder):
    cache.store("key", b"code")
    (folder / "key").chmod(0o666)
    assert cache.load("key") is None
    (folder / "key").chmod(0o600)
    assert cache.load("key") == b"code"
    folder.chmod(0o777)
    assert cache.load("key") is None


@pytest.mark.skipif(WINDOWS, reason="there are no such owners there")
def test_what_belongs_to_others_is_not_read(folder, monkeypatch):
    cache.store("key", b"code")
    user = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: user + 1)
    assert cache.load("key") is None


def test_a_folder_that_cannot_be_made_keeps_nothing(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("AUTOGRAD_CORE_CACHE", str(tmp_path / "file" / "below"))
    cache.store("key", b"code")
    assert cache.load("key") is None


def test_a_folder_that_cannot_be_written_keeps_nothing(folder, monkeypatch):
    cache.store("key", b"code")

    def refused(*args, **kwargs):
        raise PermissionError

    monkeypatch.setattr("tempfile.mkstemp", refused)
    cache.store("other", b"code")
    assert cache.load("other") is None
    assert cache.load("key") == b"code"


def test_a_full_disk_leaves_nothing_behind(folder, monkeypatch):
    cache.store("key", b"code")

    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    cache.store("other", b"code")
    assert os.listdir(folder) == ["key"]


def test_it_does_not_grow_beyond_its_size(folder, monkeypatch):
    monkeypatch.setattr(cache, "LARGEST", 1000)
    for number in range(9):
        cache.store(f"key{number}", bytes(200))
        os.utime(folder / f"key{number}", (number, number))
    cache.load("key5")  # used just now
    cache.store("last", bytes(200))
    kept = set(os.listdir(folder))
    assert {"last", "key5"} <= kept
    assert "key0" not in kept
    assert sum((folder / name).stat().st_size for name in kept) <= 1000


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {"XDG_CACHE_HOME": "/x"}, "/x/autograd-core"),
        ("linux", {"HOME": "/home/me"}, "/home/me/.cache/autograd-core"),
        ("darwin", {"HOME": "/home/me"}, "/home/me/Library/Caches/autograd-core"),
        ("win32", {"LOCALAPPDATA": "/x"}, "/x/autograd-core/Cache"),
        ("win32", {}, None),
    ],
)
@pytest.mark.skipif(WINDOWS, reason="paths are written otherwise there")
def test_the_folder_of_each_platform(platform, environment, expected, monkeypatch):
    monkeypatch.setattr(sys, "platform", platform)
    for name in ("AUTOGRAD_CORE_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert cache.folder() == expected


def test_an_empty_name_turns_it_off(monkeypatch):
    monkeypatch.setenv("AUTOGRAD_CORE_CACHE", "")
    cache.store("key", b"code")
    assert cache.load("key") is None


PROGRAM = """
import numpy as np, autograd_core as ag
from autograd_core.graph import native
from autograd_core.graph.native import machine
from autograd_core.graph.passes.lowering import lower
x = np.ones(5)
graph = lower(ag.trace(lambda x: np.exp(x) * 2.0)(x))
counted = []
before = machine._compiled
machine._compiled = lambda text: counted.append(1) or before(text)
groups, _ = native.schedule(graph)
out = np.empty(5)
native.build_all(graph, groups)["kernel_0"](out, x)
assert np.allclose(out, np.exp(x) * 2.0)
print(len(counted))
"""


def processes(count):
    """Return what so many processes at once have compiled."""
    running = [
        subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True) for _ in range(count)
    ]
    return [process.communicate()[0].strip() for process in running]


def test_processes_at_once_and_after_each_other(folder):
    pytest.importorskip("llvmlite", reason="native kernels need llvmlite")
    assert set(processes(2)) <= {"0", "1"}
    assert len(os.listdir(folder)) == 1
    assert processes(1) == ["0"]
    (name,) = os.listdir(folder)
    (folder / name).write_bytes(b"nonsense")
    assert processes(1) == ["1"]
    assert processes(1) == ["0"]


def test_another_processor_finds_nothing(folder, monkeypatch):
    pytest.importorskip("llvmlite", reason="native kernels need llvmlite")
    machine = importlib.import_module("autograd_core.graph.native.machine")
    here = machine._key("text")
    host = machine.this_host()
    for changed in (host._replace(name="other"), host._replace(features="+more"), host._replace(triple="other")):
        monkeypatch.setattr(machine, "this_host", lambda changed=changed: changed)
        assert machine._key("text") != here
    assert np.size(here) == 1
