"""Blocks: each element is seen once, and the result is that of the whole."""

import numpy as np
import pytest

from optim.blocks import BLOCK, in_blocks


def halve(parameter, gradient, slots):
    halve.sizes.append(parameter.size)
    return parameter / 2 - gradient, {"sum": slots["sum"] + gradient}


@pytest.fixture
def sizes():
    halve.sizes = []
    return halve.sizes


@pytest.mark.parametrize("extra", [-1, 0, 1, BLOCK // 4 - 1, BLOCK // 4 + 1])
def test_blocks_give_what_the_whole_gives(extra, sizes):
    count = BLOCK // 4 + extra
    parameter, gradient = np.arange(count, dtype=np.float32), np.arange(count, dtype=np.float32)[::-1]
    slots = {"sum": np.ones(count, np.float32)}
    new, new_slots = in_blocks(halve, parameter, gradient, slots)
    assert sum(sizes) == count
    assert max(sizes) <= BLOCK // 4
    assert len(sizes) == -(-count // (BLOCK // 4))
    np.testing.assert_array_equal(new, parameter / 2 - gradient, strict=True)
    np.testing.assert_array_equal(new_slots["sum"], 1 + gradient, strict=True)


@pytest.mark.parametrize("order", ["C", "F"])
def test_shapes_and_dtypes_stay_whatever_the_order_in_memory(order, sizes):
    parameter = np.asarray(np.arange(300.0 * 200).reshape(300, 200), order=order)
    gradient, slots = parameter.T.copy().T, {"sum": np.asarray(parameter, order="C")}
    new, new_slots = in_blocks(halve, parameter, gradient, slots)
    assert len(sizes) > 1
    np.testing.assert_array_equal(new, -parameter / 2, strict=True)
    np.testing.assert_array_equal(new_slots["sum"], 2 * parameter, strict=True)
