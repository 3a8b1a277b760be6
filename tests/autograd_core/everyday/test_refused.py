"""Everyday NumPy that cannot be recorded: each has an error that names it and says what to use instead."""

import math
import re
import warnings

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import DetachError, NotDifferentiableError, WriteError

PLAIN = np.arange(3.0)


def assign_into_a_plain_array(x):
    y = np.zeros(3)
    y[0] = x[0]


def as_a_matrix(x):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        np.asmatrix(x)


def objects_made_floats(x):
    np.frompyfunc(lambda i: x[0] * i, 1, 1)(PLAIN).astype(float)


def with_a_plain_target(x):
    np.add.at(np.zeros(3), [0, 1, 2], x)


def augmented_plain_array(x):
    y = np.zeros(3)
    y += x


REFUSED = {
    "array": (np.array, DetachError, r"np\.array would .* ag\.array"),
    "asarray": (np.asarray, DetachError, r"np\.asarray would .* Use the tensor as it is"),
    "array of a list": (lambda x: np.array([x[0], x[1]]), DetachError, r"np\.array would .* ag\.array to join"),
    "sum of a list": (lambda x: np.sum([x[0], x[1]]), DetachError, r"np\.sum of plain arrays .* ag\.as_tensor"),
    "asmatrix": (as_a_matrix, DetachError, r"np\.asmatrix .* np\.atleast_2d"),
    "r_": (lambda x: np.r_[x, 1.0], DetachError, r"np\.r_ would .* Use ag\.r_"),
    "c_": (lambda x: np.c_[x, x], DetachError, r"np\.c_ would .* Use ag\.c_"),
    "mgrid": (lambda x: np.mgrid[0 : x[0] : 1], DetachError, r"np\.mgrid would .* np\.linspace"),
    "arange": (lambda x: np.arange(x[0]), DetachError, r"np\.arange would .* Use start \+ step"),
    "full": (lambda x: np.full(3, x[0]), DetachError, r"np\.full would .* ag\.full"),
    "vectorize": (np.vectorize(math.exp), DetachError, r"np\.vectorize would .* ag\.vectorize"),
    "frompyfunc": (np.frompyfunc(abs, 1, 1), NotDifferentiableError, r"ag\.vectorize"),
    "objects made floats": (objects_made_floats, DetachError, r"astype of plain arrays would lose the gradient"),
    "fromiter": (lambda x: np.fromiter(x, float), DetachError, r"np\.fromiter .*lose the gradient"),
    "ndenumerate": (lambda x: list(np.ndenumerate(x)), DetachError, r"np\.ndenumerate would .* np\.ndindex"),
    "broadcast": (lambda x: np.broadcast(x, x), DetachError, r"np\.broadcast would .* np\.broadcast_arrays"),
    "as_strided": (
        lambda x: np.lib.stride_tricks.as_strided(x, (2, 2), (8, 8)),
        DetachError,
        r"np\.lib\.stride_tricks\.as_strided would .*sliding_window_view",
    ),
    "kaiser": (lambda x: np.kaiser(3, x[0]), DetachError, r"np\.kaiser would .* formula"),
    "apply_along_axis of a plain array": (
        lambda x: np.apply_along_axis(lambda row: row * x[0], 0, PLAIN),
        DetachError,
        r"np\.apply_along_axis of plain arrays .* use the function of this name in autograd_core",
    ),
    "initial of a plain sum": (lambda x: np.sum(PLAIN, initial=x[0]), DetachError, r"np\.sum of plain arrays"),
    "initial of a plain method": (lambda x: PLAIN.max(initial=x[0]), DetachError, r"of plain arrays would lose"),
    "left of a plain interp": (
        lambda x: np.interp(PLAIN, PLAIN, PLAIN, left=x[0]),
        DetachError,
        r"np\.interp of plain",
    ),
    "fill of a plain array": (lambda x: np.zeros(3).fill(x[0]), DetachError, r"fill of plain arrays"),
    "float64": (lambda x: np.float64(x[0]), DetachError, r"float64 of plain arrays would|a plain NumPy array would"),
    "assignment": (assign_into_a_plain_array, DetachError, r"an element of a plain array .* Write into a Tensor"),
    "augmented assignment": (augmented_plain_array, DetachError, r"a plain NumPy array would lose the gradient"),
    "out": (lambda x: np.add(x, 1.0, out=np.zeros(3)), DetachError, r"Make it a Tensor first, as by ag\.zeros"),
    "at": (with_a_plain_target, DetachError, r"Make the target a Tensor"),
    "math": (lambda x: math.sin(x[0]), DetachError, r"math\.sin of a recorded tensor\. Use np\.sin"),
    "reduce of arctan2": (
        np.arctan2.reduce,
        NotDifferentiableError,
        r"np\.arctan2\.reduce has no rule here",
    ),
    "emath": (np.emath.sqrt, NotDifferentiableError, r"np\.lib\.scimath\.sqrt has no rule here"),
    "write into an input": (lambda x: ag.Tensor([1.0], requires_grad=True).fill(2.0), WriteError, r"t\.copy\(\)"),
    "testing": (lambda x: np.testing.assert_allclose(x, x), DetachError, r"\.numpy\(\) where the gradient may end"),
    "random": (np.random.default_rng(0).normal, DetachError, r"would lose the gradient.*\.numpy\(\)"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_by_name(name):
    refused, error, message = REFUSED[name]
    x = ag.Tensor([1.0, 2.0, 3.0], requires_grad=True) * 1.0
    with pytest.raises((error, ValueError)) as caught:
        refused(x)
    found = caught.value if isinstance(caught.value, error) else caught.value.__cause__  # NumPy words it in its own way
    assert isinstance(found, error)
    assert re.search(message, str(found)), str(found)


@pytest.mark.parametrize("name", [name for name in REFUSED if name != "write into an input"])
def test_it_works_where_no_gradient_is_due(name):
    refused = REFUSED[name][0]
    with np.errstate(all="ignore"):
        refused(ag.Tensor([1.0, 2.0, 3.0]))
