import re

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import BoundsError, DTypeError, ShapeError, WriteError


def gradient_of(f, x):
    return ag.grad(lambda x: f(x).sum())(np.asarray(x, float)).tolist()


class TestRecorded:
    def test_what_was_recorded_before_keeps_the_old_value(self):
        def f(x):
            y = x * 1.0
            z = y * y
            y[0] = 100.0
            return z + y

        assert gradient_of(f, [1.0, 2.0]) == [2, 5]

    def test_the_value_gets_a_gradient(self):
        def f(x):
            y = ag.Tensor(np.zeros(3))
            y[1:] = x * 3.0
            return y

        assert gradient_of(f, [1.0, 2.0]) == [3, 3]

    def test_a_value_that_is_broadcast(self):
        def f(x):
            y = ag.Tensor(np.zeros((2, 3)))
            y[:] = x
            return y

        assert gradient_of(f, [1.0, 2.0, 3.0]) == [2, 2, 2]

    def test_the_last_of_several_values_counts(self):
        def f(x):
            y = ag.Tensor(np.zeros(2))
            y[[0, 0, 1]] = x
            return y

        assert gradient_of(f, [1.0, 2.0, 3.0]) == [0, 1, 1]

    def test_by_mask(self):
        def f(x):
            y = x * 2.0
            y[np.array([True, False])] = 0.0
            return y

        assert gradient_of(f, [1.0, 2.0]) == [0, 2]

    def test_element_by_element(self):
        def f(x):
            y = ag.Tensor(np.zeros(3))
            for i in range(3):
                y[i] = x[i] * i
            return y

        assert gradient_of(f, [1.0, 1.0, 1.0]) == [0, 1, 2]

    def test_augmented(self):
        def f(x):
            y = x * 1.0
            y += x * x
            y *= 2.0
            y[0] -= x[1]
            return y

        assert gradient_of(f, [1.0, 2.0]) == [2 * (1 + 2), 2 * (1 + 4) - 1]

    def test_add_at(self):
        def f(x):
            y = ag.Tensor(np.zeros(2))
            np.add.at(y, [0, 0, 1], x)
            return y * np.array([1.0, 10.0])

        assert gradient_of(f, [1.0, 2.0, 3.0]) == [1, 1, 10]

    def test_out(self):
        def f(x):
            y = ag.Tensor(np.zeros(2))
            np.multiply(x, 3.0, out=y)
            return y

        assert gradient_of(f, [1.0, 2.0]) == [3, 3]


class TestAliasing:
    def test_a_slice_writes_into_its_root(self):
        t = ag.Tensor(np.arange(6.0))
        t[2:5][0] = 100.0
        assert t.tolist() == [0, 1, 100, 3, 4, 5]

    def test_a_slice_sees_what_is_written_into_its_root(self):
        t = ag.Tensor(np.arange(4.0))
        s = t[1:3]
        t[2] = 50.0
        assert s.tolist() == [1, 50]

    def test_slices_see_each_other(self):
        t = ag.Tensor(np.arange(4.0))
        a, b = t[:3], t[1:]
        a[2] = 9.0
        assert b.tolist() == [1, 9, 3]

    def test_views_of_views(self):
        t = ag.Tensor(np.arange(12.0))
        t.reshape(3, 4).T[1][::-1][0] = -1.0
        assert t.tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 8, -1, 10, 11]

    def test_augmented_writing_through_a_slice(self):
        t = ag.Tensor(np.ones(3))
        s = t[1:]
        s += 1.0
        assert t.tolist() == [1, 2, 2]

    def test_a_copy_is_its_own(self):
        t = ag.Tensor(np.ones(2))
        t.copy()[0] = 5.0
        t[[0]][0] = 5.0
        assert t.tolist() == [1, 1]

    def test_arrays_handed_out_are_read_only_and_do_not_change(self):
        t = ag.Tensor(np.ones(2))
        seen = t.numpy()
        t[0] = 5.0
        assert seen.tolist() == [1, 1]
        assert not seen.flags.writeable

    def test_the_array_that_was_given_is_not_written(self):
        given = np.ones(2)
        ag.Tensor(given)[0] = 5.0
        assert given.tolist() == [1, 1]

    def test_a_constant_that_changes_after_its_use(self):
        x, c = ag.Tensor([1.0, 2.0], requires_grad=True), np.array([3.0, 4.0])
        y = (x * c).sum()
        c[:] = 0
        y.backward()
        assert x.grad.tolist() == [3, 4]


class TestOutside:
    @pytest.mark.parametrize("value", [1.0, ag.Tensor(1.0, requires_grad=True) * 2.0])
    @pytest.mark.parametrize("key", [5, (slice(None), [0, 3])])
    def test_an_element_that_is_not_there(self, key, value):
        y = ag.Tensor(np.ones((2, 3)), requires_grad=True) * 1.0
        with pytest.raises(BoundsError) as caught:
            y[key] = value
        assert re.match(
            r"setitem finds no such element: got shapes \(2, 3\).*\. NumPy says: index \d is out of bounds for axis \d",
            str(caught.value),
        )


