"""Random numbers: repeatable, of the right distribution, differentiable by their parameters."""

import math

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import DTypeError, ShapeError
from autograd_core.ops.random import Generator, default

DRAWS = {
    "normal": lambda rng, a, b, **form: rng.normal(a, b, **form),
    "uniform": lambda rng, a, b, **form: rng.uniform(a, b, **form),
    "gumbel": lambda rng, a, b, **form: rng.gumbel(a, b, **form),
    "exponential": lambda rng, a, b, **form: rng.exponential(b, **form),
}
MOMENTS = {  # mean and standard deviation for parameters 1 and 3
    "normal": (1, 3),
    "uniform": (2, 2 / math.sqrt(12)),
    "gumbel": (1 + 3 * 0.5772156649, 3 * math.pi / math.sqrt(6)),
    "exponential": (3, 3),
}


@pytest.mark.parametrize("name", DRAWS)
class TestSmoothDraws:
    def test_the_same_seed_gives_the_same_numbers(self, name):
        first, second = (DRAWS[name](Generator(3), 1.0, 2.0, size=4).tolist() for _ in range(2))
        assert first == second
        assert first != DRAWS[name](Generator(4), 1.0, 2.0, size=4).tolist()

    def test_mean_and_deviation(self, name):
        y = DRAWS[name](Generator(0), 1.0, 3.0, size=40_000).numpy()
        mean, deviation = MOMENTS[name]
        assert abs(y.mean() - mean) < 4 * deviation / 200
        assert abs(y.std() / deviation - 1) < 0.03

    def test_the_gradient_is_that_of_the_formula(self, name):
        def f(a, b):
            return np.sum(DRAWS[name](Generator(0), a, b, size=3) ** 2)

        a, b, h = 0.5, 2.0, 1e-5
        found = ag.grad(f, (0, 1))(a, b)
        expected = [(f(a + h, b) - f(a - h, b)) / (2 * h), (f(a, b + h) - f(a, b - h)) / (2 * h)]
        np.testing.assert_allclose(found, [e.item() for e in expected], rtol=1e-6, atol=1e-8)

    def test_shapes_and_types_follow_the_parameters(self, name):
        rng, a, b = Generator(0), np.zeros((3, 1), np.float32), np.ones((3, 4), np.float32)
        y = DRAWS[name](rng, a, b)
        assert (y.shape, y.dtype) == ((3, 4), np.float32)
        assert DRAWS[name](rng, 0.0, 1.0).shape == ()
        assert DRAWS[name](rng, 0.0, 1.0, size=2).dtype == np.float64
        assert DRAWS[name](rng, 0.0, 1.0, size=(2, 0), dtype="float32").dtype == np.float32
        assert DRAWS[name](rng, np.zeros(2), np.ones(2), dtype=np.float32).dtype == np.float32
        assert DRAWS[name](rng, np.zeros(2, int), np.ones(2, np.float32)).dtype == np.float32
        assert ag.grad(lambda b: np.sum(DRAWS[name](rng, 0.0, b, size=(5, 3, 4))))(b).shape == b.shape

    def test_errors(self, name):
        with pytest.raises(ShapeError) as error:
            DRAWS[name](Generator(0), 0.0, np.ones((3, 1)), size=4)
        assert str(error.value) == (
            "the parameters of a draw do not broadcast to its size: got parameters of shape (3, 1) for size=(4,)."
            " Leave the size out."
        )
        with pytest.raises(DTypeError) as error:
            DRAWS[name](Generator(0), 0.0, 1.0, dtype="float16")
        assert str(error.value) == ("no random numbers of this dtype: got float16. Pass dtype='float32' or 'float64'.")


def test_parameters_that_do_not_fit_together():
    with pytest.raises(ShapeError) as error:
        Generator(0).normal(np.ones(3), np.ones(4))
    assert str(error.value) == (
        "the parameters of a draw do not fit together: got shapes (3,) and (4,)."
        " Pass parameters of shapes that broadcast."
    )


def test_state_can_be_kept():
    rng = Generator(1)
    rng.normal(size=3)
    state = rng.state
    first = rng.uniform(size=3).tolist()
    rng.state = state
    assert rng.uniform(size=3).tolist() == first


def test_the_default_generator_can_be_seeded():
    state = default.state
    ag.random.seed(5)
    first = ag.random.normal(size=2).tolist()
    ag.random.seed(5)
    assert ag.random.normal(size=2).tolist() == first == Generator(5).normal(size=2).tolist()
    default.state = state


def test_bernoulli():
    y = Generator(0).bernoulli(np.array([0.0, 0.25, 1.0]), size=(20_000, 3))
    assert y.dtype == np.bool_
    np.testing.assert_allclose(y.numpy().mean(0), [0, 0.25, 1], atol=0.015)


class TestCategorical:
    def test_frequencies_are_the_softmax(self):
        logits = np.log([0.2, 0.5, 0.3])
        found = np.bincount(Generator(0).categorical(logits, size=20_000).numpy(), minlength=3) / 20_000
        np.testing.assert_allclose(found, [0.2, 0.5, 0.3], atol=0.015)

    def test_shapes(self):
        assert Generator(0).categorical(np.zeros((4, 3))).shape == (4,)
        assert Generator(0).categorical(np.zeros((4, 3)), size=(2, 4)).shape == (2, 4)
        with pytest.raises(ShapeError, match=r"categorical needs logits over classes: got shape \(\)"):
            Generator(0).categorical(1.0)


def test_integers():
    y = Generator(0).integers(2, 4, size=100).numpy()
    assert set(y.tolist()) == {2, 3}
    assert set(Generator(0).integers(0, 1, size=100, endpoint=True).tolist()) == {0, 1}


class TestPermutation:
    def test_of_a_number(self):
        assert sorted(Generator(0).permutation(5).tolist()) == [0, 1, 2, 3, 4]

    def test_the_gradient_goes_back_to_the_slices(self):
        x, weights = np.arange(6.0).reshape(3, 2), np.arange(1.0, 4.0)[:, None]
        order = np.random.Generator(np.random.PCG64(0)).permutation(3)
        y, pullback = ag.vjp(lambda x: Generator(0).permutation(x), x)
        np.testing.assert_array_equal(y, x[order])
        (gradient,) = pullback(np.broadcast_to(weights, (3, 2)))
        np.testing.assert_array_equal(gradient[order], np.broadcast_to(weights, (3, 2)))

    def test_along_another_axis(self):
        x = np.arange(6.0).reshape(2, 3)
        assert sorted(Generator(0).permutation(x, axis=1).numpy()[0].tolist()) == [0, 1, 2]
