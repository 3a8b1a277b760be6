import pytest

from autograd_core import errors
from autograd_core.errors import AutogradError, explain, unknown_name


def test_explain_joins_what_was_wrong_given_and_to_do():
    assert explain("no axis 2", "shape (3,)", "use axis 0") == "no axis 2: got shape (3,). Use axis 0."


def test_explain_takes_an_empty_remedy_apart_without_failing():
    assert explain("a", "b", "") == "a: got b. ."


def test_unknown_name_lists_the_known_and_the_nearest():
    error = unknown_name("loss", "mze", ["mse", "mae"])
    assert str(error) == "unknown loss: got 'mze'. Did you mean 'mse'? Known: mae, mse."


def test_unknown_name_suggests_nothing_far_away():
    assert str(unknown_name("loss", "xyz", ["mse"])) == "unknown loss: got 'xyz'. Known: mse."


@pytest.mark.parametrize("name", [n for n in errors.__all__ if n.endswith("Error") and n != "AutogradError"])
def test_each_error_is_ours_and_a_built_in_one(name):
    error = getattr(errors, name)
    assert issubclass(error, AutogradError)
    assert error.__doc__
    assert any(base.__module__ == "builtins" for base in error.__mro__[2:-3]), error.__mro__
