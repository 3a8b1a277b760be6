"""A program gives and draws what the function does, and is whole: also with threads, exceptions and Ctrl-C."""

import gc
import signal
import threading
import weakref

import numpy as np
import pytest

import autograd_core as ag
import nn
import optim
from autograd_core.errors import NotFiniteError
from autograd_core.graph.compiling import compile as compiled
from autograd_core.observing import observed
from autograd_core.tensor import Tensor
from autograd_core.tree import flatten
from tests.autograd_core.graph.compiled import NATIVE, X, numpy_only, same

# --------------------------------------------------------------------------------------------------------- same results


@pytest.mark.parametrize(
    "function",
    [
        lambda x: np.tanh(x) * 2.0 + x,
        np.sum,
        lambda x: x,
        lambda x: x * 0.0 + 1,
        lambda x: (x, {"twice": 2 * x}, [np.sum(x), None, "word"]),
        lambda x: x[0],
        lambda x: x[::-1] + x[1],
        lambda x: x.reshape(3, 1) @ x.reshape(1, 3),
        np.argsort,
        lambda x: x > 0,
        lambda x: (x * 10).astype(int),
        lambda x: x.astype(np.float32) / 3,
        lambda x: np.where(x > 0, np.sqrt(np.abs(x)), x),
        lambda x: np.zeros(2),
        lambda x: (x + 1, x + 1),
        lambda x: np.linalg.norm(x) / np.max(x),
    ],
)
@pytest.mark.parametrize("form", [np.asarray, Tensor])
def test_results_are_those_of_the_function(function, form):
    program = numpy_only(function)
    for x in (X, X * 0.7 - 1, -X):
        got, wanted = program(form(x)), function(form(x))
        for a, b in zip(flatten(got)[0], flatten(wanted)[0], strict=True):
            assert same(a, b) if isinstance(b, (Tensor, np.ndarray, np.generic)) else a == b
    assert program.made == 1


@pytest.mark.parametrize("use_native", NATIVE)
def test_a_training_step_is_the_function_bit_for_bit_or_nearly(use_native):
    def made():
        rng = np.random.default_rng(0)
        w, b = ag.Variable(rng.normal(size=(4, 3)), name="w"), ag.Variable(np.zeros(3), name="b")
        optimizer = optim.Adam(0.01)

        def step(x, y):
            loss = np.mean((np.tanh(x @ w + b) - y) ** 2)
            loss.backward()
            gradients = [w.grad, b.grad]
            w.grad = b.grad = None
            optimizer.apply(gradients, [w, b])
            return loss

        return step, [w, b]

    rng = np.random.default_rng(1)
    batches = [(rng.normal(size=(8, 4)), rng.normal(size=(8, 3))) for _ in range(5)]
    eager, weights = made()
    function, own = made()
    step = compiled(function, native=use_native)
    for x, y in batches:
        a, b = step(x, y), eager(x, y)
        assert type(a) is type(b)
        assert same(a, b) if not use_native else np.allclose(a.array, b.array, rtol=1e-13)
    for a, b in zip(own, weights, strict=True):
        assert np.array_equal(a.array, b.array) if not use_native else np.allclose(a.array, b.array, rtol=1e-12)
    assert (step.made, step.calls, step.eager_calls) == (1, 5, 0)


def test_results_are_the_callers_own():
    program = numpy_only(lambda x: (np.tanh(x), x * 2.0))
    first, twice = program(X)
    kept = first.copy()
    program(X + 1)
    assert np.array_equal(first, kept)
    assert first.flags.writeable
    twice[:] = 0.0
    assert np.array_equal(program(X)[1], X * 2.0)


def test_a_result_that_is_an_argument_shares_no_memory_with_a_variable():
    w = ag.Variable(X.copy())

    @numpy_only
    def step():
        w.assign(w + 1.0)
        return w.array

    first = step()
    step()
    assert np.array_equal(first, X + 1)
    assert np.array_equal(w.array, X + 2)


def test_arguments_are_never_written_to():
    given = X.copy()
    given.flags.writeable = False
    numpy_only(lambda x: np.exp(x * 2.0) + x)(given)
    assert np.array_equal(given, X)


