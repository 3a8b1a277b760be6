"""What is the same for every optimizer: its state, its loop, its arguments, its errors."""

import copy
import pickle

import numpy as np
import pytest

import autograd_core as ag
import optim
from autograd_core.errors import ConfigurationError, GradientError, NotFiniteError, ShapeError, UnknownNameError


def message(error, function, *arguments, **named):
    with pytest.raises(error) as caught:
        function(*arguments, **named)
    return str(caught.value)


# ------------------------------------------------------------------------------------------------------------- loops


def test_three_ways_to_take_a_step():
    results = []
    for take in (
        lambda optimizer, w: optimizer.apply([w.grad], [w]),
        lambda optimizer, w: optimizer.apply_gradients(zip([w.grad], [w], strict=True)),
        lambda optimizer, w: optimizer.step([w]),
    ):
        w, optimizer = ag.Variable(1.0), optim.SGD(0.1, momentum=0.9)
        for _ in range(5):
            optimizer.zero_grad([w])
            loss = w * w
            loss.backward()
            take(optimizer, w)
        results.append(w.item())
        assert optimizer.iterations.item() == 5
    assert results[0] == results[1] == results[2] == pytest.approx(-0.58042)


def test_known_variables_need_not_be_named_again():
    w, b, optimizer = ag.Variable(1.0), ag.Variable(2.0), optim.SGD(0.5)
    optimizer.build([w, b])
    for _ in range(2):
        optimizer.zero_grad()
        (w * w + b * w).backward()
        optimizer.step()
    optimizer.apply([1.0, 1.0])
    assert [w.item(), b.item()] == [-1.25, 1.5]


def test_a_step_is_not_recorded():
    w, optimizer = ag.Variable(1.0), optim.Adam(0.1)
    (w * w).backward()
    node = w.node
    optimizer.step([w])
    assert w.node is node
    assert w.requires_grad
    assert not any(slot.requires_grad for slot in optimizer.variables)


def test_a_recorded_loss_keeps_the_values_it_was_made_of():
    w, optimizer = ag.Variable([3.0, 4.0]), optim.SGD(1.0)
    loss = w * w
    optimizer.apply([[1.0, 1.0]], [w])
    loss.backward([1.0, 1.0])
    assert w.grad.tolist() == [6.0, 8.0]
    assert w.tolist() == [2.0, 3.0]


def test_gradients_add_up_until_they_are_forgotten():
    w, optimizer = ag.Variable(2.0), optim.SGD(0.25)
    for _ in range(2):
        (w * w).backward()
    optimizer.step([w])
    assert w.item() == 0.0
    optimizer.zero_grad()
    assert w.grad is None


@pytest.mark.parametrize(
    "gradient",
    [[1.0, 2.0], np.array([1.0, 2.0]), np.array([1, 2]), ag.Tensor([1, 2]), ag.Tensor([1.0, 2.0], requires_grad=True)],
    ids=repr,
)
def test_gradients_come_to_the_formula_as_arrays_of_the_dtype_of_the_variable(gradient):
    class Watching(optim.Optimizer):
        def update(self, parameter, gradient, slots, learning_rate, step):
            assert {type(parameter), type(gradient)} == {np.ndarray}
            assert parameter.dtype == gradient.dtype == learning_rate.dtype == np.float32
            return parameter - gradient, {}

    w = ag.Variable(np.zeros(2, np.float32))
    Watching(0.1).apply([gradient], [w])
    assert w.tolist() == [-1.0, -2.0]


def test_the_gradient_is_not_changed():
    gradient = np.array([1.0, 2.0])
    gradient.flags.writeable = False
    w, optimizer = ag.Variable([0.0, 0.0]), optim.SGD(momentum=0.5, clipnorm=0.1, weight_decay=0.1)
    optimizer.apply([gradient], [w])
    assert gradient.tolist() == [1.0, 2.0]


def test_nothing_to_do_is_no_step():
    optimizer = optim.SGD()
    optimizer.apply([], [])
    optimizer.apply_gradients([])
    assert optimizer.iterations.item() == 0


