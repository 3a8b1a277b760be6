"""What `vmap` gives is what a loop gives, for every operation and composite: values, gradients inside and through."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.operation import Operation
from tests.laws.cases import SUBJECTS, samples_of, takes_floats
from tests.laws.laws import holds

COUNT = 3


def variants(case):
    """Return for each operand of a case the values that it has in different examples: others, but of the same domain.

    Of what takes matrices of a kind only, such as `cholesky`, multiples; of all else, the numbers in another order.
    """
    shuffled = [np.stack([v, np.flip(v), np.roll(v, 1)]) for v in case.values]
    try:
        looped(lambda *xs: case.outputs([ag.Tensor(x) for x in xs]), shuffled, [True] * len(shuffled))
    except (np.linalg.LinAlgError, ValueError):
        return [np.stack([v, 0.5 * v, 0.75 * v]) for v in case.values]
    return shuffled


def choices(case):
    """Return which operands are mapped: all, or one alone."""
    count = len(case.values)
    return {(True,) * count, *[tuple(i == k for i in range(count)) for k in range(count)]}


def looped(function, given, mapped):
    """Return the stacked results of a loop; None where the results of examples cannot be stacked."""
    rows = [function(*[x[i] if m else x for x, m in zip(given, mapped, strict=True)]) for i in range(COUNT)]
    if any([y.shape for y in row] != [y.shape for y in rows[0]] for row in rows):
        return None
    return [np.stack(column) for column in zip(*rows, strict=True)]


def gradient(case):
    """Return the function of the operands that gives the gradients of the sum of all squared results."""

    def squares(*xs):
        return sum(np.sum((y * y.conj()).real) for y in case.outputs(xs))

    return lambda *xs: ag.grad(squares, tuple(range(len(xs))))(*xs)


def in_axes(mapped):
    return tuple(0 if m else None for m in mapped)


def equal(got, expected, case, what):
    for y, z in zip(got, expected, strict=True):
        holds(y.dtype == z.dtype, case, f"{what}: dtypes {y.dtype} and {z.dtype}")
        same = y.shape == z.shape and np.allclose(y, z, rtol=1e-11, atol=1e-11, equal_nan=True)
        holds(same, case, f"{what}:\n{y} and\n{z}")


def mapping_is_looping(case, mapped):
    given = [v if m else x for v, x, m in zip(variants(case), case.values, mapped, strict=True)]

    def values(*xs):
        return [np.asarray(y.array) for y in case.outputs([ag.Tensor(x) for x in xs])]

    expected = looped(values, given, mapped)
    if not expected:
        return
    equal(ag.vmap(lambda *xs: case.outputs(xs), in_axes(mapped))(*given), expected, case, "vmap(f) is a loop over f")
    if not case.wanted:
        return
    one = gradient(case)
    expected = looped(one, given, mapped)
    equal(ag.vmap(one, in_axes(mapped))(*given), expected, case, "vmap(grad(f)) is a loop over grad(f)")

    def through(*xs):
        ys = ag.vmap(lambda *each: case.outputs(each), in_axes(mapped))(*xs)
        return sum(np.sum((y * y.conj()).real) for y in ys)

    total = [g if m else g.sum(0) for g, m in zip(expected, mapped, strict=True)]
    got = ag.grad(through, tuple(range(len(given))))(*given)
    equal(got, total, case, "the gradient of vmap(f) is that of the loop")


@pytest.mark.parametrize("name", [n for n, s in SUBJECTS.items() if not isinstance(s, Operation) or takes_floats(s)])
def test_mapping_is_looping(name):
    for case in samples_of(name):
        for mapped in choices(case) if case.values else ():
            mapping_is_looping(case, mapped)
