"""The first NaN or infinity is named: who made it, where, from what."""

import re

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import NotFiniteError
from autograd_core.guarding import extent


def message_of(function):
    with pytest.raises(NotFiniteError) as caught, ag.nan_guard():
        function()
    return re.sub(r"test_guarding\.py:\d+", "test_guarding.py:LINE", str(caught.value))


class TestForward:
    def test_infinity_out_of_finite_numbers(self):
        assert message_of(lambda: ag.log(ag.Tensor([[1.0, 2.0], [0.0, 3.0]]))) == (
            "log made -inf, at index (1, 0) of shape (2, 2), in test_guarding.py:LINE: got x in [0.0, 3.0]. "
            "Keep the operands where the result is finite, as by np.where or np.clip before it."
        )

    def test_nan_out_of_finite_numbers(self):
        assert message_of(lambda: np.sqrt(ag.Tensor([-4.0, 1.0]))).startswith(
            "sqrt made nan, at index (0,) of shape (2,), in test_guarding.py:LINE: got x in [-4.0, 1.0]. "
        )

    def test_every_operand_is_told(self):
        assert "got x1 in [1.0, 1.0], x2 in [0.0, 2.0]. " in message_of(lambda: 1.0 / ag.Tensor([2.0, 0.0]))
        assert "got x1 of size in [5.0, 5.0], x2 in [0.0, 0.0]. " in message_of(
            lambda: ag.divide(ag.Tensor(3.0 + 4.0j), ag.Tensor(0.0))
        )

    def test_nan_comes_before_infinity(self):
        assert "divide made nan, at index (1,)" in message_of(lambda: ag.Tensor([1.0, 0.0]) / np.zeros(2))

    def test_a_parameter_that_is_positional(self):
        message = message_of(lambda: ag.logsumexp(ag.Tensor([np.nan, 1.0]), 0))
        assert message.startswith(
            "logsumexp passed on nan, at index () of shape (), in test_guarding.py:LINE: got x in "
        )

    def test_nan_that_was_passed_in(self):
        message = message_of(lambda: ag.Tensor([1.0, np.nan]) * 2.0)
        assert message == (
            "multiply passed on nan, at index (1,) of shape (2,), in test_guarding.py:LINE: "
            "got x1 in [1.0, 1.0] with 1 NaN, x2 in [2.0, 2.0]. "
            "Look where the operand comes from: it was not finite before the guarded block, or an input is not."
        )

    def test_nan_out_of_infinity(self):
        message = message_of(lambda: ag.softmax(ag.Tensor([-np.inf, -np.inf])))
        assert message == (
            "softmax made nan, at index (0,) of shape (2,), in test_guarding.py:LINE: got x in [-inf, -inf]. "
            "Keep infinity out of it: ∞ − ∞, 0 · ∞ and ∞ / ∞ are no numbers."
        )

    def test_infinity_that_was_passed_in_is_no_alarm(self):
        with ag.nan_guard():
            scores = np.where([True, False], ag.Tensor([1.0, 2.0]), -np.inf)
            assert ag.softmax(scores).tolist() == [1.0, 0.0]

    def test_nan_that_is_replaced_is_no_alarm(self):
        with ag.nan_guard():
            assert np.nan_to_num(ag.Tensor([np.nan, 1.0])).tolist() == [0.0, 1.0]
            assert np.nansum(ag.Tensor([1.0, np.nan])).item() == 1.0

    def test_nothing_is_looked_at_outside(self):
        with np.errstate(all="ignore"):
            assert np.isinf(ag.log(ag.Tensor(0.0)).item())


class TestBackward:
    def test_an_infinite_slope(self):
        x = ag.Tensor([4.0, 0.0], requires_grad=True)
        assert message_of(lambda: ag.sqrt(x).sum().backward()) == (
            "the rule of sqrt for x made inf, at index (1,) of shape (2,), recorded in test_guarding.py:LINE: "
            "got ∂x = ∂y / 2y; y in [0.0, 2.0]. Keep the operand away from where the slope is infinite, "
            "as by np.where or np.maximum before the operation."
        )

    def test_what_was_recorded_before_has_no_line(self):
        y = ag.sqrt(ag.Tensor([0.0], requires_grad=True)).sum()
        assert message_of(y.backward).startswith("the rule of sqrt for x made inf, at index (0,) of shape (1,): got ")

    def test_transforms_are_guarded(self):
        assert "the rule of sqrt" in message_of(lambda: ag.grad(np.sqrt)(0.0))

    def test_no_influence_is_no_alarm(self):
        with ag.nan_guard():
            g = ag.grad(lambda x: np.where(x > 0, np.sqrt(x), 0.0).sum())(np.array([0.0, 4.0]))
        assert g.tolist() == [0.0, 0.25]


def test_extents_in_words():
    assert extent(np.zeros((0, 2))) == "of shape (0, 2), without elements"
    assert extent(np.array([np.nan])) == "1 NaN"
    assert extent(np.array([1, 5])) == "in [1, 5]"
