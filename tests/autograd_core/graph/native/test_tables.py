"""Functions of arrays: each array is found, in order or not, once or in turns, and kept alive by nobody."""

import gc
import weakref

import numpy as np
import pytest

from autograd_core.errors import ShapeError
from autograd_core.graph import native
from autograd_core.graph.structure import Spec
from tests.autograd_core.graph.native.schedules import lowered

pytest.importorskip("llvmlite", reason="native kernels need llvmlite")
from autograd_core.graph.native import tables
from autograd_core.graph.native.tables import Operand, Piece, address_of, function_of, room


@pytest.fixture(autouse=True)
def no_disk(monkeypatch):
    """Keep the machine code of tests in memory."""
    monkeypatch.setenv("AUTOGRAD_CORE_CACHE", "")


def built(function, *arrays):
    """Return the only kernel of a function."""
    graph = lowered(function, *arrays)
    groups, _ = native.schedule(graph)
    (kernel,) = native.build_all(graph, groups).values()
    return kernel


def test_arrays_in_any_order_are_taken():
    kernel = built(lambda x: x * 2.0 + 1.0, np.zeros((4, 6)))
    x, y = np.arange(96.0).reshape(8, 12), np.zeros((6, 4))
    out = np.zeros((4, 6))
    for given_x in (x[::2, ::2], np.asfortranarray(x[:4, :6]), x[::-2, ::-2], x[:4, :6].astype("f")):
        kernel(out, given_x)
        np.testing.assert_array_equal(out, given_x * 2.0 + 1.0)
    kernel(y.T, x[:4, :6])
    np.testing.assert_array_equal(y.T, x[:4, :6] * 2.0 + 1.0)


def test_what_stands_in_an_irregular_array_is_read_at_every_call():
    kernel = built(lambda x: x * 2.0 + 1.0, np.zeros(3))
    x, out = np.arange(6.0)[::2], np.zeros(3)
    kernel(out, x)
    x[:] = 10
    kernel(out, x)
    np.testing.assert_array_equal(out, [21.0, 21, 21])


def test_unaligned_arrays_are_taken():
    kernel = built(lambda x: x * 2.0 + 1.0, np.zeros(5))
    x = np.frombuffer(b"?" + np.arange(5.0).tobytes(), np.uint8)[1:].view(float)
    out = np.zeros(5)
    kernel(out, x)
    np.testing.assert_array_equal(out, np.arange(5.0) * 2 + 1)


def test_numbers_are_taken_for_arrays_without_axes():
    kernel = built(lambda x, rate: x * rate + 1.0, np.zeros(3), np.float64(0))
    out = np.zeros(3)
    for rate in (np.float64(2.0), 3.0, np.array(4.0), 5):
        kernel(out, np.ones(3), rate)
        np.testing.assert_array_equal(out, rate + np.ones(3))


def test_another_shape_is_an_error():
    kernel = built(lambda x: x * 2.0 + 1.0, np.zeros(3))
    with pytest.raises(ShapeError) as caught:
        kernel(np.zeros(3), np.zeros(4))
    remedy = "Call a kernel with arrays of the shapes that it was built for."
    assert str(caught.value) == f"a kernel is for one shape: got (4,) instead of (3,). {remedy}"


def test_a_kernel_of_many_arrays():
    arrays = [np.full(3, float(k)) for k in range(40)]
    kernel = built(lambda *xs: sum(xs[1:], xs[0]), *arrays)
    out = np.zeros(3)
    kernel(out, *arrays)
    np.testing.assert_array_equal(out, np.full(3, 780.0))


# -------------------------------------------------------------------------------------------------------------- tables


class Table(list):
    """A table that counts how often it is written."""

    writes = 0

    def __setitem__(self, place, address):
        self.writes += 1
        super().__setitem__(place, address)


def counted(shape=(3,), dtype="d", outputs=0, arrays=1, start=lambda: 0):
    """Return a function of arrays and the table of their addresses."""
    table = Table([0] * arrays)
    operands = [Operand(Spec(shape, np.dtype(dtype)), None, ((table, k),)) for k in range(arrays)]
    return function_of(operands, outputs, start, None), table


def test_an_array_is_looked_at_once():
    function, table = counted()
    x = np.ones(3)
    for _ in range(5):
        function(x)
    assert (table[0], table.writes) == (x.ctypes.data, 1)


