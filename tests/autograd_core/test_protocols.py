import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import NotDifferentiableError, ShapeError


def leaf(values):
    return ag.Tensor(np.asarray(values, float), requires_grad=True)


def test_numpy_and_ours_are_the_same_call():
    x = leaf([0.1, 0.2])
    assert np.tanh(x).node.plan is ag.tanh(x).node.plan


def test_arrays_meet_tensors_on_either_side():
    x = leaf([1.0, 2.0])
    a = np.array([3.0, 4.0])
    for y in (a * x, x * a, np.float64(2) * x, x @ a, a @ x):
        assert isinstance(y, ag.Tensor)
        assert y.requires_grad


def test_a_function_without_rule_works_on_constants():
    assert np.spacing(ag.Tensor(1.0)).item() == np.spacing(1.0)


def test_a_function_without_rule_refuses_what_wants_a_gradient():
    with pytest.raises(NotDifferentiableError) as caught:
        np.spacing(leaf(1.0))
    assert str(caught.value) == (
        "np.spacing has no rule here: got a tensor that wants a gradient. Use operations that are, declare your own "
        "with @ag.operation, or call it on .numpy() if no gradient is due."
    )


def test_a_function_of_a_submodule_is_named_in_full():
    with pytest.raises(NotDifferentiableError, match=r"^np\.fft\.\w+ has no rule here"):
        np.fft.fft(leaf([1.0, 2.0]))


def test_where_and_out_of_a_ufunc():
    x = leaf([1.0, 4.0])
    y = np.sqrt(x, where=np.array([False, True]), out=ag.Tensor(np.zeros(2)))
    assert y.tolist() == [0, 2]
    y.sum().backward()
    assert x.grad.tolist() == [0, 0.25]


def test_dtype_of_a_ufunc():
    assert np.add(leaf([1.0]), 1.0, dtype=np.float32).dtype == np.float32


def test_shapes_that_do_not_fit():
    with pytest.raises(ShapeError) as caught:
        leaf([1.0, 2.0]) + np.ones(3)
    assert str(caught.value) == (
        "add cannot be applied: got shapes (2,) and (3,). NumPy says: operands could not be broadcast together with "
        "shapes (2,) (3,)."
    )


def test_at_of_another_ufunc():
    with pytest.raises(NotDifferentiableError) as caught:
        np.multiply.at(ag.Tensor([1.0]), 0, 2.0)
    assert str(caught.value) == (
        "this in-place ufunc has no rule here: got multiply.at on Tensor. "
        "Use np.add.at on a Tensor, or an expression with np.where."
    )


def test_no_value_means_not_given():
    t = ag.Tensor([[1.0, 2.0]])
    assert np.sum(t, axis=0, keepdims=np._NoValue, where=np._NoValue).tolist() == [1, 2]


def test_the_array_by_name():
    t = ag.Tensor([[1.0, 2.0]])
    assert np.transpose(a=t).shape == (2, 1)
    assert np.broadcast_to(array=t, shape=(3, 2)).shape == (3, 2)
    assert np.copy(a=t).tolist() == [[1, 2]]


@pytest.mark.parametrize("function", [lambda t: np.histogram([1.0, 2.0], weights=t), lambda t: np.intersect1d(t, t)])
def test_functions_whose_results_move_with_their_arguments_are_no_constants(function):
    with pytest.raises(NotDifferentiableError):
        function(ag.Tensor([1.0, 2.0], requires_grad=True))
