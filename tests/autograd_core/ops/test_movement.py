"""Shapes, orders of axes, types: views that can be written through, and what is refused. The laws test the rest."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import DTypeError, ShapeError, WriteError

X = np.arange(24.0).reshape(2, 3, 4)

VIEWS = {
    "reshape": lambda x: np.reshape(x, (4, 6)),
    "ravel": np.ravel,
    "transpose": np.transpose,
    "transpose with axes": lambda x: np.transpose(x, (2, 0, 1)),
    "permute_dims": lambda x: np.permute_dims(x, (1, 0, 2)),
    "swapaxes": lambda x: np.swapaxes(x, 0, -1),
    "moveaxis": lambda x: np.moveaxis(x, (0, 1), (-1, 0)),
    "rollaxis": lambda x: np.rollaxis(x, 2),
    "matrix_transpose": np.matrix_transpose,
    "expand_dims": lambda x: np.expand_dims(x, (0, -1)),
    "squeeze": lambda x: np.squeeze(np.expand_dims(x, 1), 1),
    "atleast_1d": np.atleast_1d,
    "atleast_2d": np.atleast_2d,
    "atleast_3d": np.atleast_3d,
    "flip": np.flip,
    "flip of axes": lambda x: np.flip(x, (0, 2)),
    "flipud": np.flipud,
    "fliplr": np.fliplr,
    "rot90": np.rot90,
    "rot90 twice": lambda x: np.rot90(x, 2, (1, 2)),
    "rot90 thrice": lambda x: np.rot90(x, 3),
    "rot90 not at all": lambda x: np.rot90(x, 0),
    "T": lambda x: x.T,
    "mT": lambda x: x.mT,
    "a chain": lambda x: x.transpose(1, 0, 2)[:, 1:].swapaxes(0, 1),
}


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_is_written_through_as_in_numpy(name):
    view = VIEWS[name]
    expected = X.copy()
    view(expected)[...] *= 2.0
    view(expected)[0] = -1.0

    def written(x):
        y = x * 1.0
        view(y)[...] *= 2.0
        view(y)[0] = -1.0
        return y

    np.testing.assert_array_equal(written(ag.Tensor(X)).numpy(), expected)
    g = ag.grad(lambda x: written(x).sum())(X)
    slopes = np.ones_like(X)
    view(slopes)[...] = 2.0
    view(slopes)[0] = 0.0
    np.testing.assert_array_equal(g, slopes)


def test_a_view_follows_what_is_written_into_its_root():
    t = ag.Tensor(X) * 1.0
    flat, turned = t.reshape(-1), t.T
    t[0, 0, 1] = 100.0
    assert flat[1].item() == turned[1, 0, 0].item() == 100.0


@pytest.mark.parametrize(
    "repeated", [lambda x: np.broadcast_to(x, (2, 2, 3, 4)), lambda x: np.broadcast_arrays(x, X)[0]]
)
def test_what_is_repeated_is_read_only(repeated):
    with pytest.raises(WriteError, match=r"^writing into a read-only tensor"):
        repeated(ag.Tensor(X) * 1.0)[...] = 0.0


def test_a_reshape_that_must_copy_is_no_view():
    t = ag.Tensor(X) * 1.0
    for y in (t.T.reshape(-1), t.reshape(-1, copy=True), t.flatten(), t.copy()):
        y[...] = 0.0
    np.testing.assert_array_equal(t.numpy(), X)


def test_ways_to_name_a_shape():
    t = ag.Tensor(X)
    for shape in ((6, 4), (6, -1), (-1,)):
        assert t.reshape(*shape).shape == t.reshape(shape).shape == X.reshape(shape).shape
    np.testing.assert_array_equal(t.reshape(6, 4, order="F").numpy(), X.reshape(6, 4, order="F"))
    assert t.transpose(2, 0, 1).shape == t.transpose((2, 0, 1)).shape == t.transpose([2, 0, 1]).shape == (4, 2, 3)
    assert t.transpose().shape == t.transpose(None).shape == (4, 3, 2)
    assert ag.Tensor(np.ones(3)).transpose(0).shape == (3,)


@pytest.mark.parametrize("order", ["C", "F", "A", "K"])
def test_orders_of_reading(order):
    for x in (X, np.asfortranarray(X), X.transpose(1, 0, 2), X[::-1]):
        if order == "K" and x.strides[0] < 0:
            continue  # NumPy reads that from its own start
        t = ag.Tensor.__new__(ag.Tensor)
        t.array, t.node = x, None
        np.testing.assert_array_equal(np.ravel(t, order).numpy(), np.ravel(x, order))
        np.testing.assert_array_equal(t.flatten(order).numpy(), x.flatten(order))


REFUSED = [
    (lambda t: t.reshape(5, 5), ("reshape cannot be applied: got shapes (2, 3, 4), shape=(5, 5), order='C'. "
     "NumPy says: cannot reshape array of size 24 into shape (5,5).")),
    (lambda t: t.T.reshape(-1, copy=False), ("reshape needs a copy here: got copy=False and strides (8, 32, 96). "
     "Leave copy out.")),
    (lambda t: t.transpose(0, 0, 1), ("transpose cannot be applied: got shapes (2, 3, 4), axes=(0, 0, 1). "
     "NumPy says: repeated axis in transpose.")),
    (lambda t: np.broadcast_to(t, (3, 3)), ("broadcast_to cannot be applied: got shapes (2, 3, 4), shape=(3, 3), "
     "subok=False. NumPy says: input operand has more dimensions than allowed by the axis remapping.")),
    (lambda t: np.moveaxis(t, (0, 1), 0), ("moveaxis needs a destination for each source: got source=(0, 1) and "
     "destination=0. Name as many axes in both.")),
    (lambda t: np.swapaxes(t, 0, 3), "no such axis: got axis 3 for an array with 3 axes. Use an axis from -3 to 2."),
    (lambda t: np.squeeze(t, 1), ("only axes of length 1 can be squeezed out: got axis=1 of shape (2, 3, 4). "
     "Select with [...], or reduce.")),
    (lambda t: np.expand_dims(t, 5), "no such axis: got axis 5 for an array with 4 axes. Use an axis from -4 to 3."),
    (lambda t: np.flip(t, 3), "no such axis: got axis 3 for an array with 3 axes. Use an axis from -3 to 2."),
    (lambda t: t[0, 0].mT, "matrix_transpose needs matrices: got shape (4,). Add an axis, as by x[:, None]."),
    (lambda t: np.broadcast_arrays(t, np.ones(3)), ("the arrays have no common shape: got shapes (2, 3, 4) and (3,). "
     "Make each pair of lengths equal, or one of them 1.")),
]  # fmt: skip


@pytest.mark.parametrize(("call", "message"), REFUSED)
def test_what_does_not_fit_is_a_shape_error(call, message):
    with pytest.raises(ShapeError) as error:
        call(ag.Tensor(X))
    assert str(error.value) == message


@pytest.mark.parametrize("shape", [(), (2,), (2, 3), (2, 3, 4)])
def test_at_least_so_many_axes(shape):
    x = np.ones(shape)
    for function in (np.atleast_1d, np.atleast_2d, np.atleast_3d):
        assert function(ag.Tensor(x)).shape == function(x).shape
        assert [y.shape for y in function(ag.Tensor(x), 1.0)] == [y.shape for y in function(x, 1.0)]


# ---------------------------------------------------------------------------------------------------------------- types


def test_a_type_is_changed_and_the_gradient_changed_back():
    x = np.array([1.5, -2.5], "float32")
    y = ag.Tensor(x, requires_grad=True).astype("float64")
    assert y.dtype == np.float64
    g = ag.grad(lambda x: (x.astype("float64") * np.array([1.0, 2.0])).sum())(x)
    assert g.dtype == np.float32
    np.testing.assert_array_equal(g, [1, 2])
    assert ag.grad(ag.grad(lambda x: (x.astype("float32") * x * x).sum()))(1.5) == 9.0


def test_no_gradient_flows_into_integers():
    t = ag.Tensor([1.5, -2.5], requires_grad=True)
    for dtype in (int, bool):
        y = t.astype(dtype)
        assert not y.requires_grad
        np.testing.assert_array_equal(y.numpy(), t.numpy().astype(dtype))
    assert not ag.Tensor([1, 2]).astype(float).requires_grad


def test_a_type_that_is_there_already_is_copied_or_not_as_asked():
    t = ag.Tensor([1.0, 2.0])
    assert t.astype(float, copy=False) is t
    y = t.astype(float)
    y[0] = 5.0
    assert t[0].item() == 1.0
    assert isinstance(ag.astype(np.ones(2), float, copy=False), ag.Tensor)


def test_a_copy_keeps_the_order_in_memory_or_takes_another():
    t = ag.Tensor(X)
    assert np.copy(t, order="F").numpy().flags.f_contiguous
    assert t.copy().numpy().flags.c_contiguous


@pytest.mark.parametrize("dtype", [object, str, "datetime64[s]"])
def test_a_type_of_no_numbers_is_refused(dtype):
    with pytest.raises(DTypeError) as caught:
        ag.Tensor([1.0]).astype(dtype)
    given = f"dtype {np.dtype(dtype)}"
    assert str(caught.value) == f"a Tensor holds numbers: got {given}. Convert what .numpy() returns."
