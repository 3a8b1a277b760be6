"""What holds for every optimizer: its formula, against a loop over Python numbers written anew here, and its habits."""

from math import copysign, prod, sqrt

import numpy as np
import pytest

import autograd_core as ag
import optim
from optim.blocks import BLOCK

# --------------------------------------------------------------------------------------------- the formulas once more


def sgd(w, gradients, rate=0.01, momentum=0.0, nesterov=False):
    velocity = 0.0
    for g in gradients:
        velocity = momentum * velocity - rate * g
        w += momentum * velocity - rate * g if nesterov else velocity
    return w


def rmsprop(w, gradients, rate=0.001, rho=0.9, momentum=0.0, epsilon=1e-7, centered=False):
    square = mean = velocity = 0.0
    for g in gradients:
        square += (1 - rho) * (g * g - square)
        mean += (1 - rho) * (g - mean)
        variance = square - mean**2 if centered else square
        velocity = momentum * velocity + rate * g / sqrt(variance + epsilon)
        w -= velocity
    return w


def adam(w, gradients, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7, amsgrad=False, decay=0.0):
    m = s = largest = 0.0
    for t, g in enumerate(gradients, 1):
        w -= rate * decay * w
        m += (1 - beta_1) * (g - m)
        s += (1 - beta_2) * (g * g - s)
        largest = max(largest, s) if amsgrad else s
        # As the paper's algorithm has it, with both corrections where they arise; ε is its ε̂ there.
        m_hat, s_hat = m / (1 - beta_1**t), largest / (1 - beta_2**t)
        w -= rate * m_hat / (sqrt(s_hat) + epsilon / sqrt(1 - beta_2**t))
    return w


def adagrad(w, gradients, rate=0.001, start=0.1, epsilon=1e-7):
    for t, g in enumerate(gradients, 1):
        w -= rate * g / sqrt(start + sum(h * h for h in gradients[:t]) + epsilon)
    return w


def adadelta(w, gradients, rate=0.001, rho=0.95, epsilon=1e-7):
    square = square_step = 0.0
    for g in gradients:
        square = rho * square + (1 - rho) * g * g
        step = -sqrt((square_step + epsilon) / (square + epsilon)) * g
        square_step = rho * square_step + (1 - rho) * step * step
        w += rate * step
    return w