@pytest.mark.parametrize(
    "lay",
    [
        np.asfortranarray,
        lambda x: x[::-1, ::-1],
        lambda x: np.repeat(x, 2, axis=1)[:, ::2],
        lambda x: x.astype(x.dtype.newbyteorder()),
        lambda x: np.frombuffer(b"\0" + x.tobytes(), np.uint8)[1:].view(x.dtype).reshape(x.shape),
    ],
    ids=["Fortran", "reversed", "strided", "other byte order", "unaligned"],
)
def test_every_memory_layout_is_taken(lay):
    x = np.arange(12.0).reshape(3, 4)
    program = numpy_only(lambda x: np.sum(np.sqrt(x), axis=1) * 2.0)
    assert np.array_equal(program(lay(x)), program.function(x[::-1, ::-1] if lay(x)[0, 0] == 11 else x))


def test_a_scalar_is_taken_as_number_array_or_tensor():
    program = numpy_only(lambda x, s: x * s)
    assert same(program(X, np.float64(2.0)), X * 2.0)
    assert same(program(X, np.array(2.0)), X * 2.0)
    assert same(program(X, 2.0), X * 2.0)
    assert same(program(X, Tensor(2.0)), Tensor(X * 2.0))


def test_zero_sizes():
    program = numpy_only(lambda x: (np.sum(np.exp(x), axis=0), x * 2))
    for a, b in zip(program(np.ones((0, 3))), program.function(np.ones((0, 3))), strict=True):
        assert same(a, b)


# ---------------------------------------------------------------------------------------------------------------- draws


@pytest.mark.parametrize("use_native", NATIVE)
def test_the_same_seed_gives_the_same_draws(use_native):
    def function(x):
        noise = ag.random.normal(size=3) + ag.random.uniform(size=3) + ag.random.exponential(size=3)
        keep = ag.random.bernoulli(0.5, 3)
        return ag.random.permutation(np.where(keep.array, x, noise)), ag.random.integers(10, size=2)

    program = compiled(function, native=use_native)
    ag.random.seed(4)
    eager = [function(X) for _ in range(3)]
    ag.random.seed(4)
    for (a, b), (c, d) in zip([program(X) for _ in range(3)], eager, strict=True):
        assert np.allclose(a.array, c.array, rtol=1e-15)
        assert same(b, d)
    ag.random.seed(4)
    program(X)
    a = function(X)
    assert np.allclose(a[0].array, eager[1][0].array), "compiled and eager runs go on where the other stopped"


def test_dropout_is_the_same_compiled():
    layer = nn.layers.Dropout(0.5)
    program = numpy_only(lambda x: layer(x, training=True))
    x = np.ones((5, 4), np.float32)
    ag.random.seed(1)
    wanted = [layer(x, training=True) for _ in range(3)]
    ag.random.seed(1)
    for y in wanted:
        assert np.array_equal(program(x).array, y.array)


def test_a_generator_of_ones_own():
    own = ag.random.Generator(9)
    program = numpy_only(lambda x: x + own.normal(size=3))
    got = [program(X).array for _ in range(2)]
    other = ag.random.Generator(9)
    for y in got:
        assert np.array_equal(y, X + other.normal(size=3).array)


def test_two_generators_of_one_program():
    a, b = ag.random.Generator(1), ag.random.Generator(2)
    program = numpy_only(lambda: (a.normal(size=2), b.normal(size=2), a.normal(size=2)))
    got = program()
    a, b = ag.random.Generator(1), ag.random.Generator(2)
    for y, wanted in zip(got, [a.normal(size=2), b.normal(size=2), a.normal(size=2)], strict=True):
        assert np.array_equal(y.array, wanted.array)


def test_a_generator_that_was_seeded_anew_is_read_anew():
    program = numpy_only(lambda: ag.random.normal(size=2))
    ag.random.seed(1)
    first = program().array
    ag.random.seed(2)
    second = program().array
    ag.random.seed(1)
    assert np.array_equal(program().array, first)
    assert not np.array_equal(first, second)


# -------------------------------------------------------------------------------------------------- threads, exceptions


def test_two_threads_call_one_function():
    w = ag.Variable(np.zeros(100))

    @numpy_only
    def step(x):
        w.assign(w + x)
        return np.sum(w)

    failures = []

    def work():
        try:
            for _ in range(200):
                step(np.ones(100))
        except Exception as error:  # noqa: BLE001  # whatever it is, the test must see it
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert np.array_equal(w.array, np.full(100, 800.0))


