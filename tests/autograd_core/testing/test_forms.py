import numpy as np
import pytest

from autograd_core.testing.forms import Form, is_checked, real_pairs

MIXED = [np.arange(6.0).reshape(2, 3), np.array(1 + 2j), np.zeros((0, 4)), np.array([1.5], "float32")]


def test_packing_and_unpacking_are_inverse():
    form = Form.of(MIXED)
    arrays = form.unpacked(form.packed(MIXED))
    for got, expected in zip(arrays, MIXED, strict=True):
        assert got.dtype == expected.dtype
        assert np.array_equal(got, expected)


def test_a_complex_number_is_two_coordinates():
    assert Form.of(MIXED).sizes == [6, 2, 0, 1]
    assert real_pairs(np.array([1 + 2j])).tolist() == [1.0, 2.0]


def test_any_layout_is_packed_in_order():
    x = np.arange(6.0).reshape(2, 3)
    assert real_pairs(np.asfortranarray(x)).tolist() == [0, 1, 2, 3, 4, 5]
    assert real_pairs((x + 1j * x).T[::-1]).tolist() == [2, 2, 5, 5, 1, 1, 4, 4, 0, 0, 3, 3]


def test_what_is_unpacked_is_new():
    x = np.arange(3.0)
    [array] = Form.of([x]).unpacked(x)
    array[0] = 7
    assert x[0] == 0


@pytest.mark.parametrize(
    ("coordinate", "place"),
    [(4, (0, (1, 1), "")), (6, (1, (), "real part")), (7, (1, (), "imaginary part")), (8, (3, (0,), ""))],
)
def test_a_coordinate_knows_its_entry(coordinate, place):
    assert Form.of(MIXED).place(coordinate) == place


def test_a_form_in_double_precision():
    doubled = Form.of([np.zeros(2, "float32"), np.zeros(2, "complex64"), np.zeros(1, "float16")]).doubled()
    assert [str(dtype) for dtype in doubled.dtypes] == ["float64", "complex128", "float64"]


def test_only_real_and_complex_numbers_are_checked():
    kinds = [np.zeros(1, kind) for kind in ("float32", "complex64", "int64", "bool", "object")]
    assert [is_checked(x) for x in kinds] == [True, True, False, False, False]
