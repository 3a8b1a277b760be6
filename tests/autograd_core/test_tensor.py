import copy
import math
import pickle
from math import sin

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import DetachError, DTypeError, GradientError, ShapeError, WriteError


def leaf(values):
    return ag.Tensor(np.asarray(values, float), requires_grad=True)


class TestCreation:
    def test_values_are_copied(self):
        given = np.ones(2)
        t = ag.Tensor(given)
        given[0] = 5
        assert t.tolist() == [1, 1]

    def test_dtypes(self):
        assert ag.Tensor([1, 2]).dtype == np.int64
        assert ag.Tensor([True]).dtype == bool
        assert ag.Tensor(np.float32(1)).dtype == np.float32
        assert ag.Tensor([1, 2], dtype="float32").dtype == np.float32

    def test_a_gradient_of_integers(self):
        with pytest.raises(DTypeError) as caught:
            ag.Tensor([1, 2], requires_grad=True)
        assert str(caught.value) == (
            "only floating-point numbers have a gradient: got dtype int64. "
            "Write the numbers with a decimal point, or pass dtype=float."
        )

    def test_complex_numbers(self):
        z = ag.Tensor([3.0 + 4.0j], requires_grad=True)
        abs(z).sum().backward()
        assert z.grad.tolist() == [0.6 + 0.8j]

    def test_no_numbers(self):
        with pytest.raises(DTypeError) as caught:
            ag.Tensor(["a"])
        assert str(caught.value) == "a Tensor holds numbers: got dtype <U1. Pass numbers or an array of numbers."

    def test_of_a_recorded_tensor(self):
        with pytest.raises(DetachError) as caught:
            ag.Tensor(leaf([1.0]) * 2)
        assert str(caught.value) == (
            "a new Tensor would lose the gradient: got a recorded tensor of shape (1,). Use it as it is, t.copy() for "
            "a recorded copy, or stop_gradient(t) where the gradient may end."
        )


class TestLeaving:
    def test_asarray(self):
        with pytest.raises(DetachError) as caught:
            np.asarray(leaf([1.0, 2.0]))
        assert str(caught.value) == (
            "np.asarray would lose the gradient, for it makes a plain array: got a recorded tensor of shape (2,). "
            "Use the tensor as it is, ag.array to join tensors, or say .numpy() where the gradient may end."
        )

    def test_writing_into_an_ndarray(self):
        out = np.zeros(2)
        with pytest.raises(ValueError, match="setting an array element") as caught:  # NumPy's words, ours as the cause
            out[0] = leaf(1.0)
        assert isinstance(caught.value.__cause__, DetachError)
        assert str(caught.value.__cause__) == (
            "an element of a plain array would lose the gradient: got a recorded tensor. "
            "Write into a Tensor, as ag.zeros(shape) makes, join tensors with ag.array, or write float(t)."
        )
        with pytest.raises(DetachError, match="Make that array a Tensor first"):
            out[:] = leaf([1.0, 2.0])
        assert out.tolist() == [0, 0]

    def test_a_list_of_tensors(self):
        with pytest.raises(DetachError, match=r"ag\.array to join tensors"):
            np.array([leaf(1.0), leaf(2.0)])

    def test_out_of_a_ufunc(self):
        with pytest.raises(DetachError, match=r"got an array of shape \(\) as out=, or in place as by \+=\. Make"):
            np.add(leaf(1.0), 1.0, out=np.zeros(()))

    def test_constants_may_leave(self):
        assert np.asarray(ag.Tensor([1.0, 2.0])).tolist() == [1, 2]
        with ag.no_grad():
            assert np.asarray(leaf([1.0])).tolist() == [1]

    @pytest.mark.parametrize("call", [lambda t: [math.sin(t)], lambda t: [sin(t)], lambda t: 2 * math.exp(t) + 1])
    def test_math(self, call):
        with pytest.raises(DetachError, match=r"the math module would lose the gradient: got math\.\w+ of a recorded"):
            call(leaf(1.0))

    def test_math_says_what_to_use(self):
        with pytest.raises(DetachError) as caught:
            math.sqrt(leaf(1.0))
        assert str(caught.value) == (
            "the math module would lose the gradient: got math.sqrt of a recorded tensor. "
            "Use np.sqrt, or float(t) first."
        )

    def test_what_works(self):
        t = leaf([2.0])
        assert float(t) == t.item() == 2.0
        assert int(t) == 2
        assert complex(t) == 2
        assert bool(t > 1)
        assert math.sin(float(t)) == math.sin(2.0)
        assert f"{ag.Tensor(0.12345):.2f}" == "0.12"
        assert math.sin(ag.Tensor(2.0)) == math.sin(2.0)

    def test_truth_of_many(self):
        with pytest.raises(ShapeError) as caught:
            bool(leaf([1.0, 2.0]) > 1)
        assert str(caught.value) == (
            "bool() needs a single element: got shape (2,). Reduce it, or compare with .all() or .any()."
        )
        with pytest.raises(ShapeError, match=r"float\(\) needs a single element: got shape \(2,\)\. Use \.numpy\(\)"):
            float(leaf([1.0, 2.0]))

    def test_index(self):
        assert [10, 20][ag.Tensor(1)] == 20
        with pytest.raises(DTypeError) as caught:
            [10, 20][ag.Tensor(1.0)]
        assert str(caught.value) == (
            "only an integer scalar can be an index: got dtype float64, shape (). "
            "Convert it with int() or .astype(int)."
        )