def adamax(w, gradients, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    for t in range(1, len(gradients) + 1):
        past = gradients[:t]
        m = sum((1 - beta_1) * beta_1 ** (t - i) * g for i, g in enumerate(past, 1))
        largest = max(beta_2 ** (t - i) * abs(g) for i, g in enumerate(past, 1))
        w -= rate / (1 - beta_1**t) * m / (largest + epsilon)
    return w


def nadam(w, gradients, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    momenta = [beta_1 * (1 - 0.96**t / 2) for t in range(1, len(gradients) + 2)]
    m = s = 0.0
    for t, g in enumerate(gradients, 1):
        m = beta_1 * m + (1 - beta_1) * g
        s = beta_2 * s + (1 - beta_2) * g * g
        m_hat = momenta[t] * m / (1 - prod(momenta[: t + 1])) + (1 - momenta[t - 1]) * g / (1 - prod(momenta[:t]))
        w -= rate * m_hat / (sqrt(s / (1 - beta_2**t)) + epsilon)
    return w


def lion(w, gradients, rate=0.001, beta_1=0.9, beta_2=0.99):
    m = 0.0
    for g in gradients:
        mixed = beta_1 * m + (1 - beta_1) * g
        w -= copysign(rate, mixed) if mixed else 0.0
        m = beta_2 * m + (1 - beta_2) * g
    return w


def ftrl(w, gradients, rate=0.001, power=-0.5, start=0.1, l1=0.0, l2=0.0, shrinkage=0.0, beta=0.0):
    n, z = start, 0.0
    for g in gradients:
        sigma = ((n + g * g) ** -power - n**-power) / rate
        n += g * g
        z += g + 2 * shrinkage * w - sigma * w
        w = 0.0 if abs(z) <= l1 else -(z - copysign(l1, z)) / (n**-power / rate + beta / rate + 2 * l2)
    return w


def lamb(w, gradients, rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
    """Of a vector, for the norm is that of the whole parameter."""
    m, s = [0.0] * len(w), [0.0] * len(w)
    for t, gs in enumerate(gradients, 1):
        m = [beta_1 * a + (1 - beta_1) * g for a, g in zip(m, gs, strict=True)]
        s = [beta_2 * a + (1 - beta_2) * g * g for a, g in zip(s, gs, strict=True)]
        d = [a / (1 - beta_1**t) / (sqrt(b / (1 - beta_2**t)) + epsilon) for a, b in zip(m, s, strict=True)]
        length, unit = sqrt(sum(a * a for a in w)), sqrt(sum(a * a for a in d))
        w = [a - rate * length / unit * b for a, b in zip(w, d, strict=True)]
    return w


CASES = [
    (optim.SGD, {}, sgd, {}),
    (optim.SGD, {"learning_rate": 0.2, "momentum": 0.9}, sgd, {"rate": 0.2, "momentum": 0.9}),
    (optim.SGD, {"momentum": 0.5, "nesterov": True}, sgd, {"momentum": 0.5, "nesterov": True}),
    (optim.RMSprop, {}, rmsprop, {}),
    (
        optim.RMSprop,
        {"learning_rate": 0.1, "rho": 0.8, "epsilon": 0.01},
        rmsprop,
        {"rate": 0.1, "rho": 0.8, "epsilon": 0.01},
    ),
    (optim.RMSprop, {"momentum": 0.9}, rmsprop, {"momentum": 0.9}),
    (optim.RMSprop, {"centered": True}, rmsprop, {"centered": True}),
    (optim.RMSprop, {"centered": True, "momentum": 0.9}, rmsprop, {"centered": True, "momentum": 0.9}),
    (optim.Adam, {}, adam, {}),
    (optim.Adam, {"beta_1": 0.5, "beta_2": 0.8, "epsilon": 0.1}, adam, {"beta_1": 0.5, "beta_2": 0.8, "epsilon": 0.1}),
    (optim.Adam, {"amsgrad": True, "beta_2": 0.5}, adam, {"amsgrad": True, "beta_2": 0.5}),
    (optim.Adam, {"weight_decay": 0.3, "learning_rate": 0.1}, adam, {"decay": 0.3, "rate": 0.1}),
    (optim.AdamW, {"learning_rate": 0.1}, adam, {"decay": 0.004, "rate": 0.1}),
    (optim.AdamW, {"weight_decay": 0.3, "amsgrad": True}, adam, {"decay": 0.3, "amsgrad": True}),
    (optim.Adagrad, {}, adagrad, {}),
    (
        optim.Adagrad,
        {"learning_rate": 1.0, "initial_accumulator_value": 2.0, "epsilon": 0.5},
        adagrad,
        {"rate": 1.0, "start": 2.0, "epsilon": 0.5},
    ),
    (optim.Adadelta, {}, adadelta, {}),
    (
        optim.Adadelta,
        {"learning_rate": 1.0, "rho": 0.5, "epsilon": 0.1},
        adadelta,
        {"rate": 1.0, "rho": 0.5, "epsilon": 0.1},
    ),
    (optim.Adamax, {}, adamax, {}),
    (
        optim.Adamax,
        {"beta_1": 0.5, "beta_2": 0.6, "epsilon": 0.1},
        adamax,
        {"beta_1": 0.5, "beta_2": 0.6, "epsilon": 0.1},
    ),
    (optim.Nadam, {}, nadam, {}),
    (
        optim.Nadam,
        {"beta_1": 0.5, "beta_2": 0.6, "epsilon": 0.1},
        nadam,
        {"beta_1": 0.5, "beta_2": 0.6, "epsilon": 0.1},
    ),
    (optim.Lion, {}, lion, {}),
    (
        optim.Lion,
        {"learning_rate": 0.1, "beta_1": 0.5, "beta_2": 0.6},
        lion,
        {"rate": 0.1, "beta_1": 0.5, "beta_2": 0.6},
    ),
    (optim.Ftrl, {}, ftrl, {}),
    (
        optim.Ftrl,
        {
            "learning_rate": 0.1,
            "learning_rate_power": -0.7,
            "initial_accumulator_value": 0.3,
            "l1_regularization_strength": 0.5,
            "l2_regularization_strength": 0.2,
            "l2_shrinkage_regularization_strength": 0.1,
            "beta": 0.4,
        },
        ftrl,
        {"rate": 0.1, "power": -0.7, "start": 0.3, "l1": 0.5, "l2": 0.2, "shrinkage": 0.1, "beta": 0.4},
    ),
    (optim.Lamb, {}, lamb, {}),
    (optim.Lamb, {"beta_1": 0.5, "beta_2": 0.6, "epsilon": 0.1}, lamb, {"beta_1": 0.5, "beta_2": 0.6, "epsilon": 0.1}),
]
NAMES = [f"{case[0].__name__}-{'-'.join(case[1]) or 'default'}" for case in CASES]

every_case = pytest.mark.parametrize(("optimizer", "arguments", "loop", "same"), CASES, ids=NAMES)
every_formula = pytest.mark.parametrize(("optimizer", "arguments"), [case[:2] for case in CASES], ids=NAMES)


def numbers(steps, shape, dtype="float64"):
    rng = np.random.default_rng(7)
    return rng.standard_normal(shape).astype(dtype), rng.standard_normal((steps, *shape)).astype(dtype)


def test_every_optimizer_has_a_case():
    known = {getattr(optim, name) for name in optim.__all__}
    assert {case[0] for case in CASES} == {each for each in known if isinstance(each, type)} - {optim.Optimizer}


@every_case
def test_the_formula_is_that_of_a_loop_over_python_numbers(optimizer, arguments, loop, same):
    start, gradients = numbers(6, (5,))
    w = ag.Variable(start)
    made = optimizer(**arguments)
    for gradient in gradients:
        made.apply([gradient], [w])
    if loop is lamb:
        expected = lamb(start.tolist(), gradients.tolist(), **same)
    else:
        expected = [loop(start[k].item(), gradients[:, k].tolist(), **same) for k in range(5)]
    assert np.abs(w.numpy() - start).max() > 1e-6
    np.testing.assert_allclose(w.numpy(), expected, rtol=1e-12, atol=1e-14)


# What Keras 3.15.1 gives after five steps from [1, −2, 3], with the gradients [0.1 t, −0.5, 2 / t − 1] of step t.
KERAS = [
    ("SGD", {"learning_rate": 0.1}, [0.85, -1.75, 3.04333]),
    ("SGD", {"learning_rate": 0.1, "momentum": 0.9}, [0.68297, -1.3428, 2.83582]),
    ("SGD", {"learning_rate": 0.1, "momentum": 0.9, "nesterov": True}, [0.56467, -1.15852, 2.89557]),
    ("RMSprop", {"learning_rate": 0.1}, [-0.32276, -0.93547, 3.11027]),
    ("RMSprop", {"learning_rate": 0.1, "momentum": 0.5, "centered": True}, [-1.45346, 0.03664, 2.94441]),
    ("Adam", {"learning_rate": 0.1}, [0.51493, -1.50001, 2.83526]),
    ("Adam", {"learning_rate": 0.1, "amsgrad": True}, [0.51493, -1.50001, 2.8353]),
    ("AdamW", {"learning_rate": 0.1, "weight_decay": 0.2}, [0.438, -1.32745, 2.5598]),
    ("Adagrad", {"learning_rate": 0.1}, [0.73171, -1.706, 3.02077]),
    ("Adadelta", {"learning_rate": 1.0}, [0.98922, -1.99279, 3.00126]),
    ("Adamax", {"learning_rate": 0.1}, [0.6247, -1.5, 2.85331]),
    ("Nadam", {"learning_rate": 0.1}, [0.51906, -1.60403, 3.01324]),
    ("Lion", {"learning_rate": 0.1}, [0.5, -1.5, 3.1]),
    ("Ftrl", {"learning_rate": 0.1}, [-0.22175, -0.63695, 2.11623]),
    ("Lamb", {"learning_rate": 0.1}, [-0.03471, -0.9335, 2.63513]),
]


@pytest.mark.parametrize(("name", "arguments", "expected"), KERAS)
def test_numbers_of_keras(name, arguments, expected):
    w = ag.Variable([1.0, -2.0, 3.0])
    made = getattr(optim, name)(**arguments)
    for t in range(1, 6):
        made.apply([[0.1 * t, -0.5, 2 / t - 1]], [w])
    # Keras computes the corrections of Adam and the rate in float32, hence the tolerance.
    np.testing.assert_allclose(w.numpy(), expected, rtol=2e-5, atol=5e-6)


@pytest.mark.parametrize(
    ("name", "arguments", "start", "expected"),
    [
        ("SGD", {"learning_rate": 0.1}, 1.0, [0.9]),
        ("SGD", {"learning_rate": 0.1, "momentum": 0.9}, 1.0, [0.9, 0.72]),
        ("RMSprop", {"learning_rate": 0.1}, 10.0, [9.683772]),
        ("Adam", {"learning_rate": 0.1}, 10.0, [9.9]),
        ("Adamax", {"learning_rate": 0.1}, 10.0, [9.9]),
    ],
)
def test_numbers_in_the_documentation_of_tensorflow(name, arguments, start, expected):
    """Of the loss w² / 2, whose gradient is w."""
    w = ag.Variable(start)
    made = getattr(optim, name)(**arguments)
    for value in expected:
        made.apply([w.numpy()], [w])
        assert w.item() == pytest.approx(value, rel=1e-6)


@every_formula
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_dtypes_stay(optimizer, arguments, dtype):
    start, gradients = numbers(3, (4,), dtype)
    made, w, scalar = optimizer(**arguments), ag.Variable(start), ag.Variable(start[0])
    for gradient in gradients:
        made.apply([gradient, gradient[0]], [w, scalar])
    assert w.dtype == scalar.dtype == dtype
    assert w.shape == (4,)
    assert scalar.shape == ()
    assert {slot.dtype for slot in made.variables[2:] if "product" not in slot.name} <= {np.dtype(dtype)}
    new, slots = made.update(start, gradients[0], made.slots(start), np.dtype(dtype).type(0.1), 1)
    assert new.dtype == dtype
    assert all(slot.dtype == dtype for name, slot in slots.items() if name != "product")


@every_formula
def test_update_is_pure(optimizer, arguments):
    start, (gradient,) = numbers(1, (3, 2))
    made = optimizer(**arguments)
    slots = made.slots(start)
    given = [start, gradient, *slots.values()]
    before = [each.copy() for each in given]
    for each in given:
        each.flags.writeable = False
    first = made.update(start, gradient, slots, 0.1, 1)
    again = made.update(start, gradient, slots, 0.1, 1)
    for each, copy in zip(given, before, strict=True):
        np.testing.assert_array_equal(each, copy)
    np.testing.assert_array_equal(first[0], again[0])
    assert first[1].keys() == slots.keys()
    assert made.iterations.item() == 0


@every_formula
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_same_formula_runs_on_tensors_bit_for_bit(optimizer, arguments, dtype):
    start, gradients = numbers(3, (3, 2), dtype)
    made, w = optimizer(**arguments), ag.Variable(start)
    tensor, slots = ag.Tensor(start), {name: ag.Tensor(slot) for name, slot in made.slots(start).items()}
    rate, decay = ag.Tensor(made.learning_rate.numpy()), made.weight_decay
    for t, gradient in enumerate(gradients, 1):
        made.apply([gradient], [w])
        tensor, slots = made.updated(tensor, ag.Tensor(gradient), slots, rate, ag.Tensor(t), weight_decay=decay)
    assert isinstance(tensor, ag.Tensor)
    assert all(isinstance(slot, ag.Tensor) for slot in slots.values())
    np.testing.assert_array_equal(tensor.numpy(), w.numpy(), strict=True)
    for slot, variable in zip(slots.values(), made.variables[2:], strict=True):
        np.testing.assert_array_equal(slot.numpy(), variable.numpy(), strict=True)


@every_formula
@pytest.mark.parametrize("order", ["C", "F"])
def test_large_arrays_give_what_small_ones_give(optimizer, arguments, order):
    """A large array is changed in blocks, if the formula allows it; nothing may tell."""
    rows = BLOCK // 8 // 100 * 3 + 1
    start, gradients = numbers(2, (rows, 100), "float64")
    made, w = optimizer(**arguments), ag.Variable(np.asarray(start, order=order))
    expected, slots = start, made.slots(start)
    for t, gradient in enumerate(gradients, 1):
        made.apply([np.asarray(gradient, order=order)], [w])
        rate, decay = made.learning_rate.item(), made.weight_decay
        expected, slots = made.updated(expected, gradient, slots, rate, t, weight_decay=decay)
    np.testing.assert_allclose(w.numpy(), expected, rtol=1e-12 if optimizer is optim.Lamb else 0, atol=0)


@pytest.mark.parametrize(
    ("made", "steps"),
    [
        (optim.SGD(0.1), 300),
        (optim.SGD(0.02, momentum=0.9), 300),
        (optim.SGD(0.02, momentum=0.9, nesterov=True), 300),
        (optim.RMSprop(optim.schedules.ExponentialDecay(0.1, 20, 0.7)), 600),
        (optim.RMSprop(optim.schedules.ExponentialDecay(0.05, 20, 0.7), momentum=0.5, centered=True), 600),
        (optim.Adam(0.1), 600),
        (optim.Adam(0.1, amsgrad=True), 600),
        (optim.AdamW(0.1, weight_decay=0.0), 600),
        (optim.Adagrad(1.0), 300),
        (optim.Adadelta(5.0), 1500),
        (optim.Adamax(0.1), 600),
        (optim.Nadam(0.1), 600),
        (optim.Lion(optim.schedules.ExponentialDecay(0.1, 20, 0.7)), 600),
        (optim.Ftrl(2.0), 300),
        (optim.Lamb(optim.schedules.ExponentialDecay(0.1, 20, 0.7)), 600),
    ],
    ids=repr,
)
def test_a_quadratic_is_minimized(made, steps):
    """f(w) = Σ k (w − c)² / 2, with curvatures k from 1 to 10."""
    curvature, center = np.array([1.0, 3.0, 10.0]), np.array([2.0, -1.0, 0.5])
    w = ag.Variable([0.5, 0.5, -0.5])
    for _ in range(steps):
        made.apply([curvature * (w.numpy() - center)], [w])
    np.testing.assert_allclose(w.numpy(), center, atol=1e-3)
