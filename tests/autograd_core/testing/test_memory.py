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


@pytest.mark.parametrize(
    ("f", "args", "rule"),
    [
        (lambda x: x + 1, (X,), lambda g, x: g),
        (np.transpose, (X,), lambda g, x: g.T),
        (np.sum, (X,), lambda g, x: np.broadcast_to(g, x.shape)),
        (np.add, (X, X), lambda g, x, y: (g, g)),
    ],
)
def test_a_gradient_may_be_the_cotangent(f, args, rule):
    assert not breaches(f, *args, vjp=rule)
    assert check_gradients(f, *args, vjp=rule).passed


@pytest.mark.parametrize(
    "write",
    [
        lambda g, x: g.__imul__(np.cos(x)),
        lambda g, x: np.multiply(g.T, np.cos(x).T, out=g.T).T,
        lambda g, x: (g.fill(0.0), np.zeros_like(x))[1],
        lambda g, x: (g * np.cos(x), g.__setitem__((0, 0), 7.0))[0],
    ],
)
@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_every_way_to_write_into_the_cotangent_is_found(write, dtype):
    said = breaches(np.sin, X.astype(dtype), vjp=write)
    assert said == {"writes": "vjp writes into the cotangent: compute in a copy of it"}


def test_writing_into_one_of_several_cotangents_is_found():
    def rule(gs, x):
        gs[1][...] *= np.cos(x)
        return gs[0] + gs[1]

    said = breaches(lambda x: (x * 1.0, np.sin(x)), X, vjp=rule)
    assert said == {"writes": "vjp writes into the cotangent: compute in a copy of it"}


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
