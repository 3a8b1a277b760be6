"""Arrays come back as they were saved, and whatever happens the file is whole: the old one or the new one."""

import io
import os
import pickle
import signal
import stat
import subprocess
import sys
import time
import zipfile

import numpy as np
import pytest

from autograd_core.errors import ConfigurationError, DataError, DTypeError
from nn.saving import check_path, load_arrays, save_arrays

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
posix = pytest.mark.skipif(os.name != "posix", reason="needs signals and modes of POSIX")


def python(code, *arguments):
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.fixture
def path(tmp_path):
    return tmp_path / "weights.npz"


def example():
    return {
        "dense/kernel": np.arange(6, dtype=np.float32).reshape(2, 3),
        "dense/bias": np.zeros(0),
        "0": np.array(7),
        "fortran": np.asfortranarray(np.arange(6).reshape(2, 3)),
        "strided": np.arange(10.0)[::3],
        "big-endian": np.array([1, 2], ">i2"),
        "σ.npy": np.array([True, False]),
        "complex": np.array([1j, np.nan]),
    }


def assert_same(found, expected):
    assert list(found) == list(expected)
    for name, array in expected.items():
        assert found[name].dtype == array.dtype
        assert found[name].shape == array.shape
        assert found[name].tobytes() == array.tobytes()


def test_arrays_come_back_as_they_were_saved(path):
    save_arrays(path, example())
    assert_same(load_arrays(path), example())
    assert os.listdir(path.parent) == ["weights.npz"]


def test_lists_and_no_arrays_can_be_saved(path):
    save_arrays(path, {"a": [[1.5]]})
    assert load_arrays(path)["a"].tolist() == [[1.5]]
    save_arrays(path, {})
    assert load_arrays(path) == {}


def test_numpy_reads_what_is_written_and_the_other_way_round(path):
    save_arrays(path, {"a": np.arange(3), "b/c": np.ones(2)})
    with np.load(path) as archive:
        assert sorted(archive) == ["a", "b/c"]
        assert archive["b/c"].tolist() == [1, 1]
    np.savez_compressed(path, a=np.arange(1000))
    assert load_arrays(path)["a"].tolist() == list(range(1000))


def test_the_same_arrays_give_the_same_file(path):
    save_arrays(path, example())
    first = path.read_bytes()
    save_arrays(path, example())
    assert path.read_bytes() == first


