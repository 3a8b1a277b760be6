import os
import subprocess
import sys

import pytest
import scipy.special

import autograd_core as ag
from autograd_core.operation import Operation
from autograd_core.registry import FUNCTIONS

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def run(code, **environment):
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() or done.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize("name", ag.special.__all__)
def test_every_name_is_one_of_scipys(name):
    assert hasattr(scipy.special, name)
    stands_in, function = getattr(ag.special, name), getattr(scipy.special, name)
    assert FUNCTIONS.get(function, stands_in) is stands_in


def test_every_operation_of_scipys_ufuncs_is_public():
    public = {id(value) for value in vars(ag.special).values()}
    made = [op for op in FUNCTIONS.values() if isinstance(op, Operation) and "scipy_special" in op.__module__]
    assert made
    assert all(id(op) in public for op in made)


def test_lists_and_numbers_are_taken_as_well():
    assert ag.special.jv(0, [0.0, 1.0]).numpy().tolist() == scipy.special.jv(0, [0.0, 1.0]).tolist()
    assert isinstance(ag.special.jvp(1, ag.Tensor(1.0)), ag.Tensor)


def test_scipy_is_not_loaded_unless_it_is_there():
    lost = "try: np.gcd(ag.Tensor(1.0, requires_grad=True), 1)\nexcept TypeError: pass\n"
    assert run(f"import sys, numpy as np, autograd_core as ag\n{lost}print('scipy' in sys.modules)") == "False"


def test_the_functions_are_found_where_scipy_is_there():
    code = (
        "import scipy.special as sp, autograd_core as ag; print(sp.erf(ag.Tensor(0.0, requires_grad=True)).node.name)"
    )
    assert run(code) == "scipy_erf"


def test_without_scipy_the_error_says_how_to_get_it():
    code = "import sys; sys.modules['scipy'] = None; import autograd_core as ag; ag.special"
    assert run(code) == (
        "ModuleNotFoundError: ag.special needs SciPy: got no module named scipy. "
        "Install it with pip install 'autograd-core[scipy]'."
    )


def test_where_scipy_supports_the_array_api_all_of_them_take_tensors():
    code = """
import numpy as np, scipy.special as sp, autograd_core as ag
x = np.array([0.5, 1.5])
for f in (sp.gammaln, sp.erf, sp.logsumexp, sp.log_softmax, lambda x: sp.polygamma(1, x), lambda x: sp.xlogy(x, x)):
    slope = ag.grad(lambda x: np.sum(f(x) * np.array([1.0, 2.0])))(x)
    far = [np.sum((f(x + h) - f(x - h)) * np.array([1.0, 2.0])) / 2e-6 for h in 1e-6 * np.eye(2)]
    assert np.allclose(slope, far, atol=1e-7), (f, slope, far)
print("all")
"""
    assert run(code, SCIPY_ARRAY_API="1") == "all"
