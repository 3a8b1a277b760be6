"""No gradient is lost in silence: NumPy's own functions, with one argument recorded and all others plain arrays.

The gradient flows, or is zero, or there is a named error; so too with the arguments by name, and with a result that is
written into `out=`.
"""

import inspect
from functools import partial

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import AutogradError
from autograd_core.record import Value
from autograd_core.tree import flatten
from tests.laws.cases import SUBJECTS, samples_of
from tests.laws.laws import pulled_back, stood_in_for


def numpys(name):
    """Return the functions of NumPy and the ufuncs that a subject stands in for."""
    found = stood_in_for(SUBJECTS[name])
    return [
        f for f in found if isinstance(f, np.ufunc) or (getattr(f, "__module__", None) or "numpy").startswith("numpy")
    ]


IN_NUMPY = sorted(name for name in SUBJECTS if numpys(name))


def calls(name):
    """Yield each NumPy function that a subject stands in for with the calls that NumPy accepts, and its results."""
    for function in numpys(name):
        for case in samples_of(name):
            values = [np.array(value) for value in case.values]
            try:
                with np.errstate(all="ignore"):
                    yield function, case, values, case.call(function, values)
            except (TypeError, ValueError):
                continue


def recorded(values):
    return [ag.Tensor(value, requires_grad=True) * 1 for value in values]


def flows(results):
    return any(isinstance(y, Value) and y.node for y in flatten([results])[0])


BY_PLACE = {np.unique_all, np.unique_counts, np.unique_inverse, np.unique_values}
"""Functions that want their argument without a name, but do not say so."""
NAMED = {inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY}


def by_name(function):
    """Return the function that is called with all arguments by name, or None where NumPy wants some by their places."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return None
    if function in BY_PLACE or not {p.kind for p in signature.parameters.values()} <= NAMED:
        return None
    return lambda *operands, **params: function(**signature.bind(*operands, **params).arguments)


@pytest.mark.parametrize("name", IN_NUMPY)
@pytest.mark.filterwarnings("ignore")
def test_one_argument_alone(name):
    for function, case, values, _ in calls(name):
        for call in filter(None, (function, by_name(function))):
            for k in case.wanted:
                given = [recorded([v])[0] if i == k else v for i, v in enumerate(values)]
                try:
                    result = case.call(call, given)
                except AutogradError:
                    continue
                assert flows(result) or not pulled_back(case, case.values, case.cotangents(0))[k].any(), (case, k)


@pytest.mark.parametrize("name", IN_NUMPY)
@pytest.mark.filterwarnings("ignore")
def test_all_arguments_by_name(name):
    for function, case, values, expected in calls(name):
        named = by_name(function)
        results = [expected] if named is None else [case.call(named, recorded(values))]
        for y, e in zip(flatten(results)[0], flatten([expected])[0], strict=True):
            np.testing.assert_allclose(ag.as_tensor(y).numpy(), e, rtol=1e-6, err_msg=str(case))


def takes_out(function):
    try:
        return "out" in inspect.signature(function).parameters
    except ValueError:
        return False


@pytest.mark.parametrize("name", [name for name in IN_NUMPY if any(map(takes_out, numpys(name)))])
@pytest.mark.filterwarnings("ignore")
def test_results_written_into_a_tensor(name):
    for function, case, values, expected in calls(name):
        if not takes_out(function) or isinstance(expected, (tuple, list)):
            continue
        out = ag.Tensor(np.zeros_like(np.asarray(expected)))
        assert case.call(partial(function, out=out), recorded(values)) is out
        np.testing.assert_allclose(out.numpy(), expected, rtol=1e-6)
        gradients = pulled_back(case, case.values, case.cotangents(0))
        assert out.requires_grad or not any(g.any() for g in gradients), case