def test_a_formula_of_ones_own():
    class Decreasing(optim.Optimizer):
        def slots(self, parameter):
            return {"seen": np.zeros_like(parameter)}

        def update(self, parameter, gradient, slots, learning_rate, step):
            return parameter - learning_rate * gradient / step, {"seen": slots["seen"] + gradient}

    w, optimizer = ag.Variable(1.0, name="w"), Decreasing(0.5)
    for _ in range(2):
        optimizer.apply([1.0], [w])
    assert w.item() == 0.25
    assert optimizer.name == "decreasing"
    assert [variable.name for variable in optimizer.variables] == ["iterations", "learning_rate", "w_seen"]
    assert optimizer.variables[2].item() == 2.0


# ------------------------------------------------------------------------------------------------------------- state


def test_variables_are_all_that_changes():
    w, optimizer = ag.Variable([1.0, 2.0], name="kernel"), optim.Adam(0.1)
    assert [variable.name for variable in optimizer.variables] == ["iterations", "learning_rate"]
    optimizer.build([w, ag.Variable(0.0)])
    names = ["kernel_mean", "kernel_mean_square", "variable_mean", "variable_mean_square"]
    assert [variable.name for variable in optimizer.variables] == ["iterations", "learning_rate", *names]
    assert [variable.shape for variable in optimizer.variables] == [(), (), (2,), (2,), (), ()]


def test_a_state_can_be_carried_over():
    def steps(optimizer, w, count):
        for _ in range(count):
            optimizer.apply([w.numpy()], [w])

    w, optimizer = ag.Variable([1.0, -2.0]), optim.Nadam(0.1)
    steps(optimizer, w, 3)
    other, fresh = ag.Variable(w.numpy()), optim.Nadam(0.7)
    fresh.build([other])
    for variable, saved in zip(fresh.variables, optimizer.variables, strict=True):
        variable.assign(saved.numpy())
    steps(optimizer, w, 3)
    steps(fresh, other, 3)
    assert w.tolist() == other.tolist()


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda both: pickle.loads(pickle.dumps(both))])
def test_copies_go_on_alike(duplicate):
    w, optimizer = ag.Variable([1.0, -2.0]), optim.RMSprop(0.1)
    optimizer.apply([[1.0, 2.0]], [w])
    other, twin = duplicate([w, optimizer])
    optimizer.apply([[1.0, 2.0]], [w])
    twin.apply([[1.0, 2.0]], [other])
    assert w.tolist() == other.tolist()
    assert len(twin.variables) == len(optimizer.variables)


def test_slots_of_equal_variables_are_apart():
    first, second, optimizer = ag.Variable([0.0]), ag.Variable([0.0]), optim.SGD(1.0, momentum=0.5)
    optimizer.apply([[1.0], [2.0]], [first, second])
    optimizer.apply([[1.0]], [first])
    assert [first.tolist(), second.tolist()] == [[-2.5], [-2.0]]


def test_the_learning_rate_can_be_changed():
    w, optimizer = ag.Variable(0.0), optim.SGD(1.0)
    kept = optimizer.learning_rate
    optimizer.learning_rate = 0.5
    optimizer.apply([1.0], [w])
    assert optimizer.learning_rate is kept
    optimizer.learning_rate.assign(0.25)
    optimizer.apply([1.0], [w])
    optimizer.learning_rate = lambda step: step / 16
    assert optimizer.learning_rate == 0.125
    optimizer.apply([1.0], [w])
    assert w.item() == -0.875
    optimizer.learning_rate = 2
    optimizer.apply([1.0], [w])
    assert w.item() == -2.875


@pytest.mark.parametrize("rate", [1, 0.5, np.float32(0.5), np.array(0.5), ag.Tensor(0.5), 0])
def test_what_may_be_a_learning_rate(rate):
    assert optim.SGD(rate).learning_rate.item() == float(rate)


