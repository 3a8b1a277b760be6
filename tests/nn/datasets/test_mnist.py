"""MNIST as shipped, and data of the same layout from a folder or an archive."""

import gzip
import os
import shutil

import numpy as np
import pytest

from autograd_core.errors import DataError
from nn.datasets import mnist
from nn.datasets.idx import write_idx

FILES = {
    "x_train": "train-images-idx3-ubyte",
    "y_train": "train-labels-idx1-ubyte",
    "x_test": "t10k-images-idx3-ubyte",
    "y_test": "t10k-labels-idx1-ubyte",
}


@pytest.fixture
def arrays():
    rng = np.random.default_rng(0)
    return {
        "x_train": rng.integers(0, 256, (5, 4, 3), np.uint8),
        "y_train": rng.integers(0, 10, 5, np.uint8),
        "x_test": rng.integers(0, 256, (2, 4, 3), np.uint8),
        "y_test": rng.integers(0, 10, 2, np.uint8),
    }


def write_folder(folder, arrays, end=""):
    for key, values in arrays.items():
        write_idx(folder / (FILES[key] + end), values)


def assert_loaded(path, arrays):
    (x_train, y_train), (x_test, y_test) = mnist.load_data(path)
    for key, values in {"x_train": x_train, "y_train": y_train, "x_test": x_test, "y_test": y_test}.items():
        assert values.dtype == arrays[key].dtype
        np.testing.assert_array_equal(values, arrays[key])


def message_of(path):
    with pytest.raises(DataError) as caught:
        mnist.load_data(path)
    return str(caught.value)


def test_mnist_is_the_one_that_keras_gives():
    (x_train, y_train), (x_test, y_test) = mnist.load_data()
    shapes = [values.shape for values in (x_train, y_train, x_test, y_test)]
    assert shapes == [(60000, 28, 28), (60000,), (10000, 28, 28), (10000,)]
    assert all(values.dtype == np.uint8 for values in (x_train, y_train, x_test, y_test))
    assert np.bincount(y_train).tolist() == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert np.bincount(y_test).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert round(float(x_train.mean()), 4) == 33.3184
    assert round(float(x_test.mean()), 4) == 33.7912


def test_each_load_gives_arrays_of_its_own():
    (first, _), _ = mnist.load_data()
    first[:] = 0
    (second, _), _ = mnist.load_data()
    assert second.any()


def test_a_shipped_file_that_is_not_the_original_is_named(tmp_path, monkeypatch, arrays):
    write_folder(tmp_path, arrays, ".gz")
    monkeypatch.setattr(mnist, "_FOLDER", str(tmp_path))
    path = tmp_path / "train-images-idx3-ubyte.gz"
    assert message_of(None).startswith(f"{path} is not the MNIST file: got MD5 ")
    assert message_of(None).endswith(
        " where the original has 6bbc9ace898e44ae57da46a324031adb. Install autograd-core again."
    )


@pytest.mark.parametrize("name", FILES.values())
def test_one_wrong_bit_in_a_shipped_file_is_noticed(tmp_path, monkeypatch, name):
    shutil.copytree(mnist._FOLDER, tmp_path, dirs_exist_ok=True)
    path = tmp_path / f"{name}.gz"
    content = bytearray(gzip.decompress(path.read_bytes()))
    content[-1] ^= 1
    path.write_bytes(gzip.compress(content, compresslevel=0))
    monkeypatch.setattr(mnist, "_FOLDER", str(tmp_path))
    assert f"{path} is not the MNIST file" in message_of(None)


@pytest.mark.parametrize("end", ["", ".gz"])
def test_a_folder_of_idx_files_is_read(tmp_path, arrays, end):
    write_folder(tmp_path, arrays, end)
    assert_loaded(tmp_path, arrays)
    assert_loaded(str(tmp_path), arrays)


def test_names_with_a_dot_before_idx_are_usual_too(tmp_path, arrays):
    write_folder(tmp_path, arrays)
    for name in FILES.values():
        os.rename(tmp_path / name, tmp_path / name.replace("-idx", ".idx"))
    assert_loaded(tmp_path, arrays)


def test_an_archive_is_read(tmp_path, arrays):
    np.savez_compressed(tmp_path / "data.npz", **arrays)
    assert_loaded(tmp_path / "data.npz", arrays)


def test_a_missing_path_is_named(tmp_path):
    path = tmp_path / "mnist.npz"
    assert message_of(path) == (
        f"no such data: got {path}. Give a folder or an .npz file, or no path for MNIST as shipped."
    )


