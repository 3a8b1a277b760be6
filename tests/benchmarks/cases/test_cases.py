"""What the cases compute is right: their first losses, their gradients by hand, and the formulas they check against."""

import numpy as np
import pytest

import autograd_core as ag
from benchmarks import descent, first_step
from benchmarks.cases import compile_time, conv_net, logistic, lstm, mlp, rosenbrock, training_memory, transformer

MODELS = [conv_net, logistic, lstm, mlp, transformer]


def problems(modules):
    return [pytest.param(m, p, id=f"{m.BENCHMARK.name}, {k}") for m in modules for k, p in m.PROBLEMS.items()]


@pytest.mark.parametrize("native", [None, False], ids=["eager", "program"])
@pytest.mark.parametrize(("module", "problem"), problems(MODELS))
def test_ours_loses_what_is_known(module, problem, native):
    problem.check(descent.ours(module.loss, problem, native))


@pytest.mark.parametrize(("module", "problem"), problems([logistic, lstm, mlp]))
def test_gradients_by_hand_are_right(module, problem):
    problem.check(descent.by_hand(module.gradients, problem))


@pytest.mark.parametrize(("module", "problem"), problems(MODELS))
def test_every_problem_moves_far_enough_to_be_checked(module, problem):
    assert len(problem.losses) == 5
    assert problem.losses[-1] < 0.95 * problem.losses[0]


def test_channels_first_are_the_same_numbers():
    last, first = conv_net.channels_last(), conv_net.channels_first()
    np.testing.assert_array_equal(first.batch[0].transpose(0, 2, 3, 1), last.batch[0])
    np.testing.assert_array_equal(first.parameters[2].transpose(2, 3, 1, 0), last.parameters[2])
    flat = first.parameters[4].reshape(64, 5, 5, 10).transpose(1, 2, 0, 3).reshape(-1, 10)
    np.testing.assert_array_equal(flat, last.parameters[4])


def test_the_product_by_hand_is_that_of_the_hessian():
    x, v = rosenbrock.operands(7)
    np.testing.assert_allclose(rosenbrock.product_by_hand(x, v), ag.hessian(rosenbrock.rosenbrock)(x) @ v)


def test_a_wrong_product_is_noticed():
    with pytest.raises(ValueError, match=r"a product is wrong: got an error of .*\. Mistrust this peer\."):
        rosenbrock.timed(lambda x, v: lambda: v)


def test_the_first_step_of_a_program_is_measured():
    found = first_step.FIRST_STEPS["ours-program"]()
    assert set(found) == {"trace per node", "trace", "compile"}
    assert found["trace"] > 0


def test_a_first_step_that_fails_says_why(tmp_path):
    message = "nobody cannot compile the step: got KeyError: 'nobody'. Run benchmarks.first_step and see."
    with pytest.raises(RuntimeError) as error:
        compile_time.first_step("nobody", str(tmp_path))
    assert str(error.value) == message


@pytest.mark.skipif(not training_memory.STATUS.exists(), reason="only Linux tells")
def test_memory_of_training_is_seen():
    kept = []

    def epoch():
        kept.append(np.ones(4_000_000))
        np.ones(8_000_000)
        return {}

    found = training_memory.training(lambda: epoch, training_memory.nothing)()
    assert found["growth"] == pytest.approx(61, abs=5)
    assert found["peak"] == pytest.approx(183, abs=10)