class TestArguments:
    """A function under a transform may write into its arguments, whose owner does not see it."""

    @pytest.mark.parametrize("transform", [ag.grad, ag.jacobian, lambda f: lambda x: ag.vjp(f, x)[1](np.float64(1))[0]])
    def test_the_gradient_is_by_what_was_given(self, transform):
        def f(x):
            x[x > 1.5] *= -1
            x += x[0] ** 2
            return x.sum()

        x = np.array([1.0, 2.0])
        assert transform(f)(x).tolist() == [5.0, -1.0]
        assert x.tolist() == [1.0, 2.0]

    def test_through_a_view(self):
        def f(x):
            x[1:].fill(0.0)
            return x.sum()

        assert ag.grad(f)(np.array([1.0, 2.0])).tolist() == [1.0, 0.0]

    def test_to_second_order_and_in_forward_mode(self):
        def f(x):
            x **= 3
            return x.sum()

        x = np.array([1.0, 2.0])
        assert ag.hessian(f)(x).tolist() == [[6.0, 0.0], [0.0, 12.0]]
        assert ag.jvp(f, (x,), (np.ones(2),))[1] == 15.0
        assert x.tolist() == [1.0, 2.0]


class TestMistakes:
    def test_an_input_that_wants_a_gradient(self):
        x = ag.Tensor([1.0, 2.0], requires_grad=True)
        with pytest.raises(WriteError) as caught:
            x[0] = 1.0
        assert str(caught.value) == (
            "writing into a tensor that wants a gradient: got an input of shape (2,). Write into a copy: t = t.copy()."
        )

    def test_a_variable(self):
        w = ag.Variable([1.0, 2.0])
        with pytest.raises(WriteError) as caught:
            w[0] = 1.0
        assert str(caught.value) == (
            "writing into a tensor that wants a gradient: got a Variable of shape (2,). Use assign()."
        )

    def test_a_broadcast_view(self):
        t = np.broadcast_to(ag.Tensor([1.0]), (3,))
        with pytest.raises(WriteError, match="read-only tensor: got one of shape \\(3,\\)"):
            t[0] = 1.0

    def test_a_gradient_into_integers(self):
        t = ag.Tensor([1, 2])
        with pytest.raises(DTypeError) as caught:
            t[0] = ag.Tensor(1.0, requires_grad=True)
        assert str(caught.value) == (
            "writing would lose the gradient: got a value with a gradient into dtype int64. "
            "Make the target floating-point."
        )

    def test_shapes_that_do_not_fit(self):
        t = ag.Tensor(np.zeros(3))
        with pytest.raises(ShapeError) as caught:
            t[:2] = ag.Tensor(np.ones(3), requires_grad=True)
        assert str(caught.value) == (
            "writing does not fit: got a value of shape (3,) for elements of shape (2,). "
            "Reshape the value so that it broadcasts."
        )
        with pytest.raises(ShapeError, match="setitem cannot be applied: got shapes"):
            t[:2] = np.ones(3)

    def test_augmented_writing_cannot_change_a_shape(self):
        t = ag.Tensor(np.zeros(3))
        with pytest.raises(ShapeError) as caught:
            t += np.ones((2, 3))
        assert str(caught.value) == (
            "+= cannot change a shape: got shape (2, 3) into shape (3,). "
            "Write t = t + v, without the = after the operator."
        )

    def test_augmented_writing_cannot_change_a_dtype(self):
        t = ag.Tensor([1, 2])
        with pytest.raises(DTypeError) as caught:
            t += 0.5
        assert str(caught.value) == (
            "+= cannot change a dtype: got float64 into int64. Write t = t + v, or convert with .astype."
        )


class TestViewsOfWatchedTensors:
    def test_of_an_input_are_refused(self):
        x = ag.Tensor([1.0, 2.0], requires_grad=True)
        with pytest.raises(WriteError) as caught:
            x[1:].fill(0.0)
        assert str(caught.value) == (
            "writing into a tensor that wants a gradient: got an input of shape (2,). Write into a copy: t = t.copy()."
        )

    def test_of_a_retained_result(self):
        x = ag.Tensor([1.0, 2.0], requires_grad=True)
        y = (x * 1.0).retain_grad()
        y[1:][0] = 5.0
        assert y.tolist() == [1, 5]
        y.sum().backward()
        assert x.grad.tolist() == [1, 0]

    def test_of_the_computed_input_of_a_transform(self):
        def inner(y):
            y[1:][0] = 5.0
            return (y * y).sum()

        assert gradient_of(lambda x: ag.grad(inner)(x * 1.0), [1.0, 2.0]) == [2, 0]


def test_leading_axes_of_length_one_fall_away():
    def f(x):
        y = ag.Tensor(np.zeros((3, 2)))
        y[:, 1] = x[None]
        return y

    assert gradient_of(f, [1.0, 2.0, 3.0]) == [1, 1, 1]


def test_a_gradient_that_repeats_one_number_can_be_scaled():
    x = ag.Tensor([1.0, 2.0], requires_grad=True)
    x.sum().backward()
    x.grad *= 0.5
    x.grad[0] = 7.0
    assert x.grad.tolist() == [7, 0.5]


@pytest.mark.parametrize("i", [np.int64(1), (np.int8(1), slice(None))])
def test_through_a_row_picked_by_an_integer_of_numpy(i):
    y = ag.Tensor(np.ones((2, 2)))
    y[i][0] = 5.0
    assert y.tolist() == [[1, 1], [5, 1]]


def test_the_last_value_counts_for_the_one_element_of_a_root():
    root = ag.Tensor(0.5)
    root.reshape(-1)[[0, 0, 0]] = np.array([1.0, 2.0, 3.0])
    assert root.item() == 3.0