def test_a_missing_file_is_named_with_what_is_there(tmp_path, arrays):
    assert message_of(tmp_path) == (
        f"{tmp_path} has no file train-images-idx3-ubyte: got an empty folder. Add that file, plain or as .gz."
    )
    write_folder(tmp_path, arrays)
    (tmp_path / "t10k-labels-idx1-ubyte").unlink()
    assert message_of(tmp_path) == (
        f"{tmp_path} has no file t10k-labels-idx1-ubyte: "
        "got t10k-images-idx3-ubyte, train-images-idx3-ubyte, train-labels-idx1-ubyte. Add that file, plain or as .gz."
    )


def test_of_many_other_files_only_some_are_listed(tmp_path):
    for number in range(9):
        (tmp_path / f"{number}.png").touch()
    assert "got 0.png, 1.png, 2.png, 3.png, 4.png, 5.png and 3 more. Add" in message_of(tmp_path)


def test_a_damaged_file_in_a_folder_is_named(tmp_path, arrays):
    write_folder(tmp_path, arrays)
    path = tmp_path / "train-labels-idx1-ubyte"
    path.write_bytes(path.read_bytes()[:-1])
    assert message_of(tmp_path) == (
        f"{path} is truncated: got 4 bytes of values where shape (5,) of uint8 takes 5. Fetch the file again."
    )


def test_labels_where_images_are_expected_are_named(tmp_path, arrays):
    write_folder(tmp_path, arrays | {"x_train": arrays["y_train"]})
    assert message_of(tmp_path) == (
        f"{tmp_path / 'train-images-idx3-ubyte'} does not hold images: got shape (5,). "
        "Give two axes or more, the first for the pictures."
    )


def test_images_where_labels_are_expected_are_named(tmp_path, arrays):
    write_folder(tmp_path, arrays | {"y_test": arrays["x_test"]})
    assert message_of(tmp_path) == (
        f"{tmp_path / 't10k-labels-idx1-ubyte'} does not hold labels: got shape (2, 4, 3). "
        "Give one axis, with a number for each picture."
    )


def test_images_and_labels_of_different_length_are_named(tmp_path, arrays):
    path = tmp_path / "data.npz"
    np.savez(path, **arrays | {"y_train": arrays["y_test"]})
    assert message_of(path) == (
        f"{path}[x_train] and {path}[y_train] do not belong together: got 5 images and 2 labels. "
        "Give one label for each image."
    )


def test_no_images_at_all_are_named(tmp_path, arrays):
    path = tmp_path / "data.npz"
    np.savez(path, **arrays | {"x_test": arrays["x_test"][:0], "y_test": arrays["y_test"][:0]})
    assert message_of(path) == f"{path}[x_test] is empty: got shape (0, 4, 3). Give at least one picture."


def test_an_archive_with_other_arrays_is_named(tmp_path, arrays):
    path = tmp_path / "data.npz"
    np.savez(path, x_train=arrays["x_train"], labels=arrays["y_train"])
    assert message_of(path) == (
        f"{path} has no y_train, x_test, y_test: got the arrays labels, x_train. "
        "Save x_train, y_train, x_test, y_test with numpy.savez."
    )
    np.savez(path)
    assert message_of(path) == (
        f"{path} has no x_train, y_train, x_test, y_test: got an empty archive. "
        "Save x_train, y_train, x_test, y_test with numpy.savez."
    )


@pytest.mark.parametrize(
    "damage",
    {
        "empty": lambda content: content[:0],
        "no archive": lambda content: b"no archive" + content,
        "truncated": lambda content: content[:-30],
        "wrong bytes": lambda content: content[:500] + bytes(40) + content[540:],
    }.values(),
)
def test_a_damaged_archive_is_named(tmp_path, arrays, damage):
    path = tmp_path / "data.npz"
    np.savez(path, **arrays)
    path.write_bytes(damage(path.read_bytes()))
    assert message_of(path).startswith(f"{path} is not a readable .npz archive: got '")
    assert message_of(path).endswith(
        "'. Give a folder of IDX files or an .npz archive with x_train, y_train, x_test, y_test, without objects."
    )


def test_an_archive_of_objects_is_not_unpickled(tmp_path, arrays):
    path = tmp_path / "data.npz"
    np.savez(path, **arrays | {"y_test": np.array([object(), None])})
    assert message_of(path) == (
        f"{path} is not a readable .npz archive: got 'Object arrays cannot be loaded when allow_pickle=False'. "
        "Give a folder of IDX files or an .npz archive with x_train, y_train, x_test, y_test, without objects."
    )


def test_one_array_is_no_archive(tmp_path):
    path = tmp_path / "data.npy"
    np.save(path, np.zeros(3))
    assert message_of(path).startswith(f"{path} is not a readable .npz archive: got '")