def test_arrays_that_take_turns_are_known_again(monkeypatch):
    function, table = counted()
    found = []
    monkeypatch.setattr(tables, "address_of", lambda array: found.append(id(array)) or address_of(array))
    several = [np.full(3, float(k)) for k in range(tables.MOST)]
    for _ in range(3):
        for x in several:
            function(x)
            assert table[0] == x.ctypes.data
    assert found == [id(x) for x in several]


def test_only_a_few_arrays_are_known():
    function, table = counted()
    several = [np.full(3, float(k)) for k in range(5 * tables.MOST)]
    for x in several:
        function(x)
    assert len(function.__globals__["bind"].__self__.known) <= tables.MOST
    assert table[0] == several[-1].ctypes.data


def test_no_array_is_kept_alive():
    function, _ = counted()
    x = np.ones(3)
    function(x)
    gone = weakref.ref(x)
    del x
    gc.collect()
    assert gone() is None


def test_a_new_array_in_the_place_of_an_old_one_is_found():
    function, table = counted(shape=(3000,))
    for _ in range(200):
        x = np.ones(3000)  # often with the number of the last one, and elsewhere
        filler = np.ones(3000)
        function(x)
        assert table[0] == x.ctypes.data
        del x, filler


def test_addresses_stand_in_all_places():
    one, two = Table([0, 0]), Table([0, 0, 0])
    operand = Operand(Spec((3,), np.dtype("d")), None, ((one, 1), (two, 0), (two, 2)))
    x = np.ones(3)
    function_of([operand], 0, lambda: 0, None)(x)
    assert (one, two) == ([0, x.ctypes.data], [x.ctypes.data, 0, x.ctypes.data])


def test_strides_that_are_expected_are_no_copy():
    table = Table([0])
    x = np.ones((4, 3)).T
    function_of([Operand(Spec((3, 4), np.dtype("d")), x.strides, ((table, 0),))], 0, lambda: 0, None)(x)
    assert table[0] == x.ctypes.data


def test_an_array_between_two_places_is_copied():
    function, table = counted()
    x = np.zeros(25, np.uint8)[1:].view("d")
    function(x)
    assert table[0] not in {0, x.ctypes.data}


def test_an_array_that_cannot_be_written_is_read():
    function, table = counted(arrays=2, outputs=1)
    x, out = np.ones(3), np.ones(3)
    x.flags.writeable = False
    function(out, x)
    assert table == [out.ctypes.data, x.ctypes.data]
    with pytest.raises(ValueError, match="read-only"):
        function(x, out)


@pytest.mark.parametrize("fails", ["a NaN", "a shape"])
def test_outputs_of_a_call_that_fails_are_never_copied(fails):
    result = [1]
    function, _ = counted(arrays=2, outputs=1, start=lambda: result[0])
    out = np.full(6, 7.0)
    if fails == "a NaN":
        with pytest.raises(FloatingPointError, match="a value in a kernel holds a NaN, whose gradient takes more care"):
            function(out[::2], np.ones(3))
    else:
        with pytest.raises(ShapeError):
            function(out[::2], np.ones(4))
    result[0] = 0
    function(np.ones(3), np.ones(3))
    np.testing.assert_array_equal(out, np.full(6, 7.0))


def test_a_piece_has_a_table_for_each_part():
    piece = Piece.of(99, (4, 6, 4), [[1, 2], [3, 4], []], "kept")
    addresses = {4: 11, 6: 22, 5: 33}
    for value, (table, place) in piece.places():
        table[place] = addresses[value]
    assert [list(table) for table in piece.parts] == [[11, 22, 11, 1, 2], [11, 22, 11, 3, 4], [11, 22, 11]]
    assert (piece.address, piece.values, piece.keep) == (99, (4, 6, 4), "kept")


@pytest.mark.parametrize("array", [np.ones(3), np.ones((4, 3))[1:, 1:], np.ones(6)[::-1], np.broadcast_to(1.0, (3,))])
def test_where_an_array_stands(array):
    assert address_of(array) == array.ctypes.data


@pytest.mark.parametrize("shape", [(), (3,), (5, 7), (0, 3), (1, 100)])
@pytest.mark.parametrize("dtype", ["f", "d", "?", "int16"])
def test_room_begins_at_a_line_of_memory(shape, dtype):
    for _ in range(5):
        array = room(Spec(shape, np.dtype(dtype)))
        assert (array.shape, array.dtype) == (shape, dtype)
        assert array.flags.carray
        assert array.ctypes.data % 64 == 0 or not array.size
