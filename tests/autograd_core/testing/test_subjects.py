import numpy as np
import pytest

from autograd_core.errors import GradientCheckError
from autograd_core.testing import frameworks
from autograd_core.testing.subjects import Subject, name_of

X = np.array([0.5, 1.0])


def subject(f, *args):
    return Subject.of(f, args, frameworks.OURS)


def test_arguments_become_coordinates():
    made = subject(lambda p, n, z: p["a"] * n + z.real, {"a": X}, 3, np.array([1j, 2.0]))
    assert made.x.tolist() == [0.5, 1.0, 0.0, 1.0, 2.0, 0.0]
    assert made.y.tolist() == [1.5, 5.0]
    assert [made.path(k) for k in range(2)] == ["p['a']", "z"]


def test_arguments_without_names_are_counted():
    assert subject(lambda *xs: xs[0] + xs[1], X, X).path(1) == "argument 1"


def test_single_precision_is_left_behind():
    made = subject(np.tanh, X.astype("float32"))
    assert not made.is_single
    assert made.evaluated(made.x).dtype == np.float64
    assert made.y.tolist() == np.tanh(X).tolist()


def test_a_function_of_single_precision_is_moved_by_numbers_that_it_can_tell_apart():
    made = subject(lambda x: np.tanh(x.astype("float32")), np.array([0.1, 0.2]))
    assert made.is_single
    assert made.x.tolist() == np.array([0.1, 0.2], "float32").tolist()


def test_a_function_that_refuses_double_precision_is_evaluated_in_single():
    def picky(x):
        if x.dtype != np.float32:
            raise TypeError("float32 only")
        return x * 2

    assert subject(picky, X.astype("float32")).is_single


def test_outside_its_domain_a_function_has_no_value():
    def root(x):
        if (x < 0).any():
            raise ValueError("negative")
        return np.sqrt(x)

    made = subject(root, X)
    assert np.isnan(made.at(-X)).all()
    assert made.at(X).tolist() == np.sqrt(X).tolist()


def test_a_function_may_write_into_its_arguments():
    made = subject(lambda x: np.multiply(x, 2, out=x), X)
    assert made.at(made.x).tolist() == [1.0, 2.0]
    assert X.tolist() == [0.5, 1.0]


def test_evaluations_are_counted():
    made = subject(np.tanh, X)
    assert made.evaluations == 1
    made.at(made.x)
    assert made.evaluations == 2


@pytest.mark.parametrize(
    ("f", "args", "message"),
    [
        (
            lambda x: x * np.nan,
            (X,),
            "f has no finite value at the point that is given: got nan everywhere. Choose a point inside its domain.",
        ),
        (
            lambda x: x / 0,
            (X,),
            "f has no finite value at the point that is given: got inf everywhere. Choose a point inside its domain.",
        ),
        (
            lambda x: [x][len(x)],
            (X,),
            (
                "f raises IndexError at the point that is given: got list index out of range. "
                "Check it where it has a value."
            ),
        ),
        (
            lambda x: "hello",
            (X,),
            "f must return numbers, an array, or a container of them: got a result of type str. Return an array.",
        ),
        (
            lambda x: None,
            (X,),
            "f must return numbers, an array, or a container of them: got a result of type NoneType. Return an array.",
        ),
        (
            np.argmax,
            (X,),
            (
                "argmax returns no real or complex numbers, so it has no derivative: got a result of int64. "
                "Return floating point."
            ),
        ),
        (
            lambda n: n * 2,
            (np.arange(3),),
            (
                "f has no argument with real or complex numbers, so there is no derivative to check: "
                "got ndarray of int64. Pass arrays of floating point."
            ),
        ),
        (
            lambda: 1.0,
            (),
            (
                "f has no argument with real or complex numbers, so there is no derivative to check: got no arguments. "
                "Pass arrays of floating point."
            ),
        ),
        (
            np.log,
            (np.array([1.0, np.nan]),),
            "a derivative is checked at a point of finite numbers: got x[1] = nan. Leave out nan and inf.",
        ),
    ],
)
def test_what_cannot_be_checked_is_refused(f, args, message):
    with pytest.raises(GradientCheckError) as raised:
        subject(f, *args)
    assert str(raised.value) == message


def test_a_result_that_changes_its_shape_is_refused():
    made = subject(lambda x: x[x > 0], X)
    with pytest.raises(GradientCheckError) as raised:
        made.at(np.array([-1.0, 1.0]))
    assert str(raised.value) == (
        "f returns another shape for other numbers: got shapes (2,) and (1,). "
        "Check a function whose result has one shape."
    )


def test_names():
    assert [name_of(f) for f in (np.tanh, lambda x: x, test_names)] == ["tanh", "f", "test_names"]
