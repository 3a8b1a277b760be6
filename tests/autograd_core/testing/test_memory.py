"""A rule that writes where it may not, keeps what it returned, or goes by memory is found."""

import numpy as np
import pytest

from autograd_core.testing import check_gradients

X = np.linspace(-1.0, 1.0, 6).reshape(2, 3)


def breaches(f, *args, **options):
    return {b.law: b.sentence for b in check_gradients(f, *args, raises=False, **options).breaches}


def test_writing_is_found():
    def into_argument(g, x):
        np.cos(x, out=x)
        return g * x

    def into_cotangent(g, x):
        g *= np.cos(x)
        return g

    def function(x):
        x *= 2
        return np.sin(x)

    assert breaches(np.sin, X, vjp=into_argument) == {"writes": "vjp writes into x: compute in a copy of it"}
    assert breaches(np.sin, X, vjp=into_cotangent) == {
        "writes": "vjp writes into the cotangent: compute in a copy of it"
    }
    said = breaches(function, X, vjp=lambda g, x: 2 * g * np.cos(2 * x))
    assert said == {"writes": "function writes into its argument x: compute in a copy of it"}


def test_memory_that_is_shared_is_found():
    buffer = np.zeros_like(X)

    def rule(g, x):
        buffer[...] = g * np.cos(x)
        return buffer

    assert breaches(np.sin, X, vjp=rule)["keeps"] == (
        "the next call of vjp writes over the gradient of the last one: return new arrays"
    )
    assert breaches(np.sin, X, vjp=lambda g, x: x)["shares"] == "vjp returns the memory of x: return a copy of it"
    assert not breaches(lambda x: x + 1, X, vjp=lambda g, x: g)


def test_order_in_memory_is_no_order():
    said = breaches(np.sin, X, vjp=lambda g, x: (g.ravel() * np.cos(x.ravel(order="K"))).reshape(x.shape))["layout"]
    assert " when the arguments are in Fortran order, and else " in said
    assert said.endswith(": go by index, not by how memory lies, or copy with np.ascontiguousarray")
    said = breaches(np.sin, X, vjp=lambda g, x: (g.ravel(order="K") * np.cos(x).ravel()).reshape(x.shape))["layout"]
    assert " when the cotangent is in Fortran order, and else " in said


@pytest.mark.parametrize(
    ("words", "damage"),
    [
        ("strided, every other cell of a larger array", lambda x: x.strides == (12 * 8, 2 * 8)),
        ("reversed, with negative strides", lambda x: x.strides[-1] < 0),
        ("read-only", lambda x: not x.flags.writeable and 0 not in x.strides),
        ("a broadcast view, of stride 0", lambda x: 0 in x.strides),
    ],
)
def test_every_layout_is_tried(words, damage):
    for k, who in enumerate(("cotangent is", "arguments are")):
        said = breaches(np.sin, X, vjp=lambda g, x, k=k: g * np.cos(x) * (1 + damage((g, x)[k])))["layout"]
        assert f"when the {who} {words}" in said


def test_a_rule_may_refuse_what_its_function_refuses():
    def needs_order(x):
        if not x.flags.c_contiguous:
            raise ValueError(x.flags)

    def f(x):
        needs_order(x)
        return np.sin(x)

    def rule(g, x):
        needs_order(x)
        return g * np.cos(x)

    assert not breaches(f, X, vjp=rule)
    assert "when the arguments are in Fortran order" in breaches(np.sin, X, vjp=rule)["layout"]