def test_a_relative_path_is_enough(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    os.mkdir("folder")
    for name in ("here.npz", os.path.join("folder", "there.npz")):
        save_arrays(name, {"a": [1]})
        assert load_arrays(name)["a"].tolist() == [1]


@posix
def test_the_mode_is_that_of_any_new_file_or_of_the_file_that_was_there(tmp_path):
    code = (
        "import os, sys, nn.saving\nos.umask(int(sys.argv[2], 8))\nnn.saving.save_arrays(sys.argv[1], {'a': [1.0]})\n"
    )
    for mask, mode in [("022", 0o644), ("077", 0o600), ("002", 0o664)]:
        path = tmp_path / f"{mask}.npz"
        assert python(code, path, mask).stderr == ""
        assert stat.S_IMODE(path.stat().st_mode) == mode
    path.chmod(0o640)
    save_arrays(path, {"a": [2.0]})
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@posix
def test_a_link_stays_a_link(tmp_path):
    real, link = tmp_path / "real.npz", tmp_path / "link.npz"
    link.symlink_to(real)
    save_arrays(link, {"a": [1]})
    save_arrays(link, {"a": [2]})
    assert link.is_symlink()
    assert load_arrays(real)["a"].tolist() == [2]


SAVING = """
import sys
import numpy as np
from nn.saving import save_arrays
for k in range(10**9):
    save_arrays(sys.argv[1], {name: np.full(150_000, k) for name in "abc"})
    print(k, flush=True)
"""


@posix
def test_a_process_killed_at_any_time_leaves_a_whole_file(path):
    for number in range(12):
        child = subprocess.Popen([sys.executable, "-c", SAVING, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        with child:
            last = int(child.stdout.readline())
            time.sleep(0.0011 * number)
            child.kill()
            last = max([last, *map(int, child.stdout.read().split())])
        assert child.returncode == -signal.SIGKILL
        arrays = load_arrays(path)
        versions = {int(value) for array in arrays.values() for value in np.unique(array)}
        assert list(arrays) == ["a", "b", "c"]
        assert versions in ({last}, {last + 1})


@posix
@pytest.mark.parametrize("moment", ["fsync", "replace"])
def test_a_process_killed_just_before_the_end_leaves_the_old_file(path, moment):
    save_arrays(path, {"a": [1]})
    code = f"""
import os, signal, sys
from nn.saving import save_arrays
os.{moment} = lambda *arguments: os.kill(os.getpid(), signal.SIGKILL)
save_arrays(sys.argv[1], {{"a": [2]}})
"""
    assert python(code, path).returncode == -signal.SIGKILL
    assert load_arrays(path)["a"].tolist() == [1]
    assert len([name for name in os.listdir(path.parent) if name.endswith(".tmp")]) == 1


@posix
def test_a_full_disk_is_an_error_that_leaves_the_old_file_and_nothing_else(path):
    save_arrays(path, {"a": [1]})
    code = """
import resource, sys
import numpy as np
from nn.saving import save_arrays
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
save_arrays(sys.argv[1], {"a": np.zeros(100_000)})
"""
    done = python(code, path)
    assert done.stderr.splitlines()[-1] == "OSError: [Errno 27] File too large"
    assert load_arrays(path)["a"].tolist() == [1]
    assert os.listdir(path.parent) == ["weights.npz"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError, MemoryError])
@pytest.mark.parametrize("moment", ["fsync", "replace"])
def test_an_error_leaves_the_old_file_and_nothing_else(path, monkeypatch, error, moment):
    def fail(*arguments):
        raise error

    save_arrays(path, {"a": [1]})
    monkeypatch.setattr(os, moment, fail)
    with pytest.raises(error):
        save_arrays(path, {"a": [2]})
    assert load_arrays(path)["a"].tolist() == [1]
    assert os.listdir(path.parent) == ["weights.npz"]


@pytest.mark.parametrize(
    ("arrays", "kind", "message"),
    [
        (
            {"a": [1.0], "b": [None]},
            DTypeError,
            "only numbers can be saved: got dtype object for 'b'. Convert the values first.",
        ),
        (
            {"a": np.zeros(2, [("x", "O")])},
            DTypeError,
            "only numbers can be saved: got dtype [('x', 'O')] for 'a'. Convert the values first.",
        ),
        (
            {"file": [1.0]},
            ConfigurationError,
            "numpy.savez cannot save an array of this name: got 'file'. Use another.",
        ),
        (
            {"allow_pickle": [1.0]},
            ConfigurationError,
            "numpy.savez cannot save an array of this name: got 'allow_pickle'. Use another.",
        ),
    ],
)
def test_what_cannot_be_saved_is_refused_before_anything_is_written(path, arrays, kind, message):
    with pytest.raises(kind) as caught:
        save_arrays(path, arrays)
    assert str(caught.value) == message
    assert os.listdir(path.parent) == []


def test_a_missing_folder_is_an_error(tmp_path):
    folder = os.path.join(os.path.realpath(tmp_path), "none")
    with pytest.raises(DataError) as caught:
        save_arrays(os.path.join(folder, "w.npz"), {})
    assert str(caught.value) == f"no such folder: got {folder}. Make it with os.makedirs first."


@pytest.mark.parametrize("wrong", ["w", "w.h5", "w.weights.h5", "w.keras"])
def test_only_npz_files_are_written(wrong):
    with pytest.raises(ConfigurationError) as caught:
        save_arrays(wrong, {})
    assert str(caught.value) == f"weights are kept in .npz files: got {wrong!r}. Use 'w.npz'."


def test_a_path_may_be_an_object(path):
    assert check_path(path) == str(path)
    assert check_path("a.npz") == "a.npz"


def message_of_loading(path):
    with pytest.raises(DataError) as caught:
        load_arrays(path)
    return str(caught.value)


def test_a_missing_file_and_a_folder_cannot_be_read(tmp_path):
    for path, found in [(tmp_path / "none.npz", "'No such file or directory'"), (tmp_path, "'Is a directory'")]:
        assert message_of_loading(path) == f"cannot read {path}: got {found}. Check the path."


def npy(array):
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def archive(**entries):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as opened:
        for name, content in entries.items():
            opened.writestr(name.replace("_", "."), content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "no bytes"),
        (b"PK", "first bytes 50 4b"),
        (npy(np.zeros(3)), "first bytes 93 4e 55 4d"),
        (pickle.dumps({"a": 1}, protocol=4), "first bytes 80 04 95 0a"),
        (b"\x89HDF\r\n", "first bytes 89 48 44 46"),
        (archive(a_npy=npy(np.zeros(3)), config_json="{}"), "an archive with 'config.json'"),
    ],
)
def test_other_files_are_not_read(path, content, found):
    path.write_bytes(content)
    assert (
        message_of_loading(path) == f"{path} is not an .npz file: got {found}. Give one that save_weights has written."
    )


class Trap:
    """Would run a program where it was unpickled."""

    def __reduce__(self):
        return pytest.fail, ("a pickle was loaded",)


def test_pickled_objects_are_refused(path):
    np.savez(path, a=np.array([Trap()], object))
    message = message_of_loading(path)
    assert message == (
        f"{path} is damaged: got {path.stat().st_size} bytes and 'Object arrays cannot be loaded when "
        "allow_pickle=False'. Use another copy; arrays of Python objects are not read."
    )


def test_bytes_after_an_array_are_an_error(path):
    path.write_bytes(archive(a_npy=npy(np.zeros(3)) + b"more"))
    assert message_of_loading(path) == (
        f"{path} is damaged: got {path.stat().st_size} bytes and 'a.npy is longer than its array'. "
        "Use another copy; arrays of Python objects are not read."
    )


def test_a_file_cut_anywhere_is_an_error(path):
    save_arrays(path, {"a": np.arange(4), "b": np.arange(3)})
    content = path.read_bytes()
    for length in range(len(content)):
        path.write_bytes(content[:length])
        message = message_of_loading(path)
        kind = "not an .npz file" if length < 4 else "damaged"
        assert message.startswith(f"{path} is {kind}: got ")
        assert length < 4 or message.endswith(". Use another copy; arrays of Python objects are not read.")


def test_a_file_with_one_bit_flipped_never_gives_other_arrays(path):
    arrays = {"a": np.arange(4), "b": np.arange(3.0)}
    save_arrays(path, arrays)
    content = path.read_bytes()
    noticed = set()
    for place in range(len(content)):
        damaged = bytearray(content)
        damaged[place] ^= 1
        path.write_bytes(damaged)
        try:
            found = load_arrays(path)
        except DataError:
            noticed.add(place)
        else:  # a date, a flag, the length of the list of arrays
            assert_same(found, {name: arrays[name] for name in found})
    for array in arrays.values():
        start = content.index(npy(array))
        assert noticed.issuperset(range(start, start + len(npy(array))))
