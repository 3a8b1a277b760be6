"""Values as JSON can hold them."""

import json
import math
from collections import namedtuple

import numpy as np
import pytest

from autograd_core.errors import DataError, GraphEncodingError
from autograd_core.graph.comparing import same
from autograd_core.graph.plain import decoded, dtype_named, encoded, name_of_dtype
from autograd_core.graph.structure import Leaf
from autograd_core.ops.indexing import HOLE

VALUES = [
    None,
    True,
    3,
    10**30,
    "text",
    0.1,
    -0.0,
    math.inf,
    -math.inf,
    math.nan,
    1 + 2j,
    complex(math.nan, -math.inf),
    (),
    (1, (2,), [3, (4,)]),
    [],
    {"a": (1, 2), 3: [None], ("x", 1): {}},
    slice(None),
    slice(1, None, -2),
    (Ellipsis, None, HOLE, slice(2)),
    Leaf(4),
    ({"w": Leaf(0)}, [Leaf(1)]),
    np.float32(0.1),
    np.float64(math.nan),
    np.complex64(1 - 2j),
    np.bool_(True),
    np.int8(-3),
    np.uint64(2**64 - 1),
    np.dtype("float32"),
    np.dtype(">i2"),
    np.float32,
    np.int64,
    np.bool_,
    float,
    int,
    bool,
    complex,
    np.linalg.eigh(np.eye(2)),
    type(np.linalg.slogdet(np.eye(2)))(Leaf(0), Leaf(1)),
    np.zeros((0, 3)),
    np.array(2.5),
    np.array([[1, 2], [3, 4]], ">f4"),
    np.array([True, False]),
    np.arange(6).reshape(2, 3).T,
    np.array([math.nan, -0.0, math.inf], "float16"),
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_what_is_written_is_read(value):
    read = decoded(json.loads(json.dumps(encoded(value), allow_nan=False)))
    assert type(read) is type(value)
    assert same(read, value)


def test_an_array_that_is_read_cannot_be_written_to():
    assert not decoded(encoded(np.zeros(3))).flags.writeable


Point = namedtuple("Point", "x y")  # noqa: PYI024  a container without types


class Custom:
    pass


@pytest.mark.parametrize(
    ("value", "given"),
    [
        (math.sin, "builtin_function_or_method sin"),
        (lambda x: x, "function <lambda>"),
        (np.sin, "ufunc sin"),
        (Custom(), "Custom"),
        (Custom, "type Custom"),
        (b"bytes", "bytes"),
        ({1, 2}, "set"),
        (Point(1, 2), "Point"),
        ((1, [{"deep": Custom()}]), "Custom"),
    ],
)
def test_what_is_no_plain_data_is_refused(value, given):
    with pytest.raises(GraphEncodingError) as error:
        encoded(value)
    assert str(error.value) == (
        f"a graph in a file holds numbers and containers only: got {given}. "
        "Keep functions and objects out of arguments, results and parameters."
    )


@pytest.mark.parametrize("dtype", [object, "U3", "M8[s]", [("a", int)]])
def test_what_is_no_number_is_refused(dtype):
    with pytest.raises(GraphEncodingError, match="a graph in a file holds numbers only: got dtype"):
        encoded(np.zeros(2, dtype))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "a value of unknown form: got a dict of . Write it with to_dict."),
        ({"pickle": "x"}, "a value of unknown form: got a dict of 'pickle'. Write it with to_dict."),
        ({"leaf": 1, "list": []}, "a value of unknown form: got a dict of 'leaf', 'list'. Write it with to_dict."),
        ({"dtype": "object"}, "an unknown dtype: got 'object'. Use a dtype of numbers that this machine has."),
        ({"dtype": "float33"}, "an unknown dtype: got 'float33'. Use a dtype of numbers that this machine has."),
        ({"dtype": 4}, "an unknown dtype: got 4. Use a dtype of numbers that this machine has."),
        (
            {"array": ["float32", [2], "AAAA"]},
            "an array that is damaged: got 3 bytes for float32[2]. Write the graph again.",
        ),
        (
            {"array": ["float32", [-1], "AAAA"]},
            "an array that is damaged: got 3 bytes for float32[-1]. Write the graph again.",
        ),
        ({"scalar": ["float32", "?"]}, "an array that is damaged: got 0 bytes for float32[]. Write the graph again."),
    ],
)
def test_damaged_data_is_an_error(data, message):
    with pytest.raises(DataError) as error:
        decoded(data)
    assert str(error.value) == message


def test_a_byte_that_is_no_truth_value_is_made_one():
    assert decoded({"array": ["bool", [2], "AgA="]}).view(np.uint8).tolist() == [1, 0]


@pytest.mark.parametrize("name", ["bool", "int8", "uint64", "float16", "float32", "complex128", ">f8"])
def test_names_of_dtypes(name):
    assert name_of_dtype(dtype_named(name)) == name
