"""What a function can reach is found, each thing once."""

import numpy as np

from autograd_core.graph.reaching import reached

RNG = np.random.default_rng(0)


def named(x):
    return helper(x)


def helper(x, *, extra=["default"]):  # noqa: B006  # it is looked for
    return RNG.normal() + x, extra


class Noise:
    shared = ["of the class"]  # noqa: RUF012  # it is looked for

    def __init__(self):
        self.parts = [{"rng": np.random.default_rng(1)}]

    def draw(self):
        return RNG.normal()


def test_variables_outside_defaults_and_functions_that_are_named():
    found = list(reached([named]))
    assert any(each is RNG for each in found)
    assert ["default"] in found


def test_attributes_elements_classes_and_their_methods():
    noise = Noise()
    found = list(reached([lambda: noise.draw() + 1.0]))
    assert any(each is noise.parts[0]["rng"] for each in found)
    assert any(each is Noise.shared for each in found)
    assert any(each is RNG for each in found)
    assert any(each is noise for each in reached([noise.draw]))


def test_each_thing_once_also_in_a_circle():
    circle = [1.0]
    circle.append(circle)
    assert list(reached([circle, circle])) == [circle]


def test_nothing_by_way_of_what_is_left_out():
    inner = ["inner"]
    outer = {"inner": [inner]}
    assert inner in list(reached([outer]))
    assert list(reached([outer], [outer["inner"]])) == [outer]


def test_a_variable_that_has_no_value_yet():
    def function():
        return later

    assert next(reached([function])) is function
    later = 1.0
