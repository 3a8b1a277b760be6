"""New arrays are Tensors without a gradient, unless one goes into them."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import ConfigurationError, DetachError, DTypeError, ShapeError

CALLS = {
    "zeros": lambda xp: xp.zeros((2, 3), "float32"),
    "ones": lambda xp: xp.ones(2, dtype=int),
    "empty": lambda xp: xp.empty((0, 2)),
    "eye": lambda xp: xp.eye(2, 3, k=1),
    "eye, typed": lambda xp: xp.eye(2, dtype="int8"),
    "full": lambda xp: xp.full((2, 2), 7),
    "full, typed": lambda xp: xp.full(2, 7, "float32"),
    "full, of an array": lambda xp: xp.full((2, 2), np.array([1.0, 2.0])),
    "arange": lambda xp: xp.arange(3),
    "arange, between": lambda xp: xp.arange(1, 2, 0.25),
    "arange, typed": lambda xp: xp.arange(5, 0, -2, dtype="float32"),
    "asarray": lambda xp: xp.asarray([[1, 2], [3, 4]]),
    "asarray, typed": lambda xp: xp.asarray([1, 2], dtype="complex64"),
    "asarray, of numbers": lambda xp: xp.asarray(True),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_new_array_is_that_of_numpy(name):
    made, expected = CALLS[name](ag), CALLS[name](np)
    assert type(made) is ag.Tensor
    assert made.dtype == expected.dtype
    np.testing.assert_array_equal(made.numpy(), expected)
    assert not made.requires_grad


def test_order():
    for make in (ag.zeros, ag.ones, ag.empty):
        assert make((2, 3), order="F").array.flags.f_contiguous
    assert ag.eye(3, order="F").array.flags.f_contiguous
    assert ag.full((2, 3), 1.0, order="F").array.flags.f_contiguous
    assert ag.asarray([[1, 2], [3, 4]], order="F").array.flags.f_contiguous


def test_a_gradient_flows_into_full():
    assert ag.grad(lambda x: ag.full((2, 3), x).sum())(2.0) == 6.0
    np.testing.assert_array_equal(ag.grad(lambda x: ag.full((2, 2), x).sum())(np.ones(2)), [2.0, 2.0])
    with pytest.raises(ShapeError, match=r"shape=\(2, 2\)"):
        ag.full((2, 2), [1.0, 2.0, 3.0])


def test_numbers_in_order_are_refused_where_they_would_lose_a_gradient():
    with pytest.raises(DetachError, match="would lose the gradient"):
        ag.grad(lambda x: ag.arange(x).sum())(3.0)
    np.testing.assert_array_equal(ag.arange(ag.Tensor(3)).numpy(), [0, 1, 2])


class TestAsarray:
    def test_a_tensor_stays_itself(self):
        x = ag.Tensor([1.0, 2.0], requires_grad=True) * 2
        assert ag.asarray(x) is x
        assert ag.asarray(x, dtype=float, copy=False) is x
        assert ag.asarray(x, copy=True) is not x

    def test_a_gradient_flows_through_copies_and_types(self):
        assert ag.grad(lambda x: ag.asarray(x, copy=True).sum())(np.ones(2)).tolist() == [1.0, 1.0]
        assert ag.grad(lambda x: ag.asarray(x, dtype="float32").sum())(np.ones(2)).tolist() == [1.0, 1.0]

    def test_a_gradient_flows_through_nested_lists(self):
        f = lambda x: (ag.asarray([[x[0], 1.0], [2, x[1] * 3]], dtype="float32") * 2).sum()  # noqa: E731  # a formula
        assert ag.grad(f)(np.ones(2)).tolist() == [2.0, 6.0]
        assert ag.asarray([ag.Tensor(1.0, requires_grad=True)], dtype="float32").dtype == np.float32

    def test_other_arrays_are_copied_unless_told_otherwise(self):
        x = np.ones(2)
        assert not np.shares_memory(ag.asarray(x).array, x)
        assert ag.asarray(x, copy=False).array is x

    def test_what_cannot_be(self):
        with pytest.raises(ValueError, match="copy"):
            ag.asarray([1.0], copy=False)
        with pytest.raises(ValueError, match="copy"):
            ag.asarray(ag.ones(2), dtype="float32", copy=False)
        with pytest.raises(DTypeError, match="a Tensor holds numbers: got dtype <U1"):
            ag.asarray(["a"])
        with pytest.raises(DTypeError, match="masked array"):
            ag.asarray(np.ma.array([1.0], mask=[True]))
        with pytest.raises(ConfigurationError, match="no such device: got device='gpu'"):
            ag.asarray([1.0], device="gpu")


@pytest.mark.skipif(np.lib.NumpyVersion(np.__version__) < "2.1.0", reason="NumPy 2.0 knows no device and no copy")
class TestFromDLPack:
    def test_memory_is_copied_unless_told_otherwise(self):
        x = np.ones(2)
        assert not np.shares_memory(ag.from_dlpack(x).array, x)
        assert np.shares_memory(ag.from_dlpack(x, copy=False).array, x)
        assert type(ag.from_dlpack(x)) is ag.Tensor

    def test_the_device(self):
        assert ag.from_dlpack(np.ones(2), device="cpu").device == "cpu"
        with pytest.raises(ValueError, match="gpu"):
            ag.from_dlpack(np.ones(2), device="gpu")