class TestGrad:
    def test_none_before_backward(self):
        assert leaf(1.0).grad is None
        assert ag.Tensor(1.0).grad is None

    def test_of_an_intermediate_result(self):
        y = leaf([1.0]) * 2
        with pytest.raises(GradientError) as caught:
            _ = y.grad
        assert str(caught.value) == (
            "the gradient of an intermediate result is not kept: got a result of multiply of shape (1,). "
            "Call .retain_grad() on it before backward(), or use ag.grad."
        )

    def test_retain_grad(self):
        x = leaf(3.0)
        y = (x * 2.0).retain_grad()
        (y * y).backward()
        assert y.grad.item() == 12
        assert x.grad.item() == 24

    def test_setting(self):
        x = leaf(3.0)
        (x * x).backward()
        x.grad = None
        (x * x).backward()
        assert x.grad.item() == 6
        with pytest.raises(GradientError) as caught:
            ag.Tensor(1.0).grad = 1.0
        assert str(caught.value) == (
            "only inputs have a gradient to set: got a constant. Create it with requires_grad=True."
        )


class TestText:
    def test_repr(self):
        assert repr(ag.Tensor([1.0, 2.0])) == "Tensor([1., 2.])"
        assert repr(leaf([1.0])) == "Tensor([1.], requires_grad=True)"
        assert repr(leaf([1.0]) * 2) == "Tensor([2.], op=multiply)"
        assert repr(ag.Variable([1.0], name="w")) == "Variable([1.], name='w')"
        assert repr(ag.Tensor([[1.0], [2.0]])) == "Tensor([[1.],\n        [2.]])"


class TestVariable:
    def test_assign(self):
        w = ag.Variable(np.ones(2, np.float32), name="w")
        assert w.assign(np.array([3.0, 4.0])) is w
        assert w.tolist() == [3, 4]
        assert w.dtype == np.float32
        with pytest.raises(ShapeError) as caught:
            w.assign(np.ones(3))
        assert str(caught.value) == (
            "assign cannot change a shape: got shape (3,) for w of shape (2,). Pass values of the Variable's shape."
        )

    def test_assigning_does_not_change_what_was_recorded(self):
        w = ag.Variable(2.0)
        loss = w * w
        w.assign(10.0)
        loss.backward()
        assert w.grad.item() == 4

    def test_assigned_values_are_apart(self):
        values = np.ones(2)
        w = ag.Variable(np.zeros(2)).assign(values)
        values[0] = 5
        assert w.tolist() == [1, 1]

    def test_not_trainable(self):
        assert not ag.Variable(1.0, trainable=False).requires_grad
        assert ag.Variable(1, trainable=False).dtype == np.int64
        with pytest.raises(DTypeError):
            ag.Variable(1)

    @pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda v: pickle.loads(pickle.dumps(v))])
    def test_copies_are_separate(self, duplicate):
        w = ag.Variable([1.0, 2.0], name="w")
        other = duplicate(w)
        other.assign([5.0, 6.0])
        assert (w.tolist(), other.tolist(), other.name) == ([1, 2], [5, 6], "w")
        (other * 2).sum().backward()
        assert w.grad is None

    def test_variables_can_be_told_apart_in_sets(self):
        a, b = ag.Variable(1.0), ag.Variable(1.0)
        assert len({a, b, a}) == 2


