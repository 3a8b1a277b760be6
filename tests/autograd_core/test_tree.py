"""Nested containers."""

from collections import OrderedDict, defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

import pytest

from autograd_core.tree import flatten, tree_map


class Pair(NamedTuple):
    left: object
    right: object


@dataclass(frozen=True)
class Layer:
    kernel: object
    bias: object


@pytest.mark.parametrize(
    "tree",
    [
        1.0,
        None,
        [],
        (1.0, [2.0, (3.0,)], {"a": 4.0, "b": {}}),
        Pair(1.0, [2.0]),
        OrderedDict(b=1.0, a=2.0),
        Layer(1.0, (2.0, None)),
        [None, Layer(Pair(1.0, None), {})],
    ],
)
def test_a_tree_is_rebuilt_from_its_leaves(tree):
    leaves, rebuild = flatten(tree)
    assert rebuild(leaves) == tree
    assert type(rebuild(leaves)) is type(tree)


def test_leaves_come_in_the_order_in_which_they_are_written():
    assert flatten({"b": 1.0, "a": (2.0, [3.0])})[0] == [1.0, 2.0, 3.0]


def test_strings_and_types_are_leaves():
    assert flatten(["relu", Layer])[0] == ["relu", Layer]


def test_the_original_is_left_alone():
    tree = {"a": [1.0]}
    assert tree_map(lambda x: x + 1, tree) == {"a": [2.0]}
    assert tree == {"a": [1.0]}


def test_a_dict_with_a_default():
    tree = defaultdict(list, a=1.0)
    mapped = tree_map(lambda x: x + 1, tree)
    assert mapped == {"a": 2.0}
    assert mapped["new"] == []


def test_a_dataclass_that_finds_a_field_itself():
    @dataclass(frozen=True)
    class Half:
        a: float
        b: float = field(init=False, default=1.0)

    mapped = tree_map(lambda x: x + 1, Half(5.0))
    assert (type(mapped), mapped.a, mapped.b) == (Half, 6.0, 2.0)
