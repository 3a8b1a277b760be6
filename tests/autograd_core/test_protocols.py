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
        np.arctan2.reduce(leaf([1.0, 2.0]))
    assert str(caught.value) == (
        "np.arctan2.reduce has no rule here: got a tensor that wants a gradient. Use operations that are, "
        "declare your own with @ag.operation, or call it on .numpy() if no gradient is due."
    )


def test_a_function_of_a_submodule_is_named_in_full():
    with pytest.raises(NotDifferentiableError, match=r"^np\.lib\.scimath\.\w+ has no rule here"):
        np.emath.arccos(leaf([1.0, 2.0]))


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


def test_no_value_means_not_given():
    t = ag.Tensor([[1.0, 2.0]])
    assert np.sum(t, axis=0, keepdims=np._NoValue, where=np._NoValue).tolist() == [1, 2]


def test_the_array_by_name():
    t = ag.Tensor([[1.0, 2.0]])
    assert np.transpose(a=t).shape == (2, 1)
    assert np.broadcast_to(array=t, shape=(3, 2)).shape == (3, 2)
    assert np.copy(a=t).tolist() == [[1, 2]]


def test_operands_by_name():
    t = ag.Tensor([2.0, 1.0])
    assert np.dot(a=t, b=t).item() == 5
    assert np.tensordot(a=t, b=t, axes=1).item() == 5
    assert np.sort(axis=0, a=t).tolist() == [1, 2]
    assert np.linalg.solve(a=np.eye(2), b=t).tolist() == [2, 1]


def test_a_function_of_python_is_refused_with_the_way_out():
    with pytest.raises(NotDifferentiableError) as caught:
        np.frompyfunc(lambda x: x * x, 1, 1)(leaf([1.0]))
    assert str(caught.value).endswith(
        " has no rule here, for its function would be given plain numbers: got a tensor that wants a gradient. "
        "Use ag.vectorize, or NumPy functions of whole arrays."
    )


def test_what_writes_numbers_out_takes_the_values(tmp_path):
    t = leaf([1.0, 2.0]) * 2.0
    assert np.array_str(t) == "[2. 4.]"
    np.save(tmp_path / "t.npy", t)
    np.savetxt(tmp_path / "t.txt", t)
    assert np.load(tmp_path / "t.npy").tolist() == np.loadtxt(tmp_path / "t.txt").tolist() == [2, 4]


def test_results_that_are_no_numbers_stay_what_they_are():
    assert np.einsum_path("i,i", leaf([1.0]), leaf([1.0]))[0] == ["einsum_path", (0, 1)]
    assert isinstance(np.frompyfunc(str, 1, 1)(ag.Tensor([1.0])), np.ndarray)
