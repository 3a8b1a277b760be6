"""Values with a hidden axis."""

import threading

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.batching import Batch, Batched, Level, Loop, at_work, whole
from autograd_core.operation import Binary, Operation, Unary

LEVEL = Level(2)


@pytest.fixture
def x():
    with at_work(LEVEL):
        yield Batched(LEVEL, ag.Tensor(np.arange(6.0).reshape(2, 3)))


def test_it_shows_one_example(x):
    assert (x.shape, x.ndim, x.size, x.dtype, len(x), x.nbytes) == ((3,), 1, 3, np.float64, 3, 24)
    assert (np.shape(x), np.ndim(x), np.size(x)) == ((3,), 1, 3)
    assert repr(x) == "<one of 2 examples: shape (3,), dtype float64>"
    assert x.memory.shape == (2, 3)
    assert not x.requires_grad
    assert [row.shape for row in x] == [(), (), ()]
    with pytest.raises(TypeError, match="len"):
        len(x[0])


@pytest.mark.parametrize(
    "ask",
    [
        lambda x: bool(x[0]),
        lambda x: float(x[0]),
        lambda x: int(x[0]),
        lambda x: complex(x[0]),
        np.asarray,
        lambda x: x.numpy(),
        lambda x: x.item(),
        lambda x: x.tolist(),
        lambda x: np.sin(x.array),
        lambda x: x.array + 1,
        lambda x: 1 - x.array,
        lambda x: x.array == 0,
        lambda x: x.array[0],
        lambda x: np.sort(x.array),
        lambda x: list(x.array),
        lambda x: x.array.copy(),
        lambda x: f"{x:.2f}",
        lambda x: 1.0 in x,
        lambda x: np.zeros(3)[x],
        lambda x: np.put(x, 0, 1.0),
        lambda x: x.__setitem__(0, 1.0),
        lambda x: x.__iadd__(1.0),
        lambda x: np.add(x, 1.0, out=np.zeros(3)),
    ],
)
def test_whoever_asks_for_numbers_is_told_to_loop(x, ask):
    with pytest.raises(Loop) as caught:
        ask(x)
    assert caught.value.level is LEVEL


def test_types_of_numbers(x):
    assert x.astype("float32").dtype == np.float32
    assert x.astype(int).physical.dtype == np.int64
    assert ag.stop_gradient(x).physical.array.tolist() == x.memory.tolist()
    assert (x > 1).physical.array.tolist() == [[False, False, True], [True, True, True]]


def test_the_same_for_all_is_repeated(x):
    assert whole(LEVEL, 3.0).array.tolist() == [3, 3]
    assert whole(LEVEL, x) is x.physical


def test_down_and_up_again():
    outer, inner = Level(2), Level(4)
    batch = Batch((outer, inner))
    with at_work(outer), at_work(inner):
        a = Batched(outer, ag.Tensor(np.arange(6.0).reshape(2, 3)))
        b = Batched(inner, ag.Tensor(np.arange(12.0).reshape(4, 3)))
        for value in (a, b, a * b, 2.0, np.ones(3)):
            low = batch.lower(value)
            assert low.shape == (2, 4, *np.shape(value))
            assert batch.show(low).shape == np.shape(value)
        np.testing.assert_array_equal(
            batch.lower(a * b), np.arange(6.0).reshape(2, 1, 3) * np.arange(12.0).reshape(1, 4, 3)
        )


def test_other_threads_and_the_time_after_see_plain_operations():
    plain = [vars(kind)["__call__"] for kind in (Operation, Unary, Binary)]
    seen = []
    with at_work(LEVEL):
        x = Batched(LEVEL, ag.Tensor(np.ones((2, 3))))
        other = threading.Thread(target=lambda: seen.append(ag.tanh(ag.Tensor(0.0)).item()))
        other.start()
        other.join()
        assert ag.tanh(x).shape == (3,)
    assert seen == [0.0]
    assert [vars(kind)["__call__"] for kind in (Operation, Unary, Binary)] == plain
