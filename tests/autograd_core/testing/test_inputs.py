"""What cannot be checked is refused in a sentence that says which, why, and what to do."""

import traceback

import numpy as np
import pytest
from hypothesis import given

from autograd_core.errors import DomainError, GradientCheckError
from autograd_core.testing import arrays, check_gradients, gradient_property

X = np.array([1.0, 2.0, 3.0])
MISSING = "returned None: got no numbers. A `return` may be missing: add it."


def squares(x):
    return np.sum(x**2)


def nothing(*args):
    pass


def refused(*args, **options):
    """Return what is said, from the error itself: no subclass that stands for a point outside of a domain."""
    with pytest.raises(GradientCheckError) as caught:
        check_gradients(*args, **options)
    assert type(caught.value) is GradientCheckError
    return str(caught.value)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            (3.0, X),
            (
                "the function comes first, then its arguments: got float. "
                "Pass the function itself: check_gradients(f, x)."
            ),
        ),
        (
            (X, squares),
            (
                "the function comes first, then its arguments: got ndarray, then function. "
                "Swap them: check_gradients(f, x)."
            ),
        ),
        ((nothing, X), f"nothing {MISSING}"),
        ((lambda x: [None, None], X), "f must return numbers, an array, or a container of them: got a result of type"),
    ],
)
def test_what_is_no_function_of_numbers(args, message):
    assert refused(*args).startswith(message)


@pytest.mark.parametrize(("rule", "given"), [("gradient", "x"), ("vjp", "v, x"), ("jvp", "u, x")])
def test_an_array_in_place_of_a_rule(rule, given):
    said = f"{rule} is a function: got {rule} of type ndarray. "
    said += f"Pass a function that returns it, such as {rule}=lambda {given}: array."
    assert refused(squares, X, **{rule: np.ones(3)}) == said
    with pytest.raises(GradientCheckError) as caught:
        gradient_property(arrays(), **{rule: np.ones(3)})
    assert str(caught.value) == said


@pytest.mark.parametrize("rule", ["gradient", "vjp", "jvp"])
def test_a_rule_without_a_return(rule):
    assert refused(squares, X, **{rule: nothing}) == f"{rule} {MISSING}"
    assert refused(lambda x, y: squares(x * y), X, X, **{rule: nothing}) == f"{rule} {MISSING}"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        *(
            ({"order": order}, f"a gradient is checked to first or second order: got order={order!r}. Pass order=1 or")
            for order in (0, "2", True, 2.0, [2], None)
        ),
        *(
            ({"seed": seed}, f"a seed is a whole number from 0 on: got seed={seed!r}. Pass one, such as seed=0.")
            for seed in (-1, 1.5, None, "a", True)
        ),
        ({"name": 3}, 'a function is called by a string in reports: got name=3. Pass one, such as name="f".'),
        ({"contract": 0}, "contract is yes or no: got contract=0. Pass contract=True or contract=False."),
        ({"batched": "x"}, "batched is yes or no: got batched='x'. Pass batched=True or batched=False."),
    ],
)
def test_options_without_meaning(options, message):
    assert refused(squares, X, **options).startswith(message)
    with pytest.raises(GradientCheckError) as caught:
        gradient_property(arrays(), **options)
    assert str(caught.value).startswith(message)


def test_raises_is_a_switch_too():
    assert refused(squares, X, raises="no") == "raises is yes or no: got raises='no'. Pass raises=True or raises=False."


def test_whole_numbers_of_numpy_are_options():
    assert check_gradients(squares, X, seed=np.int64(3), order=np.int64(1), contract=np.bool_(True)).passed


# ------------------------------------------------------------------------------------------ what a function itself does


def raising(error):
    def f(x):
        raise error

    return f


@pytest.mark.parametrize("error", [TypeError, KeyError, IndexError, AttributeError, NameError])
def test_a_mistake_in_the_function_is_no_matter_of_the_point(error):
    said = refused(raising(error("a", "b")), X)
    assert said.startswith(f"f raises {error.__name__} at the point that is given: got ")
    assert said.endswith(". Mend f, or call it with the arguments that it takes.")


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (FloatingPointError("overflow."), "overflow. Check it where it has a value."),
        (ZeroDivisionError(), "no message. Check it where it has a value."),
        (np.linalg.LinAlgError("Singular\nmatrix"), "Singular. Check it where it has a value."),
        (ValueError("shapes"), "shapes. Check it where it has a value, with arguments that fit together."),
    ],
)
def test_a_function_without_a_value_at_the_point(error, remedy):
    with pytest.raises(DomainError) as caught:
        check_gradients(raising(error), X)
    assert str(caught.value) == f"f raises {type(error).__name__} at the point that is given: got {remedy}"
    assert caught.value.__cause__ is error


def test_a_function_that_refuses_what_the_framework_passes():
    def picky(x):
        if type(x) is not np.ndarray:
            raise TypeError("arrays only")
        return x**2

    said = refused(picky, X)
    assert said == (
        "picky raises TypeError while autograd_core differentiates it: got arrays only. "
        "Mend it for the values of autograd_core, or pass its gradient as gradient= or vjp=."
    )


def own_frames(error):
    return [frame.name for frame in traceback.extract_tb(error.__traceback__)]


def test_errors_come_without_the_frames_of_the_checker():
    with pytest.raises(GradientCheckError) as caught:
        check_gradients(raising(KeyError("a")), X)
    assert own_frames(caught.value) == ["test_errors_come_without_the_frames_of_the_checker", "check_gradients"]
    assert own_frames(caught.value.__cause__) == ["f"]
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(("f", "options"), [(squares, {"order": 7}), (nothing, {}), (squares, {"gradient": nothing})])
def test_an_error_that_nothing_else_raised_has_no_frames(f, options):
    with pytest.raises(GradientCheckError) as caught:
        check_gradients(f, X, **options)
    assert own_frames(caught.value)[1:] == ["check_gradients"]
    assert caught.value.__cause__ is None


# ------------------------------------------------------------------------------------------------------ many examples


@pytest.mark.filterwarnings("error")
def test_an_example_without_elements_is_one_of_many():
    verdicts = set()

    @given(arrays(layouts="C"))
    def examples(x):
        verdicts.add(check_gradients(np.tanh, x).verdict)

    examples()
    assert "vacuous" in verdicts
