"""Why a gradient is what it is."""

import re

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import GradientError
from autograd_core.record import fresh_exits


def weights(*values):
    return ag.Variable(values, name="w")


def explained(w, loss):
    with np.errstate(all="ignore"):
        loss.backward()
    return w.why()


def test_a_gradient_that_is_zero():
    w = weights(-1.0, -2.0)
    told = explained(w, ag.relu(w * 3.0).sum())
    assert told.verdict == "zero"
    assert told.reason == "the gradient of w, shape (2,), is zero: relu passes none on"
    assert told.facts == "∂x = ∂y where x > 0, else 0; y in [0.0, 0.0]"
    assert [(step.name, step.size) for step in told.path] == [("sum", 1), ("relu", 1), ("multiply", 0), ("w", 0)]


def test_contributions_that_cancel():
    w = weights(1.0)
    told = explained(w, (w - w).sum())
    assert told.reason == "the gradient of w, shape (1,), is zero: what its uses contribute cancels out"


def test_nan():
    w = weights(0.0)
    with np.errstate(all="ignore"):
        loss = (np.sqrt(w * 0.0) * np.inf).sum()
    told = explained(w, loss)
    assert (told.verdict, told.reason) == ("NaN", "the gradient of w, shape (1,), is NaN: multiply makes infinity")


def test_infinity():
    w = weights(0.0, 1.0)
    told = explained(w, np.sqrt(w).sum())
    assert told.verdict == "infinite"
    assert told.reason == "the gradient of w, shape (2,), is infinite: sqrt makes infinity"
    assert told.facts == "∂x = ∂y / 2y; y in [0.0, 1.0]"


@pytest.mark.parametrize(("scale", "word"), [(1e9, "huge: exp multiplies"), (1e-12, "tiny")])
def test_the_size(scale, word):
    w = weights(float(np.log(scale)))
    told = explained(w, (np.exp(w) * 2.0).sum())
    assert told.verdict == word.split(":")[0]
    deed = "multiplies it most" if scale > 1 else "shrinks it most"
    assert (
        told.reason == f"the gradient of w, shape (1,), is {told.verdict}, of sizes up to {2 * scale:.3g}: exp {deed}"
    )


def test_nan_is_told_of_what_made_infinity_before_it():
    w = weights(0.0, 0.0)
    told = explained(w, np.sqrt(np.sum(w * w)))
    assert told.reason == "the gradient of w, shape (2,), is NaN: sqrt makes infinity"
    assert told.facts == "∂x = ∂y / 2y; y in [0.0, 0.0]"


@pytest.mark.parametrize(("factor", "word"), [(3.0, "huge"), (0.25, "tiny")])
def test_the_size_by_many_steps(factor, word):
    w = weights(1.0)
    y = w
    for _ in range(40):
        y = y * factor
    told = explained(w, y.sum())
    mean = f"{factor ** (40 / 41):.3g}"
    assert told.reason.startswith(f"the gradient of w, shape (1,), is {word}, of sizes up to ")
    assert told.reason.endswith(f": 41 steps multiply it, by {mean} each in the mean")
    assert told.facts == ""
    assert len(told.path) == 42
    lines = str(told).splitlines()
    assert (len(lines), lines[9]) == (18, "    … 26 more")


def test_an_ordinary_gradient_has_a_path_and_no_culprit():
    w = weights(0.5)
    told = explained(w, np.tanh(w).sum())
    assert (told.verdict, told.facts) == ("ordinary", "")
    assert [step.name for step in told.path] == ["sum", "tanh", "w"]


class TestMissing:
    def test_a_constant(self):
        t = ag.Tensor([1.0])
        with fresh_exits():
            told = t.why(weights(1.0).sum())
        assert told.verdict == "missing"
        assert told.reason == "the gradient of a constant, shape (1,), is missing: no gradient is recorded for it"
        assert told.facts == "create it with requires_grad=True, or as a Variable, and compute the loss from it"

    def test_a_constant_after_a_value_left_the_record(self):
        w = weights(1.0)
        told = ag.Tensor(w.numpy()).why(w.sum())
        hint = r".* compute the loss from it; the last value that left a record did so by numpy\(\) at test_.*"
        assert re.fullmatch(hint, told.facts)

    def test_a_record_that_was_cut(self):
        y = ag.stop_gradient(weights(1.0))
        told = y.why(weights(1.0).sum())
        assert re.fullmatch(r"the record was cut by stop_gradient at test_explaining\.py:\d+ \(as asked\)", told.facts)

    def test_a_loss_without_it(self):
        told = weights(1.0).why(weights(2.0).sum())
        assert told.reason == "the gradient of w, shape (1,), is missing: the loss was computed without it"
        assert told.facts.startswith("compute the loss from it, without no_grad(), stop_gradient or ")

    def test_a_constant_loss(self):
        w = weights(1.0)
        told = w.why(ag.stop_gradient(w).sum())
        assert told.reason == "the gradient of w, shape (1,), is missing: the loss is a constant"
        assert told.facts.startswith("the record was cut by stop_gradient at ")


def test_lines_are_told_for_what_was_guarded():
    w = weights(2.0)
    with ag.nan_guard():
        loss = np.tanh(w).sum()
    told = w.why(loss)
    assert [bool(re.fullmatch(r"test_explaining\.py:\d+", step.line)) for step in told.path] == [True, True, False]
    assert re.search(r"∂tanh +1\.0 +test_explaining\.py:\d+\n", str(told))


def test_what_the_engine_adds_is_not_shown():
    w = weights(2.0, 3.0)
    fraction, whole = np.modf(w * np.ones((4, 2)))
    told = w.why((fraction + whole).sum())
    assert [step.name for step in told.path] == ["sum", "add", "fmod", "multiply", "w"]
    assert told.verdict == "ordinary"
    told = w.why(np.sum(ag.checkpoint(np.sin)(w)))
    assert [step.name for step in told.path] == ["sum", "rerun", "w"]


def test_the_loss_itself_and_an_intermediate_result():
    w = weights(2.0)
    y = w * 3.0
    loss = y.sum()
    assert loss.why(loss).path == (("sum", "", 1.0),)
    assert y.why(loss).reason == "the gradient of multiply, shape (1,), is ordinary, of sizes up to 1"


def test_the_loss_of_the_last_backward_may_be_gone():
    w = weights(2.0)
    w.sum().backward()
    with pytest.raises(GradientError) as caught:
        w.why()
    assert str(caught.value) == (
        "there is no loss to start from: got one that is gone, or no backward() yet. "
        "Keep the loss in a variable, or pass it: t.why(loss)."
    )


def test_a_loss_that_is_no_scalar():
    w = weights(2.0, 3.0)
    with pytest.raises(GradientError) as caught:
        w.why(w * 2.0)
    assert (
        str(caught.value) == "a loss is a real scalar: got shape (2,), dtype float64. Reduce it with .sum() or .mean()."
    )