def test_it_says_what_it_is():
    assert repr(optim.Adam(0.1)) == "Adam(learning_rate=0.1, iterations=0)"
    schedule = optim.schedules.ExponentialDecay(0.1, 10, 0.5)
    assert repr(optim.SGD(schedule)) == (
        "SGD(learning_rate=ExponentialDecay(initial_learning_rate=0.1, decay_steps=10, decay_rate=0.5, "
        "staircase=False), iterations=0)"
    )
    assert optim.RMSprop().name == "rmsprop"
    assert optim.RMSprop(name="mine").name == "mine"


# --------------------------------------------------------------------------------------- weight decay and clipping


def test_weights_decay_apart_from_the_gradient():
    w, optimizer = ag.Variable(2.0), optim.SGD(0.5, weight_decay=0.1)
    optimizer.apply([0.0], [w])
    optimizer.apply([0.0], [w])
    assert w.item() == pytest.approx(2 * 0.95**2)


def test_some_variables_do_not_decay():
    kernel, bias, other = (ag.Variable(2.0, name=name) for name in ("kernel", "dense_bias", None))
    optimizer = optim.SGD(1.0, weight_decay=0.5)
    optimizer.exclude_from_weight_decay(var_list=[other], var_names=["bias"])
    optimizer.apply([0.0, 0.0, 0.0], [kernel, bias, other])
    assert [kernel.item(), bias.item(), other.item()] == [1.0, 2.0, 2.0]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"clipvalue": 1.0}, [[-1.0, -1.0], [-0.5]]),
        ({"clipnorm": 1.0}, [[-0.6, -0.8], [-0.5]]),
        ({"global_clipnorm": 5.0}, [[-3 / 1.00498756, -4 / 1.00498756], [-0.5 / 1.00498756]]),
    ],
)
def test_gradients_are_clipped_before_they_are_used(arguments, expected):
    first, second = ag.Variable([0.0, 0.0]), ag.Variable([0.0])
    optim.SGD(1.0, **arguments).apply([[3.0, 4.0], [0.5]], [first, second])
    np.testing.assert_allclose(first.numpy(), expected[0])
    np.testing.assert_allclose(second.numpy(), expected[1])


def test_one_way_of_clipping_only():
    assert message(ConfigurationError, optim.SGD, clipnorm=1.0, global_clipnorm=2.0) == (
        "gradients can be clipped in one way only: got clipnorm=1.0, global_clipnorm=2.0. "
        "Choose one of clipnorm, clipvalue and global_clipnorm."
    )


@pytest.mark.parametrize("argument", ["clipnorm", "clipvalue", "global_clipnorm"])
def test_limits_are_positive(argument):
    assert message(ConfigurationError, optim.RMSprop, **{argument: 0.0}) == (
        f"{argument} must be a finite number above 0: got {argument}=0.0. Use, say, 1.0."
    )


# ------------------------------------------------------------------------------------------------------------ errors


def test_learning_rates_that_cannot_work():
    assert message(ConfigurationError, optim.SGD, -0.1) == (
        "learning_rate must not be negative: got learning_rate=-0.1. "
        "Pass a positive number; the minus sign is part of the formula."
    )
    assert message(NotFiniteError, optim.SGD, float("nan")) == (
        "learning_rate must be finite: got learning_rate=nan. Pass, say, 0.001."
    )
    assert message(NotFiniteError, optim.Adam, np.inf) == (
        "learning_rate must be finite: got learning_rate=inf. Pass, say, 0.001."
    )
    assert message(ConfigurationError, optim.SGD, "fast") == (
        "learning_rate must be a number or a function of the step: got learning_rate='fast'. Pass, say, 0.001."
    )
    assert message(ConfigurationError, optim.SGD, [0.1]) == (
        "learning_rate must be a number or a function of the step: got learning_rate=[0.1]. Pass, say, 0.001."
    )
    assert message(ConfigurationError, optim.SGD, np.array([0.1])) == (
        "learning_rate must be a number or a function of the step: got learning_rate=array([0.1]). Pass, say, 0.001."
    )
    assert message(ConfigurationError, optim.SGD, None) == (
        "learning_rate must be a number or a function of the step: got learning_rate=None. Pass, say, 0.001."
    )