class TestCopies:
    @pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda t: pickle.loads(pickle.dumps(t))])
    def test_of_an_input_are_inputs_of_their_own(self, duplicate):
        x = ag.Tensor([1.0, 2.0], requires_grad=True)
        y = duplicate(x)
        (x * y + x * 2.0).sum().backward()
        assert (x.grad.tolist(), y.grad.tolist()) == ([3, 4], [1, 2])

    def test_of_a_view_are_whole(self):
        assert pickle.loads(pickle.dumps(ag.Tensor([1.0, 2.0])[1:])).tolist() == [2.0]

    @pytest.mark.parametrize("duplicate", [copy.deepcopy, pickle.dumps])
    def test_of_a_result_are_refused(self, duplicate):
        with pytest.raises(DetachError) as caught:
            duplicate(ag.Tensor([1.0, 2.0], requires_grad=True) * 2.0)
        assert str(caught.value) == (
            "deepcopy and pickle would lose the gradient: got a result of multiply of shape (2,). "
            "Use t.copy() for a recorded copy, or stop_gradient(t) where the gradient may end."
        )

    def test_that_are_shallow_are_recorded(self):
        assert ag.grad(lambda x: copy.copy(x) * x)(3.0) == 6.0
        assert isinstance(copy.copy(ag.Variable(1.0)), ag.Variable)


@pytest.mark.parametrize("tensor", [ag.Tensor([1.0, 2.0]), ag.Tensor([1.0, 2.0])[:]])
def test_the_array_of_a_constant_is_read_only(tensor):
    """Else a record that keeps the values would change."""
    assert not np.asarray(tensor).flags.writeable
    assert np.array(tensor).flags.writeable
    assert np.asarray(tensor, np.float32).flags.writeable


@pytest.mark.parametrize("exponent", [2, 2.0, True, np.float64(2), np.int8(2)])
@pytest.mark.parametrize("dtype", ["int64", "float32"])
def test_the_dtype_of_a_square_is_numpys(exponent, dtype):
    assert (ag.Tensor([1, 2], dtype) ** exponent).dtype == (np.array([1, 2], dtype) ** exponent).dtype


def test_divmod_of_a_number():
    assert [t.tolist() for t in divmod(7.0, ag.Tensor([1.0, 2.0]))] == [[7, 3], [0, 1]]


def test_what_was_read_from_a_variable_stays():
    w = ag.Variable([1.0, 2.0])
    before = w[1:]
    w.assign([5.0, 6.0])
    assert before.tolist() == [2.0]


def test_a_gradient_of_another_shape_cannot_be_set():
    x = ag.Tensor([1.0, 2.0], requires_grad=True)
    with pytest.raises(ShapeError) as caught:
        x.grad = np.ones(3)
    assert str(caught.value) == (
        "a gradient does not fit its tensor: got shape (3,) for a tensor of shape (2,). Set one of the tensor's shape."
    )


def test_rounding_is_that_of_a_numpy_scalar():
    t = ag.Tensor(2.567)
    assert round(t, 1) == np.round(2.567, 1)
    assert round(t) == 3
    assert isinstance(round(t), int)


def test_the_ratio_of_integers_is_that_of_a_float():
    assert ag.Tensor(0.75).as_integer_ratio() == (3, 4)


def test_the_shape_cannot_be_set():
    t = ag.Tensor([1.0, 2.0])
    with pytest.raises(WriteError) as caught:
        t.shape = (2, 1)
    assert str(caught.value) == (
        "the shape of a tensor cannot be set: got (2, 1) for a tensor of shape (2,). Write t = t.reshape(shape)."
    )
