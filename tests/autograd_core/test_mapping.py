"""`vmap`: axes, containers, nesting, the loop it falls back to, and its errors. That it is right is a law."""

import random

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import GradientError, ShapeError
from autograd_core.mapping import Examples

X = np.array([[0.3, -1.2, 0.7], [1.5, 0.4, -0.2], [0.9, -0.8, 0.1], [2.0, 0.6, -1.1]])
W = np.array([0.5, -0.4, 1.2])


@pytest.fixture
def loops(monkeypatch):
    """Return a list with an entry for each time that the examples were gone through in a loop."""
    found, run = [], Examples._in_a_loop
    monkeypatch.setattr(Examples, "_in_a_loop", lambda self: found.append(1) or run(self))
    return found


def f(x):
    return np.tanh(x) * np.sum(x * W)


def looped(function, rows=X):
    return np.stack([np.asarray(function(row)) for row in rows])


class TestAxes:
    def test_of_arguments_and_results(self):
        np.testing.assert_array_equal(ag.vmap(lambda x: 2 * x, 1)(X), 2 * X.T)
        np.testing.assert_array_equal(ag.vmap(lambda x: 2 * x, -1, -1)(X), 2 * X)
        np.testing.assert_array_equal(ag.vmap(lambda x: 2 * x, 0, 1)(X), 2 * X.T)

    def test_an_argument_that_is_the_same_for_all(self):
        np.testing.assert_allclose(ag.vmap(np.dot, (0, None))(X, W), X @ W)
        np.testing.assert_allclose(ag.vmap(np.dot, [None, 0])(W, X), X @ W)

    def test_containers(self):
        def g(p, c):
            return {"sum": p["a"] + p["b"][0], "product": (p["a"] * c,)}

        found = ag.vmap(g, ({"b": [None], "a": 0}, None), {"sum": 1, "product": 0})({"a": X, "b": [W]}, 3.0)
        np.testing.assert_array_equal(found["sum"], (X + W).T)
        np.testing.assert_array_equal(found["product"][0], X * 3.0)

    def test_arguments_by_keyword(self):
        def g(x, *, scale, shift=0.0, name=None):
            assert name == "it"
            return x * scale + shift

        found = ag.vmap(g)(X, scale=np.arange(4.0), shift=1.0, name="it")
        np.testing.assert_array_equal(found, X * np.arange(4.0)[:, None] + 1)

    def test_words_inside_containers_are_the_same_for_all(self):
        found = ag.vmap(lambda p: getattr(np, p["f"])(p["x"]))({"x": X, "f": "sin"})
        np.testing.assert_array_equal(found, np.sin(X))

    def test_results_that_are_the_same_for_all(self):
        np.testing.assert_array_equal(ag.vmap(lambda x: W)(X), np.broadcast_to(W, X.shape))
        _, same = ag.vmap(lambda x: (2 * x, 2 * W), out_axes=(0, None))(X)
        np.testing.assert_array_equal(same, 2 * W)
        assert ag.vmap(lambda x: None)(X) is None

    def test_the_form_of_results(self):
        assert type(ag.vmap(f)(X)) is np.ndarray
        assert type(ag.vmap(f)(ag.Tensor(X))) is ag.Tensor
        assert ag.vmap(f)(X.astype("float32")).dtype == np.float64  # as W has it
        assert ag.vmap(np.sin)(X.astype("float32")).dtype == np.float32
        y = ag.vmap(lambda x: x)(X)
        assert not np.shares_memory(y, X)
        assert y.flags.writeable

    def test_no_examples(self):
        assert ag.vmap(f)(X[:0]).shape == (0, 3)
        assert ag.vmap(lambda x: x.reshape(-1))(np.zeros((0, 2, 3))).shape == (0, 6)