def test_two_threads_trace_two_functions():
    results, failures = {}, []

    def work(k):
        try:
            w = ag.Variable(np.full(3, float(k)))

            @numpy_only
            def step(x):
                loss = np.sum((w - x) ** 2)
                loss.backward()
                w.assign(w - 0.25 * w.grad)
                w.grad = None
                return loss

            for size in range(20):
                program = numpy_only(lambda x: np.exp(x) * k)
                assert np.array_equal(program(np.ones(size)), np.exp(np.ones(size)) * k)
            results[k] = [step(np.zeros(3)).item() for _ in range(5)]
        except Exception as error:  # noqa: BLE001  # as above
            failures.append(error)

    threads = [threading.Thread(target=work, args=(k,)) for k in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert results == {k: [3.0 * k * k / 4.0**i for i in range(5)] for k in range(1, 5)}


class Breaking:
    """A generator of NumPy that breaks in its second draw."""

    def __init__(self, error=None):
        self.draws, self.error = 0, error
        self.bit_generator = np.random.PCG64(0)

    def standard_normal(self, size, dtype=np.float64):
        self.draws += 1
        if self.draws == 2 and self.error:
            raise self.error
        if self.draws == 2:
            signal.raise_signal(signal.SIGINT)
        return np.ones(size, dtype)


def test_an_exception_in_the_middle_leaves_every_variable_at_its_old_value():
    own = ag.random.Generator(0)
    a, b = ag.Variable(X.copy(), name="a"), ag.Variable(X * 2, name="b")

    @numpy_only
    def step():
        a.assign(a + own.normal(size=3))
        b.assign(b + own.normal(size=3))

    step.plan_of()
    own._stream = Breaking(OSError("no numbers left"))
    with pytest.raises(OSError, match="no numbers left"):
        step()
    assert np.array_equal(a.array, X)
    assert np.array_equal(b.array, X * 2)


def test_nan_guard_raises_as_eager_does():
    function = ag.grad(lambda x: np.sum(np.log(x) * x))
    program = numpy_only(function)
    program(X + 3)
    said = []
    for call in (function, program):
        with ag.nan_guard(), pytest.raises(NotFiniteError) as caught:
            call(np.zeros(3))
        said.append(str(caught.value))
    assert said[0] == said[1]


def test_who_observes_operations_sees_those_of_a_compiled_function():
    program, seen = numpy_only(lambda x: np.tanh(x) * 2.0), []
    program(Tensor(X))
    with observed(lambda operation, operands, result: seen.append(operation.name)):
        program(Tensor(X))
    assert seen == ["tanh", "multiply"]
    assert program.calls == 1


def test_ctrl_c_during_a_step_waits_until_it_is_done():
    own = ag.random.Generator(0)
    a, b = ag.Variable(X.copy(), name="a"), ag.Variable(X * 2, name="b")

    @numpy_only
    def step():
        a.assign(a + own.normal(size=3))
        b.assign(b + own.normal(size=3))

    step.plan_of()
    own._stream = Breaking()
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        step()
    assert np.array_equal(a.array, X + 1)
    assert np.array_equal(b.array, X * 2 + 1)
    assert signal.getsignal(signal.SIGINT) is before
    step()
    assert np.array_equal(a.array, X + 2)


def test_a_check_that_fails_runs_the_function_with_the_same_draws():
    w = ag.Variable(np.array([0.0, 4.0]))

    def function():
        noise = ag.random.normal(size=2)
        loss = np.sum(np.where(w > 0, np.sqrt(w), 0.0) * noise)
        loss.backward()
        gradient, w.grad = w.grad, None
        w.assign(w - gradient)
        return loss

    step, found = numpy_only(function), []
    for call in (function, step):
        w.assign(np.array([0.0, 4.0]))
        ag.random.seed(5)
        with np.errstate(all="ignore"):
            found.append((call().item(), w.array.copy(), ag.random.normal().item()))
    assert step.eager_calls == 1
    assert found[0][0] == found[1][0]
    assert np.array_equal(found[0][1], found[1][1])
    assert found[0][2] == found[1][2]


# --------------------------------------------------------------------------------------------------------------- memory


def test_a_program_goes_with_its_function():
    def run():
        w = ag.Variable(X.copy())

        @numpy_only
        def step(x):
            w.assign(w + x)

        step(X)
        return weakref.ref(w)

    gone = run()
    gc.collect()
    assert gone() is None
