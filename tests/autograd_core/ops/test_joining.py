"""Joining, splitting and repeating: values of NumPy, types, views, and what is refused. The laws test the gradients."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import ShapeError, WriteError

A, B, V = np.arange(6.0).reshape(2, 3), -np.ones((2, 3)), np.array([1.0, 2.0, 3.0])

JOINED = {
    "concatenate": lambda a, b, v: np.concatenate([a, b]),
    "concatenate along an axis": lambda a, b, v: np.concatenate((a, b), axis=-1),
    "concatenate flattened": lambda a, b, v: np.concatenate([a, v], axis=None),
    "concatenate to a type": lambda a, b, v: np.concatenate([a, b], dtype="float32"),
    "concatenate rows of one": lambda a, b, v: np.concatenate(a),
    "concat": lambda a, b, v: np.concat([a, b]),
    "stack": lambda a, b, v: np.stack([a, b]),
    "stack last": lambda a, b, v: np.stack([a, b], axis=-1),
    "stack scalars": lambda a, b, v: np.stack([v[0], v[1]]),
    "vstack": lambda a, b, v: np.vstack([a, v]),
    "hstack": lambda a, b, v: np.hstack([a, b]),
    "hstack vectors": lambda a, b, v: np.hstack([v, v[0]]),
    "dstack": lambda a, b, v: np.dstack([a, b]),
    "dstack vectors": lambda a, b, v: np.dstack([v, v]),
    "column_stack": lambda a, b, v: np.column_stack([v, a.T]),
    "block": lambda a, b, v: np.block([[a, b], [v, v]]),
    "block of one": lambda a, b, v: np.block(a),
    "block of numbers": lambda a, b, v: np.block([a[0, 0], v, 2.0]),
    "block deep": lambda a, b, v: np.block([[[a, b]], [[b, a]]]),
}


@pytest.mark.parametrize("name", JOINED)
def test_joined_as_in_numpy_in_any_mixture_of_types(name):
    join = JOINED[name]
    for types in (("f8", "f8", "f8"), ("f4", "f4", "f4"), ("f4", "f8", "i4"), ("i4", "f4", "f4")):
        arrays = [x.astype(t) for x, t in zip((A, B, V), types, strict=True)]
        expected = join(*arrays)
        y = join(*map(ag.Tensor, arrays))
        np.testing.assert_array_equal(y.numpy(), expected)
        assert y.dtype == expected.dtype


def test_each_part_has_its_gradient_in_its_type():
    a, v = A.astype("float32"), V
    ga, gv = ag.grad(lambda a, v: (np.vstack([a, v]) * np.arange(9.0).reshape(3, 3)).sum(), (0, 1))(a, v)
    assert (ga.dtype, gv.dtype) == (np.float32, np.float64)
    np.testing.assert_array_equal(ga, [[0, 1, 2], [3, 4, 5]])
    np.testing.assert_array_equal(gv, [6, 7, 8])


def test_one_array_may_be_joined_several_times():
    np.testing.assert_array_equal(ag.grad(lambda v: np.concatenate([v, v, V]).sum())(V), [2, 2, 2])


SPLIT = {
    "unstack": lambda x: np.unstack(x, axis=1),
    "split": lambda x: np.split(x, 2),
    "split at indices": lambda x: np.split(x, [1, 3], axis=1),
    "split behind the end": lambda x: np.split(x, [3, 9]),
    "array_split": lambda x: np.array_split(x, 3, axis=1),
    "hsplit": lambda x: np.hsplit(x, 2),
    "hsplit a vector": lambda x: np.hsplit(x[0], [1]),
    "vsplit": lambda x: np.vsplit(x, [1]),
    "dsplit": lambda x: np.dsplit(x[:, :, None], 1),
}


@pytest.mark.parametrize("name", SPLIT)
def test_parts_are_views_as_in_numpy(name):
    x = np.arange(8.0).reshape(2, 4)
    t = ag.Tensor(x) * 1.0
    parts, expected = SPLIT[name](t), SPLIT[name](x)
    assert type(parts) is type(expected)
    for part, other in zip(parts, expected, strict=True):
        np.testing.assert_array_equal(part.numpy(), other)
    parts[0][...] = 7.0
    expected[0][...] = 7.0
    np.testing.assert_array_equal(t.numpy(), x)


@pytest.mark.parametrize(
    "repeat",
    [
        lambda x: np.repeat(x, 2),
        lambda x: np.repeat(x, 0, axis=0),
        lambda x: np.repeat(x, 3, axis=-1),
        lambda x: np.repeat(x, [2, 0, 1], axis=1),
        lambda x: np.repeat(x, [2], axis=0),
        lambda x: np.repeat(x, [1, 0, 2, 0, 3, 0]),
        lambda x: x.repeat(2, 1),
        lambda x: np.tile(x, 2),
        lambda x: np.tile(x, (2, 1, 3)),
        lambda x: np.tile(x, (0, 2)),
        lambda x: np.tile(x, ()),
    ],
)
def test_repeated_as_in_numpy(repeat):
    np.testing.assert_array_equal(repeat(ag.Tensor(A)).numpy(), repeat(A))


REFUSED = [
    (lambda t: ag.concatenate([]), "nothing to join: got no arrays. Pass at least one."),
    (lambda t: np.concatenate([t, V[None, :2]]), (
     "concatenate cannot be applied: got shapes (2, 3) and (1, 2), axis=0. "
     "NumPy says: all the input array dimensions except for the concatenation axis must match exactly, but along "
     "dimension 1, the array at index 0 has size 3 and the array at index 1 has size 2.")),
    (lambda t: np.concatenate([t], axis=2), ("no such axis: got axis 2 for an array with 2 axes. "
     "Use an axis from -2 to 1.")),
    (lambda t: np.stack([t, V]), ("stack needs arrays of one shape: got shapes (2, 3) and (3,). "
     "Reshape them, or use concatenate.")),
    (lambda t: np.stack([t], axis=3), "no such axis: got axis 3 for an array with 3 axes. Use an axis from -3 to 2."),
    (lambda t: np.block([[t], t]), ("block needs lists nested equally deep: got depths [0, 1]. "
     "Nest each array in as many lists.")),
    (lambda t: ag.block([]), ("block needs lists nested equally deep: got an empty list. "
     "Nest each array in as many lists.")),
    (lambda t: np.split(t, 2, axis=1), ("split needs parts of equal length: got 2 parts of 3 elements. "
     "Use array_split, or name the indices.")),
    (lambda t: np.array_split(t, 0), "an array cannot be split so: got 0 parts. Ask for at least one part."),
    (lambda t: np.dsplit(t, 1), "dsplit needs at least 3 axes: got shape (2, 3). Use split."),
    (lambda t: np.vsplit(t[0], 1), "vsplit needs at least 2 axes: got shape (3,). Use split."),
    (lambda t: np.repeat(t, [1, 2], axis=1), ("repeat needs one number for each element: got repeats of shape (2,) for "
     "axis 1 of shape (2, 3). Pass one number, or as many as elements.")),
]  # fmt: skip


@pytest.mark.parametrize(("call", "message"), REFUSED)
def test_what_does_not_fit_is_a_shape_error(call, message):
    with pytest.raises(ShapeError) as error:
        call(ag.Tensor(A))
    assert str(error.value) == message


def test_out_is_refused():
    with pytest.raises(WriteError, match=r"^out= is not taken here"):
        ag.concatenate([A, B], 0, np.zeros((4, 3)))


class TestNestedLists:
    def test_as_in_numpy(self):
        for nested in (2.0, [1, 2], [[1.0, 2], [3, 4]], [V, V], [[A, A]], A):
            for call in ({}, {"dtype": "float32"}, {"ndmin": 3}):
                got, expected = ag.array(nested, **call), np.array(nested, **call)
                np.testing.assert_array_equal(got.numpy(), expected)
                assert got.dtype == expected.dtype

    def test_gradients_flow_to_every_tensor(self):
        g = ag.grad(lambda x: (ag.array([[x, 1.0], [2.0, x * x]]) * np.array([[1.0, 10.0], [100.0, 1000.0]])).sum())
        assert g(3.0) == 6001.0
        assert ag.grad(ag.grad(lambda x: ag.array([x**3, 0.0]).sum()))(2.0) == 12.0

    def test_every_function_takes_them(self):
        for function in (ag.sum, ag.mean, ag.max, ag.std, ag.norm, ag.sort, ag.tanh, ag.cumsum, ag.median):
            g = ag.grad(lambda x: function([x[0], 2.0, x[1]]).sum())  # noqa: B023  # used at once
            expected = ag.grad(lambda x: function(np.stack([x[0], 2.0, x[1]])).sum())  # noqa: B023  # as above
            np.testing.assert_array_equal(g(np.array([1.0, 4.0])), expected(np.array([1.0, 4.0])))

    def test_the_list_is_a_copy(self):
        x = np.array([1.0, 2.0])
        y = ag.array(x)
        x[0] = 9.0
        assert y.tolist() == [1.0, 2.0]

    def test_shapes_that_differ_are_refused(self):
        t = ag.Tensor(V, requires_grad=True)
        with pytest.raises(ShapeError) as error:
            ag.array([t, t[:2]])
        assert str(error.value) == (
            "stack needs arrays of one shape: got shapes (3,) and (2,). Reshape them, or use concatenate."
        )


@pytest.mark.parametrize("n", [64, 65, 200])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_very_many_parts(n, dtype):
    parts = [np.arange(3.0) + i for i in range(n)]
    parts[-1] = parts[-1].astype(dtype)
    y = np.stack([ag.Tensor(part) for part in parts], axis=1)
    np.testing.assert_array_equal(y.numpy(), np.stack(parts, axis=1))
    gradients = ag.grad(lambda xs: (np.concatenate(xs) * np.arange(3.0 * n)).sum())(parts)
    np.testing.assert_array_equal(np.concatenate(gradients), np.arange(3.0 * n))


def test_the_rules_of_very_many_parts_look_at_few_others():
    y = np.stack([ag.Tensor([1.0], requires_grad=True) for _ in range(1000)])
    assert len(y.node.parents) == 16
    assert max(len(parent.parents) for parent in y.node.parents) == 64
