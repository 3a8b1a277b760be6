import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import GradientError
from autograd_core.testing.frameworks import OURS, of


def test_without_a_sign_of_another_framework_it_is_ours():
    assert of(([1.0, ag.Tensor([1.0])], {"f": np.sin}, None)) is OURS


class TorchLike:
    __module__ = "torch.nn.modules"


class JaxLike:
    __module__ = "jax._src.array"


def test_values_of_two_frameworks_are_refused():
    with pytest.raises(GradientError) as caught:
        of(TorchLike(), [JaxLike()])
    sentence = (
        "a function of two frameworks has no gradient: got jax and torch. Convert the values of one to the other."
    )
    assert str(caught.value) == sentence


def test_what_is_differentiated():
    values = [1.0, 1j, np.float32(1), np.ones(2), ag.Tensor([1.0]), ag.Variable([1.0]), 1, True, np.arange(2), "a"]
    assert [OURS.differentiates(x) for x in values] == [True] * 6 + [False] * 4
    assert [OURS.owns(x) for x in values] == [True] * 9 + [False]


def test_numbers_come_in_an_array_of_their_own():
    x = np.broadcast_to(np.float32(1), 2)
    array = OURS.array(x)
    array[0] = 7
    assert x[0] == 1
    assert array.dtype == np.float32
    assert OURS.array(ag.Tensor([1.0, 2.0])).tolist() == [1, 2]
    assert OURS.array(2j).dtype == np.complex128
    assert OURS.array("a word").dtype == object


def test_a_value_is_like_another():
    x = OURS.value(np.ones((2, 3)), np.zeros((2, 3), np.float32, order="F"))
    assert x.dtype == np.float64
    assert x.flags.f_contiguous
    t = OURS.value(np.ones(2), ag.Tensor([1.0, 2.0], requires_grad=True))
    assert isinstance(t, ag.Tensor)
    assert t.requires_grad
    assert not OURS.value(np.ones(2), ag.Tensor([1.0, 2.0])).requires_grad


@pytest.mark.parametrize(
    ("array", "like", "kind"),
    [
        (np.array(2.0), 1.0, float),
        (np.array(2j), 1j, complex),
        (np.array(2.0, "float32"), 1.0, np.float32),
        (np.array(2.0), np.float32(1), np.float64),
        (np.array(2), 1, int),
    ],
)
def test_a_number_is_like_another(array, like, kind):
    assert type(OURS.value(array, like)) is kind


def test_gradients_come_in_the_order_of_the_arguments():
    args = ({"b": 2.0, "a": [ag.Tensor([3.0]), np.float32(4)]}, 0, np.array([5.0]), "a word")
    y, pullback = OURS.vjp(lambda w, i, x, s: (w["b"] * w["a"][0] * w["a"][1], [i, x[i], s]), args)
    assert y == (np.array([24.0]), [0, 5.0, "a word"])
    gradients = pullback([np.array([1.0]), np.array(10.0)])
    assert [g.tolist() for g in gradients] == [12, [8], 6, [10]]
    assert [g.dtype for g in gradients] == ["float64", "float64", "float32", "float64"]


def test_results_are_arrays_and_integers_have_no_cotangent():
    y, pullback = OURS.vjp(lambda x: (np.argmax(x), x * 2), (ag.Tensor([1.0, 2.0], requires_grad=True),))
    assert y[0] == 1
    assert type(y[0]) is type(y[1]) is np.ndarray
    assert pullback([np.ones(2)])[0].tolist() == [2, 2]


def test_arguments_are_left_alone():
    def write(x, t):
        x *= 2
        t *= 3
        return x * t

    x, t = np.ones(2), ag.Tensor([1.0, 2.0])
    assert OURS.evaluate(write, (x, t)).tolist() == [6, 12]
    _, pullback = OURS.vjp(write, (x, t))
    assert [g.tolist() for g in pullback([np.ones(2)])] == [[6, 12], [6, 6]]
    OURS.jvp(write, (x, t), [np.ones(2)] * 2)
    assert (x.tolist(), t.tolist()) == ([1, 1], [1, 2])


def test_a_recorded_tensor_gets_no_gradient():
    t = ag.Tensor([1.0], requires_grad=True)
    y, pullback = OURS.vjp(lambda t: t * t, (t,))
    assert type(y) is np.ndarray
    pullback([np.ones(1)])
    assert t.grad is None


def test_complex_gradients():
    _, pullback = OURS.vjp(lambda z: abs(z) ** 2, (1 + 2j,))
    assert np.allclose(pullback([np.array(1.0)]), 2 + 4j)
    _, pullback = OURS.vjp(lambda z: z * (3 + 1j), (1j,))
    assert pullback([np.array(1j)]) == [(3 - 1j) * 1j]


def test_tangents():
    y, moved = OURS.jvp(lambda x, y: (x * y, 1, [y]), (2.0, np.array([3.0])), [np.array(1.0), np.array([10.0])])
    assert y[0] == [6]
    assert y[1] == 1
    assert [v.tolist() for v in moved] == [[23], [10]]


def test_a_rule_that_leaves_the_record_has_no_transpose():
    @ag.operation(formula="2 x")
    def double(x, /):
        return 2 * x

    double.rule("x", lambda g: 2 * np.asarray(g), formula="2 g")
    _, pullback = OURS.vjp(double, (np.ones(1),))
    assert pullback([np.ones(1)]) == [np.array([2.0])]
    assert OURS.jvp(double, (np.ones(1),), [np.ones(1)]) is None


def test_a_constant_is_the_array_itself_and_a_call_gets_what_it_is_given():
    x = np.ones(2)
    assert OURS.constant(x) is x
    assert OURS.call(lambda x: x, (x,)) is x