class TestNesting:
    def test_gradients_of_each_example(self, loops):
        found = ag.vmap(ag.grad(lambda w, x: np.sum(np.sin(w * x))), (None, 0))(W, X)
        np.testing.assert_allclose(found, np.cos(W * X) * X)
        assert not loops

    @pytest.mark.parametrize(
        "transform",
        [
            ag.jacobian(f),
            ag.grad(lambda x: np.sum(ag.stop_gradient(np.sin(x)) * x)),
            ag.jacobian(lambda x: np.outer(x, x)),
            ag.hessian(lambda x: np.sum(f(x))),
            lambda x: ag.hvp(lambda z: np.sum(f(z)))(x, W),
            lambda x: ag.jvp(f, (x,), (W,))[1],
            lambda x: ag.vjp(f, x)[1](W)[0],
            lambda x: ag.grad(lambda z: ag.grad(lambda u: np.sum(np.sin(u * z)))(x)[0] * z[0])(x),
            lambda x: ag.grad(lambda w: np.sum(w * x**2))(W),
            ag.vmap(lambda v: v * v),
            ag.grad(lambda x: np.sum(ag.vmap(lambda v: np.sum(np.sin(x * v)))(X))),
            ag.grad(lambda x: np.sum(ag.vmap(ag.grad(lambda v: np.sum(np.sin(x * v))))(X) * X)),
            ag.vmap(lambda v: ag.vjp(lambda u: np.sin(u * v), W)[1](W)[0]),
        ],
    )
    def test_of_transforms(self, transform, loops):
        np.testing.assert_allclose(ag.vmap(transform)(X), looped(transform), rtol=1e-12, atol=1e-14)
        assert not loops

    def test_twice(self, loops):
        outer = ag.vmap(ag.vmap(lambda a, b: np.sum(np.sin(a * b)), (None, 0)), (0, None))
        expected = np.sin(X[:, None] * X[None]).sum(-1)
        np.testing.assert_allclose(outer(X, X), expected)
        slope = ag.grad(lambda x: np.sum(outer(x, X) ** 2))(X)
        np.testing.assert_allclose(slope, 2 * np.einsum("ij,ijk,jk->ik", expected, np.cos(X[:, None] * X[None]), X))
        assert not loops

    def test_of_a_pullback_from_outside(self, loops):
        pullback = ag.vjp(f, W)[1]
        np.testing.assert_allclose(ag.vmap(pullback)(np.eye(3))[0], ag.jacobian(f)(W))
        assert not loops

    def test_of_a_pullback_from_the_vmap_outside(self):
        def rows(x):
            return ag.vmap(ag.vjp(f, x)[1])(np.eye(3))[0]

        np.testing.assert_allclose(ag.vmap(rows)(X), looped(ag.jacobian(f)), rtol=1e-12)

    def test_inside_a_gradient(self):
        slope = ag.grad(lambda x: np.sum(ag.vmap(f)(x) ** 2))(X)
        np.testing.assert_allclose(slope, looped(ag.grad(lambda x: np.sum(f(x) ** 2))), rtol=1e-12)

    def test_variables_that_the_function_closes_over(self):
        w = ag.Variable(W)
        np.sum(ag.vmap(lambda x: np.sum(np.sin(x * w)))(X)).backward()
        np.testing.assert_allclose(w.grad.numpy(), (np.cos(X * W) * X).sum(0))

    def test_an_array_changed_afterwards(self):
        w, rows = ag.Variable(W), X.copy()
        y = np.sum(ag.vmap(lambda x: np.sum(x * w))(rows))
        rows[:] = 100.0
        y.backward()
        np.testing.assert_allclose(w.grad.numpy(), X.sum(0))

    def test_inside_no_grad(self):
        def g(x):
            with ag.no_grad():
                factor = np.sum(ag.vmap(f)(X))
            return factor * x

        assert ag.jacobian(g)(X[0]).shape == (3, 3)


class TestLoop:
    @pytest.mark.parametrize(
        "function",
        [
            lambda x: x if x[0] > 1 else -x,
            lambda x: float(x[0]) * x,
            lambda x: x * np.argmax(x),
            lambda x: np.asarray(ag.stop_gradient(x)) * 2,
            lambda x: x[np.argsort(ag.stop_gradient(x).numpy())],
            np.median,
        ],
    )
    def test_what_asks_for_numbers(self, function, loops):
        np.testing.assert_allclose(ag.vmap(function)(X), looped(lambda x: function(ag.Tensor(x))))
        assert loops

    def test_what_writes(self, loops):
        def g(x):
            y = x * 1.0
            y[1:] = x[:2] * 3
            y += x
            return y

        np.testing.assert_allclose(ag.vmap(g)(X), looped(lambda x: g(ag.Tensor(x))))
        before = X.copy()

        def writes_into_its_argument(x):
            x *= 2.0
            return x

        np.testing.assert_array_equal(ag.vmap(writes_into_its_argument)(X), 2 * before)
        t = ag.Tensor(X)
        np.testing.assert_array_equal(ag.vmap(writes_into_its_argument)(t), 2 * before)
        np.testing.assert_array_equal(X, before)
        np.testing.assert_array_equal(t, before)

    @pytest.mark.parametrize("recorded", [False, True])
    def test_what_writes_into_a_tensor_from_outside(self, recorded):
        start = ag.Tensor(np.zeros(3), requires_grad=recorded)
        total, last, moving = start * 1.0, start * 1.0, ag.Variable(np.zeros(3))

        def g(x):
            nonlocal total
            total += x
            last[1:] = x[:2]
            last[np.argmax(x)] = 5.0
            moving.assign(0.5 * (moving + x))
            return x

        ag.vmap(g)(X)
        mean = np.zeros(3)
        for x in X:
            mean = 0.5 * (mean + x)
        np.testing.assert_allclose(total.numpy(), X.sum(0))
        np.testing.assert_allclose(moving.numpy(), mean)
        assert last.numpy().tolist() == [5, *X[-1, :2]]

    def test_what_writes_into_a_plain_array(self):
        def g(x):
            y = np.zeros(2)
            y[0] = x[0]
            return y

        np.testing.assert_array_equal(ag.vmap(g)(X)[:, 0], X[:, 0])

    def test_it_is_differentiable(self, loops):
        slope = ag.grad(lambda x: np.sum(ag.vmap(lambda v: v * v if v[0] > 1 else -v)(x)))(X)
        np.testing.assert_array_equal(slope, np.where(X[:, :1] > 1, 2 * X, -1))
        assert loops

    def test_a_handler_of_exceptions_does_not_hide_it(self):
        def g(x):
            try:
                return x if x[0] > 1 else -x
            except Exception:  # noqa: BLE001  # as a user may
                return 0 * x

        np.testing.assert_array_equal(ag.vmap(g)(X), np.where(X[:, :1] > 1, X, -X))

    def test_nor_does_one_of_everything(self, loops):
        def g(x):
            try:
                return x if x[0] > 1 else -x
            except:  # noqa: E722  # as a user may
                return 0 * x

        np.testing.assert_array_equal(ag.vmap(g)(X), np.where(X[:, :1] > 1, X, -X))
        assert loops

    def test_only_the_level_that_asks_loops(self, loops):
        def inner(a, b):
            return a * b if np.sum(b) > 0 else a

        found = ag.vmap(lambda b: ag.vmap(lambda a: inner(a, b))(X))(X)
        np.testing.assert_array_equal(found, [X * b if b.sum() > 0 else X for b in X])
        assert len(loops) == 1

    @pytest.mark.parametrize("kind", ["default", "ours", "legacy", "python", "closed over", "given"])
    def test_each_example_draws_for_itself(self, kind):
        ours, theirs = ag.random.Generator(0), np.random.default_rng(0)
        state, pythons = np.random.get_state(), random.getstate()  # noqa: NPY002  # it is what is drawn from
        draws = {
            "default": lambda x: x + ag.random.normal(),
            "ours": lambda x: x + ours.normal(),
            "legacy": lambda x: x + np.random.normal(),  # noqa: NPY002  # as above
            "python": lambda x: x + random.random(),
            "closed over": lambda x: x + theirs.normal(),
        }
        if kind == "given":
            found = ag.vmap(lambda x, rng: x + rng.normal(), (0, None))(np.zeros(3), theirs)
        else:
            found = ag.vmap(draws[kind])(np.zeros(3))
        np.random.set_state(state)  # noqa: NPY002  # as above
        random.setstate(pythons)
        assert len(set(found.tolist())) == 3
        if kind == "closed over":
            assert found.tolist() == np.random.default_rng(0).normal(size=3).tolist()


