"""How optimizers are found by name."""

import pytest

import optim
from autograd_core.errors import ConfigurationError, UnknownNameError

OPTIMIZERS = [getattr(optim, name) for name in optim.__all__ if isinstance(getattr(optim, name), type)]
OPTIMIZERS.remove(optim.Optimizer)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_by_name_in_any_case_and_by_class(optimizer):
    name = optimizer.__name__
    for identifier in (name, name.lower(), name.upper(), optimizer):
        assert type(optim.get(identifier)) is optimizer


def test_each_call_makes_a_new_one():
    assert optim.get("sgd") is not optim.get("sgd")


def test_an_optimizer_is_returned_as_it_is():
    optimizer = optim.SGD(0.5)
    assert optim.get(optimizer) is optimizer


def test_a_name_that_no_optimizer_has():
    with pytest.raises(UnknownNameError) as caught:
        optim.get("RMSporp")
    assert str(caught.value) == (
        "unknown optimizer: got 'RMSporp'. Did you mean 'rmsprop'? "
        "Known: adadelta, adagrad, adam, adamax, adamw, ftrl, lamb, lion, nadam, rmsprop, sgd."
    )


@pytest.mark.parametrize(
    ("identifier", "given"), [(None, "NoneType None"), (0.1, "float 0.1"), (int, "type <class 'int'>")]
)
def test_something_else(identifier, given):
    with pytest.raises(ConfigurationError) as caught:
        optim.get(identifier)
    assert str(caught.value) == f"this is no optimizer: got {given}. Pass a name, such as 'sgd', or an optimizer."


def test_all_is_all():
    public = {name for name, value in vars(optim).items() if isinstance(value, type)}
    assert public | {"clipping", "get", "schedules"} == {*optim.__all__, "Any", "ConfigurationError"}
