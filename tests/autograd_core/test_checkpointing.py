"""`checkpoint`: the same values and gradients of every order, with less memory, or a named error."""

import tracemalloc

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import GradientError, WriteError

X = np.array([0.3, -1.2, 0.7])
W = np.array([0.5, -0.4, 1.2])


def plain(function):
    return function


def both(make):
    """Return what a function of `checkpoint` gives with it, and without."""
    return make(ag.checkpoint), make(plain)


def same(got, expected):
    for a, b in zip(got, expected, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-13, atol=1e-14)


class TestGradients:
    @pytest.mark.parametrize("transform", [ag.grad, ag.hessian, lambda f: ag.jacobian(ag.hessian(f))])
    def test_of_every_order(self, transform):
        same(*both(lambda wrap: transform(lambda x: np.sum(wrap(lambda z: np.tanh(z) * z[0])(np.sin(x))))(X)))

    def test_forward_mode(self):
        same(*both(lambda wrap: ag.jvp(wrap(lambda x: np.cumsum(np.sin(x))), (X,), (W,))))

    def test_jacobian_side_by_side(self):
        B = np.arange(15.0).reshape(5, 3) / 15
        same(*both(lambda wrap: ag.jacobian(wrap(lambda x: np.sin(B @ x)))(X)))

    def test_containers_and_keywords(self):
        def f(p, *, scale, names=("a", "b")):
            return {"y": p[names[0]] * p[names[1]] * scale, "n": 3, "z": (np.sum(p["a"]), None, "word")}

        def make(wrap):
            def total(p, scale):
                found = wrap(f)(p, scale=scale)
                assert (found["n"], found["z"][1:]) == (3, (None, "word"))
                return np.sum(found["y"]) * found["z"][0]

            by_p, by_scale = ag.grad(total, (0, 1))({"a": X, "b": W}, 2.0)
            return by_p["a"], by_p["b"], by_scale

        same(*both(make))

    def test_nested(self):
        def make(wrap):
            inner = wrap(lambda x: np.sin(x) * W)
            return ag.hessian(wrap(lambda x: np.sum(inner(inner(x)) ** 2)))(X)

        same(*both(make))

    def test_what_it_closes_over(self):
        def make(wrap):
            w = ag.Variable(W)
            t = ag.Tensor(X, requires_grad=True)
            middle = np.exp(t)
            f = wrap(lambda x: np.sum(np.sin(x * w) * middle))
            (f(t * 2.0) * f(middle)).backward()
            return w.grad.numpy(), t.grad.numpy()

        same(*both(make))

    def test_what_it_closes_over_in_a_transform(self):
        def make(wrap):
            def f(x):
                z = np.exp(x)
                return wrap(lambda y: np.sum(np.tanh(y * z)))(x * x) + wrap(lambda: np.sum(z))()

            return ag.grad(f)(X), ag.hessian(f)(X)

        same(*both(make))

    def test_a_result_that_is_an_argument_or_closed_over(self):
        def make(wrap):
            def f(x):
                z = x * x
                a, b = wrap(lambda y: (y, z))(x)
                return np.sum(a * b)

            return [ag.grad(f)(X)]

        same(*both(make))

    def test_writes_inside(self):
        def f(x):
            x = x.copy()
            x[0] = 5.0 * x[1]
            return np.sum(x * x)

        same(*both(lambda wrap: [ag.grad(wrap(f))(X)]))

    def test_no_grad_inside(self):
        def f(x):
            with ag.no_grad():
                factor = np.sum(x)
            return np.sum(x * x) * factor

        same(*both(lambda wrap: [ag.grad(wrap(f))(X)]))

    def test_a_transform_inside(self):
        same(*both(lambda wrap: [ag.grad(wrap(lambda x: np.sum(ag.grad(lambda z: np.sum(z**3))(x) ** 2)))(X)]))

    def test_with_vmap_inside_and_outside(self):
        Y = np.stack([X, W, X * W])

        def make(wrap):
            f = wrap(lambda x: np.sum(np.tanh(x) * x[0]))
            through = ag.grad(lambda y: np.sum(ag.vmap(f)(y) ** 2))(Y)
            inside = ag.grad(wrap(lambda y: np.sum(ag.vmap(lambda x: np.sum(np.sin(x) * x[0]))(y))))(Y)
            return ag.vmap(ag.grad(f))(Y), through, inside, ag.vmap(ag.hessian(f))(Y)

        same(*both(make))

    def test_constants_changed_afterwards(self):
        a = np.ones(3)

        def f(x):
            y = ag.checkpoint(lambda x, a: np.sum(x * x * a))(x, a)
            a[:] = 100.0
            return y

        assert ag.grad(f)(X).tolist() == (2 * X).tolist()

    def test_without_a_gradient_it_is_the_function(self):
        calls = []
        f = ag.checkpoint(lambda x: calls.append(1) or x * 2)
        assert f(X).tolist() == (2 * X).tolist()
        with ag.no_grad():
            assert not f(ag.Variable(X)).requires_grad
        assert len(calls) == 2