class TestMistakes:
    @pytest.mark.parametrize(
        ("call", "error", "text"),
        [
            (
                lambda: ag.vmap(np.add)(X, W),
                ShapeError,
                "vmap needs axes of one length: got lengths 4, 3. Pass as many of each, or in_axes=None.",
            ),
            (
                lambda: ag.vmap(np.sin, None)(X),
                GradientError,
                "vmap maps over nothing: got in_axes without an axis. Name an axis of an argument.",
            ),
            (
                lambda: ag.vmap(np.add, (0,))(X, X),
                ShapeError,
                "in_axes has another form: got a list of 1 for a list of 2. Nest it alike.",
            ),
            (
                lambda: ag.vmap(lambda x: (x, x), out_axes=(0,))(X),
                ShapeError,
                "out_axes has another form: got a tuple of 1 for a tuple of 2. Nest it alike.",
            ),
            (
                lambda: ag.vmap(f, out_axes=None)(X),
                GradientError,
                "out_axes is None for a result that differs: got examples. Name an axis for it.",
            ),
            (
                lambda: ag.vmap(float)(X[:0, 0]),
                ShapeError,
                (
                    "vmap cannot know the shapes of results: got no examples. "
                    "Pass at least one, or use only operations that need no loop."
                ),
            ),
            (
                lambda: ag.vmap(lambda x: "word")(X),
                GradientError,
                (
                    "the function returned no array: got str 'word'. "
                    "Return the array or number that is to be differentiated."
                ),
            ),
            (
                lambda: ag.vmap(lambda x: [x] if x[0] > 1 else [x, x])(X),
                ShapeError,
                (
                    "vmap cannot stack results: got other containers for other examples. "
                    "Return the same containers for all."
                ),
            ),
        ],
    )
    def test_a_named_error(self, call, error, text):
        with pytest.raises(error) as caught:
            call()
        assert str(caught.value) == text

    def test_an_argument_without_axes(self):
        with pytest.raises(ShapeError, match="no such axis: got axis 0 for an array with 0 axes"):
            ag.vmap(np.sin)(1.0)

    def test_errors_tell_of_one_example(self):
        with pytest.raises(ShapeError, match=r"matmul cannot be applied: got shapes \(3,\) and \(2,\)"):
            ag.vmap(lambda x: x @ np.ones(2))(X)

    def test_results_of_different_shapes(self):
        with pytest.raises(ShapeError, match=r"stack needs arrays of one shape: got shapes \(1,\) and \(1,\)"):
            ag.vmap(lambda x: x[x > 0.5])(X)

    def test_a_value_that_is_kept(self):
        kept = []
        ag.vmap(lambda x: kept.append(x) or 2 * x)(X)
        with pytest.raises(GradientError) as caught:
            kept[0] + 1
        assert str(caught.value) == (
            "a value inside vmap was kept beyond it: got shape (3,). Return it from the function instead."
        )
