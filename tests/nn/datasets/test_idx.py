"""Reading and writing IDX files, whole and damaged."""

import gzip
import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograd_core.errors import DataError, DTypeError
from nn.datasets.idx import decode_idx, read_content, read_idx, write_idx

DTYPES = ["uint8", "int8", "int16", "int32", "float32", "float64"]
LABELS = bytes([0, 0, 8, 1, 0, 0, 0, 3, 5, 0, 4])


@pytest.mark.parametrize("name", ["values", "values.gz"])
@pytest.mark.parametrize("dtype", DTYPES)
def test_what_is_written_is_read(tmp_path, dtype, name):
    values = np.arange(-12, 12).reshape(2, 3, 4).astype(dtype)
    write_idx(tmp_path / name, values)
    read = read_idx(tmp_path / name)
    assert read.dtype == np.dtype(dtype)
    assert read.dtype.isnative
    assert read.flags.writeable
    np.testing.assert_array_equal(read, values)


def test_numbers_are_big_endian(tmp_path):
    write_idx(tmp_path / "values", np.array([[1, -2]], np.int16))
    assert (tmp_path / "values").read_bytes() == bytes.fromhex("00000b02 00000001 00000002 0001 fffe")


def test_values_of_any_byte_order_and_layout_are_written(tmp_path):
    values = np.arange(6, dtype=">i4").reshape(2, 3).T
    write_idx(tmp_path / "values", values)
    np.testing.assert_array_equal(read_idx(tmp_path / "values"), values)


def test_only_names_in_gz_are_zipped_and_always_the_same_way(tmp_path):
    for name in ("plain", "a.gz", "b.gz"):
        write_idx(tmp_path / name, np.zeros(1000, np.uint8))
    plain, first, second = ((tmp_path / name).read_bytes() for name in ("plain", "a.gz", "b.gz"))
    assert len(plain) == 1008
    assert gzip.decompress(first) == plain
    assert first == second
    assert first[4:8] == bytes(4)  # no time of writing


def test_the_content_decides_what_is_gzip_not_the_name(tmp_path):
    (tmp_path / "plain.gz").write_bytes(LABELS)
    (tmp_path / "zipped").write_bytes(gzip.compress(LABELS))
    assert read_idx(tmp_path / "plain.gz").tolist() == [5, 0, 4]
    assert read_idx(str(tmp_path / "zipped")).tolist() == [5, 0, 4]


@pytest.mark.parametrize("dtype", ["int64", "bool", "complex128", "float16"])
def test_a_dtype_outside_the_format_is_refused(tmp_path, dtype):
    with pytest.raises(DTypeError) as caught:
        write_idx(tmp_path / "values", np.zeros(3, dtype))
    assert str(caught.value) == (
        f"IDX files have no such type: got dtype {dtype}. Use astype with uint8, int8, int16, int32, float32, float64."
    )
    assert not (tmp_path / "values").exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "labels is not an IDX file: got no bytes. Use one that starts with 00 00 and a type code."),
        (
            b"\0\0\x08",
            "labels is not an IDX file: got first bytes 00 00 08. Use one that starts with 00 00 and a type code.",
        ),
        (
            b"PK\x03\x04",
            "labels is not an IDX file: got first bytes 50 4b 03 04. Use one that starts with 00 00 and a type code.",
        ),
        (
            bytes([0, 0, 7, 1]) + LABELS[4:],
            "labels is not an IDX file: got first bytes 00 00 07 01. Use one that starts with 00 00 and a type code.",
        ),
        (LABELS[:6], "labels is truncated: got 6 bytes where a header of 1 axes takes 8. Fetch the file again."),
        (
            LABELS[:-1],
            "labels is truncated: got 2 bytes of values where shape (3,) of uint8 takes 3. Fetch the file again.",
        ),
        (
            LABELS + b"\0",
            (
                "labels is longer than its header says: got 4 bytes of values where shape (3,) of uint8 takes 3. "
                "Fetch the file again."
            ),
        ),
        (
            bytes([0, 0, 8, 65]) + bytes([0, 0, 0, 1]) * 65 + b"\5",
            "labels does not fit an array: got 65 axes. Use at most 64.",
        ),
        (
            bytes([0, 0, 8, 3]) + b"\xff" * 8 + bytes(4),
            "labels does not fit an array: got shape (4294967295, 4294967295, 0). Use shorter axes.",
        ),
    ],
)
def test_bytes_that_are_no_idx_file_are_named(content, message):
    with pytest.raises(DataError) as caught:
        decode_idx(content, "labels")
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        (lambda zipped: zipped[:-12], "Compressed file ended before the end-of-stream marker was reached"),
        (lambda zipped: zipped[:-8] + bytes(8), "CRC check failed"),
        (lambda zipped: zipped[:12] + bytes([zipped[12] ^ 255]) + zipped[13:], "Error -3 while decompressing data"),
        (lambda zipped: zipped + b"more", "Not a gzipped file (b'mo')"),
    ],
)
def test_a_damaged_gzip_file_is_named(tmp_path, damage, found):
    damaged = damage(gzip.compress(LABELS * 20))
    path = tmp_path / "labels.gz"
    path.write_bytes(damaged)
    with pytest.raises(DataError) as caught:
        read_idx(path)
    message = str(caught.value)
    assert message.startswith(f"{path} is a damaged gzip file: got {len(damaged)} bytes and '{found}")
    assert message.endswith("'. Fetch the file again.")


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    for path, found in ((tmp_path / "none", "No such file or directory"), (tmp_path, "Is a directory")):
        with pytest.raises(DataError) as caught:
            read_content(path)
        assert str(caught.value) == f"cannot read {path}: got {found}. Check the path."


@given(st.binary(max_size=64) | st.binary(max_size=40).map(lambda rest: b"\0\0" + rest))
def test_any_bytes_give_an_array_or_a_data_error(content):
    try:
        values = decode_idx(content, "bytes")
    except DataError:
        return
    assert values.nbytes == len(content) - 4 - 4 * values.ndim


@given(hnp.arrays(st.sampled_from(DTYPES), hnp.array_shapes(min_dims=0, min_side=0, max_dims=4)))
def test_any_array_survives(tmp_path_factory, values):
    path = os.path.join(tmp_path_factory.getbasetemp(), "any.idx")
    write_idx(path, values)
    read = read_idx(path)
    assert read.dtype == values.dtype
    np.testing.assert_array_equal(read, values)
