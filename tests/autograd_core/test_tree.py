"""Nested containers."""

from collections import OrderedDict, defaultdict
from dataclasses import InitVar, dataclass, field
from typing import ClassVar, NamedTuple

import pytest

from autograd_core.errors import ShapeError
from autograd_core.tree import flatten, matched, select, spread, tree_map


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


class Sized(NamedTuple):
    w: float
    n: int


@dataclass
class Network:
    w: float
    depth: int
    name: "str"
    rate: float = field(default=0.1, metadata={"static": True})


@pytest.mark.parametrize("tree", [Sized(1.5, 3), Network(1.5, 3, "net")])
def test_fields_declared_as_static_are_no_leaves(tree):
    leaves, rebuild = flatten(tree)
    assert leaves == [1.5]
    twin = rebuild([2.5])
    assert twin.w == 2.5
    assert tree_map(lambda x: x - 1, twin) == tree


def test_leaves_of_another_tree_are_found_by_key():
    assert matched({"a": 1, "b": [2, (3,)]}, {"b": (20, [30]), "a": 10}, "it") == [10, 20, 30]
    assert matched(Pair(1, None), Pair(10, None), "it") == [10]


@pytest.mark.parametrize(
    ("tree", "other", "given"),
    [
        ([1, 2], [1], "a list of 1 for a list of 2"),
        ({"a": 1}, {"b": 1}, "a dict of b for a dict of a"),
        ((1,), 1.0, "one float for a tuple of 1"),
        ([1], None, "None for a list of 1"),
        (None, 2.0, "one float for None"),
    ],
)
def test_another_form_is_an_error(tree, other, given):
    with pytest.raises(ShapeError) as caught:
        matched(tree, other, "a tangent")
    assert str(caught.value) == f"a tangent has another form: got {given}. Nest it alike."


def test_a_prefix_holds_for_all_below():
    tree = {"a": [1.0, 2.0], "b": (3.0, None)}
    assert spread(0, tree, "in_axes") == [0, 0, 0]
    assert spread({"b": (1, 5), "a": None}, tree, "in_axes") == [None, None, 1]
    with pytest.raises(ShapeError, match="in_axes has another form: got a list of 1 for a list of 2"):
        spread([[0], 1], [[1.0, 2.0], 1.0], "in_axes")


def test_what_is_no_field_of_a_dataclass():
    @dataclass
    class Scaled:
        w: float
        scale: ClassVar[float] = 2.0
        seed: InitVar[int] = 0

    tree = Scaled(1.5)
    leaves, rebuild = flatten(tree)
    assert leaves == [1.5]
    assert vars(rebuild([3.0])) == {"w": 3.0}


def test_chosen_leaves_are_exchanged():
    leaves, rebuild = select({"a": [1, 2.0], "b": 3}, lambda leaf: isinstance(leaf, int))
    assert leaves == [1, 3]
    assert rebuild([10, 30]) == {"a": [10, 2.0], "b": 30}