def test_a_schedule_that_goes_wrong_changes_nothing():
    w, optimizer = ag.Variable(1.0), optim.SGD(lambda step: 0.1 - step)
    optimizer.apply([1.0], [w])
    assert message(ConfigurationError, optimizer.apply, [1.0], [w]).startswith(
        "learning_rate must not be negative: got"
    )
    assert w.item() == 0.9
    assert optimizer.iterations.item() == 1


def test_a_setting_that_goes_wrong_changes_nothing():
    optimizer = optim.SGD(0.5)
    with pytest.raises(NotFiniteError):
        optimizer.learning_rate = np.nan
    assert optimizer.learning_rate.item() == 0.5


def test_a_negative_weight_decay():
    assert message(ConfigurationError, optim.SGD, weight_decay=-0.1) == (
        "weight_decay must be a finite number, 0 or above: got weight_decay=-0.1. Use 0 to do without it."
    )


def test_a_variable_without_a_gradient():
    w, b, optimizer = ag.Variable([1.0, 2.0], name="w"), ag.Variable(0.0), optim.SGD()
    remedy = "The loss does not depend on it, or backward() was not called: use it in the loss, or leave it out."
    assert message(GradientError, optimizer.apply, [None], [w]) == (
        f"'w' has no gradient: got None for shape (2,). {remedy}"
    )
    (b * 1.0).backward()
    assert message(GradientError, optimizer.step, [b, ag.Variable(1.0)]) == (
        f"variable number 1 has no gradient: got None for shape (). {remedy}"
    )
    assert b.item() == 0.0


def test_gradients_and_variables_of_different_number():
    w, optimizer = ag.Variable(1.0), optim.SGD()
    expected = "each variable needs one gradient: got 2 gradients for 1 variables. Pass lists of equal length."
    assert message(GradientError, optimizer.apply, [1.0, 2.0], [w]) == expected
    assert message(GradientError, optimizer.apply, [1.0, 2.0]) == expected


def test_a_gradient_of_another_shape():
    w, optimizer = ag.Variable([1.0, 2.0], name="w"), optim.SGD()
    assert message(ShapeError, optimizer.apply, [[1.0, 2.0, 3.0]], [w]) == (
        "the gradient of 'w' has the wrong shape: got shape (3,) for shape (2,). "
        "Pass the gradient of a scalar loss with respect to this variable."
    )
    # One that broadcasts is wrong as well.
    assert "got shape () for shape (2,)" in message(ShapeError, optimizer.apply, [1.0], [w])


@pytest.mark.parametrize(
    ("other", "given"),
    [
        (np.zeros((2, 3)), "ndarray of shape (2, 3)"),
        (ag.Tensor([1.0], requires_grad=True), "Tensor of shape (1,)"),
    ],
)
def test_only_variables_can_be_changed(other, given):
    expected = f"only a Variable can be given new values: got {given}. Make it one: w = ag.Variable(w)."
    assert message(ConfigurationError, optim.SGD().apply, [other], [other]) == expected
    assert message(ConfigurationError, optim.SGD().step, [other]) == expected


def test_no_variables_yet():
    for take in (optim.SGD().step, optim.SGD().zero_grad, lambda: optim.SGD().apply([1.0])):
        assert message(ConfigurationError, take) == (
            "sgd knows no variables yet: got variables=None. Pass the variables, or call build(variables) first."
        )


def test_an_optimizer_without_a_formula():
    optimizer = optim.Optimizer(0.1)
    assert message(ConfigurationError, optimizer.apply, [1.0], [ag.Variable(1.0)]) == (
        "this optimizer has no formula: got Optimizer. Define update(), or use a subclass that does, such as SGD."
    )


def test_a_misspelled_argument():
    assert message(UnknownNameError, optim.SGD, clipnrom=1.0) == (
        "unknown argument of SGD: got 'clipnrom'. Did you mean 'clipnorm'? Known: clipnorm, clipvalue, "
        "global_clipnorm, learning_rate, momentum, name, nesterov, weight_decay."
    )


def test_the_old_name_of_the_learning_rate():
    assert message(UnknownNameError, optim.RMSprop, lr=0.001) == (
        "unknown argument of RMSprop: got 'lr'. Say learning_rate=0.001."
    )
