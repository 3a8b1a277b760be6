import numpy as np
import pytest
import scipy.special as sp

import autograd_core as ag
import autograd_core.special
from autograd_core.errors import NotDifferentiableError
from autograd_core.ops.scipy_special.declaring import bare
from autograd_core.registry import OPERATIONS

OURS = {name: op for name, op in OPERATIONS.items() if op.__module__.startswith("autograd_core.ops.scipy_special")}
OF_MORE = sorted(f"{name}.{operand}" for name, op in OURS.items() if len(op.operands) > 1 for operand in op.rules)
OF_MORE = [rule for rule in OF_MORE if not rule.startswith("bdtr")]  # SciPy wants their number of trials in an array


@pytest.mark.parametrize("rule", OF_MORE)
def test_python_numbers_leave_single_precision_alone(rule):
    name, operand = rule.split(".")
    operation = OURS[name]
    place = operation.operands.index(operand)
    numbers = [int(np.ceil(domain.middle)) if domain.high > 1 else domain.middle for domain in operation.domain]
    low, high = operation.domain[place]
    x = ag.Tensor(np.linspace(0.7 * low + 0.3 * high, 0.3 * low + 0.7 * high, 3, dtype="float32"), requires_grad=True)
    ys = operation(*[x if i == place else number for i, number in enumerate(numbers)])
    for y in ys if isinstance(ys, tuple) else (ys,):
        np.real(y).sum().backward()
    assert x.grad.dtype == np.float32
    assert np.isfinite(x.grad.numpy()).all()


@pytest.mark.parametrize("name", ["erf", "erfc", "xlogy", "expm1", "log1p", "cbrt", "exp2"])
def test_the_values_are_those_of_scipy_to_the_last_bit(name):
    function, ours = getattr(sp, name), getattr(ag, name)
    xs = [np.random.default_rng(k).uniform(0, 5, 1000) for k in range(function.nin)]
    tensors = [ag.Tensor(x, requires_grad=True) for x in xs]
    assert np.array_equal(function(*tensors).numpy(), function(*xs))
    for g, expected in zip(*[ag.vjp(f, *xs)[1](np.ones(1000)) for f in (function, ours)], strict=True):
        np.testing.assert_allclose(g, expected, rtol=1e-14)


@pytest.mark.parametrize(
    ("call", "name", "operand"),
    [
        (lambda t: sp.jv(t, 1.0), "jv", "v"),
        (lambda t: sp.gammainc(t, 1.0), "gammainc", "a"),
        (lambda t: sp.eval_legendre(t, 0.5), "eval_legendre", "n"),
        (lambda t: sp.hyp2f1(1.0, t, 2.0, 0.5), "hyp2f1", "b"),
    ],
)
def test_an_operand_without_a_closed_form_is_refused_by_name(call, name, operand):
    with pytest.raises(NotDifferentiableError, match=f"^{name} has no rule for its operand '{operand}': got a tensor"):
        call(ag.Tensor(1.5, requires_grad=True))
    assert call(ag.Tensor(1.5)).numpy() == call(np.array(1.5))


@pytest.mark.parametrize("call", [lambda t: sp.mathieu_a(1, t), sp.kolmogorov])
def test_a_function_without_rules_is_refused_by_name(call):
    with pytest.raises(
        NotDifferentiableError, match=r"^scipy\.special\.(mathieu_a|kolmogorov) has no rule here: got a"
    ):
        call(ag.Tensor(1.5, requires_grad=True))
    assert call(ag.Tensor(1.5)).numpy() == call(np.array(1.5))


@pytest.mark.parametrize("function", [sp.round, sp.gammasgn])
def test_what_is_piecewise_constant_has_no_gradient(function):
    y = function(ag.Tensor(1.5, requires_grad=True))
    assert isinstance(y, ag.Tensor)
    assert not y.requires_grad


def test_a_ufunc_is_bare_and_a_wrapper_has_it_inside():
    def wrapper(*xs):
        return sp.erf(*xs)

    wrapper.__wrapped__ = sp.erf
    assert bare(sp.erf) is sp.erf
    assert bare(wrapper) is sp.erf


def test_out_and_where_are_written_as_for_other_ufuncs():
    x = ag.Tensor([0.5, 1.0], requires_grad=True)
    y = ag.Tensor(np.zeros(2))
    assert sp.erf(x, out=y) is y
    assert y.requires_grad
    masked = sp.gammaln(x, where=np.array([True, False]))
    masked.sum().backward()
    assert x.grad.numpy().tolist() == [float(sp.psi(0.5)), 0.0]