class TestDraws:
    @pytest.mark.parametrize("kind", ["default", "ours", "legacy", "closed over", "given"])
    def test_the_same_numbers_again(self, kind):
        ours, theirs = ag.random.Generator(0), np.random.default_rng(0)
        noise = {
            "default": lambda rng: ag.random.normal(size=3),
            "ours": lambda rng: ours.normal(size=3),
            "legacy": lambda rng: np.random.normal(size=3),  # noqa: NPY002  # it is what is drawn from
            "closed over": lambda rng: theirs.normal(size=3),
            "given": lambda rng: rng.normal(size=3),
        }[kind]
        state = np.random.get_state()  # noqa: NPY002  # as above
        drawn = []

        def f(x, rng):
            drawn.append(np.asarray(theirs.normal(size=3) if kind == "closed over" else noise(rng)))
            return np.sum(x * drawn[-1])

        gradient = ag.grad(ag.checkpoint(f))(X, theirs)
        after = np.asarray(noise(theirs))
        np.random.set_state(state)  # noqa: NPY002  # as above
        assert len(drawn) == 2
        np.testing.assert_array_equal(drawn[0], drawn[1])
        np.testing.assert_array_equal(gradient, drawn[0])
        assert not np.array_equal(after, drawn[0])

    def test_a_generator_that_nobody_knows(self):
        holder = {"rng": np.random.default_rng(0)}
        with pytest.raises(GradientError) as caught:
            ag.grad(ag.checkpoint(lambda x: np.sum(x * holder["rng"].normal(size=3))))(X)
        assert str(caught.value) == (
            "a checkpointed function gives something else each time: got other results in the backward pass. "
            "Change what it reads, Variables too, only afterwards, and pass random generators as arguments."
        )

    def test_an_order_that_nobody_knows(self):
        orders = iter([[0, 1, 2], [2, 1, 0]])
        with pytest.raises(GradientError, match="a checkpointed function gives something else each time"):
            ag.grad(lambda x: np.sum(ag.checkpoint(lambda v: v[next(orders)])(x) * X))(X)


class TestMistakes:
    def test_a_variable_assigned_to_in_between(self):
        w, t = ag.Variable(2.0), ag.Tensor(X, requires_grad=True)
        y = np.sum(ag.checkpoint(lambda x: x * w)(t))
        w.assign(2.001)
        with pytest.raises(GradientError, match="a checkpointed function gives something else each time"):
            y.backward()

    def test_an_argument_that_is_a_variable_may_be_assigned_to(self):
        w = ag.Variable(2.0)
        y = ag.checkpoint(lambda w: w * w)(w)
        w.assign(3.0)
        y.backward()
        assert w.grad.item() == 4.0

    def test_an_input_created_inside(self):
        with pytest.raises(GradientError) as caught:
            ag.grad(ag.checkpoint(lambda x: np.sum(x * ag.Tensor(W, requires_grad=True))))(X)
        assert str(caught.value) == (
            "a function that is run again has an input of its own: got a Tensor with requires_grad=True, "
            "or a Variable, that it creates. Create it outside."
        )

    def test_an_argument_that_is_written_into(self):
        def f(x):
            x[0] = 1.0
            return np.sum(x)

        with pytest.raises(WriteError, match="writing into a tensor that wants a gradient"):
            ag.checkpoint(f)(ag.Tensor(X, requires_grad=True) * 1.0)

    def test_results_of_another_number(self):
        counts = iter([1, 2])
        f = ag.checkpoint(lambda x: [x * x][: next(counts) % 2])
        with pytest.raises(GradientError, match="a checkpointed function gives something else each time"):
            ag.grad(lambda x: np.sum(f(x)[0]))(X)


def peak(function):
    """Return the most memory that a gradient takes, in arrays like its argument."""
    x = np.ones(5_000)
    tracemalloc.start()
    ag.grad(function)(x)
    found = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return found / x.nbytes


def test_memory_grows_with_the_square_root():
    def steps(n):
        def run(x):
            for _ in range(n):
                x = np.sin(x)
            return x

        return run

    def pieces(n):
        def run(x):
            piece = ag.checkpoint(steps(n))
            for _ in range(n):
                x = piece(x)
            return np.sum(x)

        return run

    assert peak(lambda x: np.sum(steps(400)(x))) > 400
    assert peak(pieces(20)) < 60
    assert peak(pieces(20)) < 1.25 * 2 * peak(pieces(10))
