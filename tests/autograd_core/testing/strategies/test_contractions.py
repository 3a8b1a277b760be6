"""Contractions can be called, take every form, and shrink."""

import numpy as np
import pytest
from hypothesis import given

from autograd_core.errors import UnknownNameError
from autograd_core.testing.strategies import contraction_operands, smallest
from tests.autograd_core.testing.strategies.seen import seen

NAMES = {
    "np": np,
    "array": lambda x, shape=None, dtype=None: np.array(x, dtype).reshape(np.shape(x) if shape is None else shape),
} | {"float64": np.float64}


@given(contraction_operands(dtype="any"))
def test_contractions_can_be_called(call):
    with np.errstate(all="ignore"):
        y = call(*call.operands)
    assert np.isfinite(y).all()


@given(contraction_operands(layouts="C"))
def test_contractions_print_as_python_code(call):
    written = eval(repr(call), NAMES)
    np.testing.assert_allclose(written, call(*call.operands), rtol=1e-6, atol=1e-6)


def test_every_form_is_reached_in_a_test_of_usual_length():
    def look(call):
        shapes = [x.shape for x in call.operands]
        ndims = [len(shape) for shape in shapes]
        subscripts = call.first[0] if call.first else ""
        terms = subscripts.split("->")[0].split(",")
        return {
            "vectors": call.name == "matmul" and 1 in ndims,
            "batches": call.name == "matmul" and max(ndims) > 2,
            "batches that broadcast": call.name == "matmul" and max(ndims) > 2 and shapes[0][:-2] != shapes[1][:-2],
            "axes as a number": call.name == "tensordot" and isinstance(call.params["axes"], int),
            "axes as lists": call.name == "tensordot" and isinstance(call.params["axes"], tuple),
            "three operands": len(shapes) == 3,
            "a diagonal": any(len(set(term.replace(".", ""))) < len(term.replace(".", "")) for term in terms),
            "implicit": call.name == "einsum" and "->" not in subscripts,
            "an ellipsis": "." in subscripts,
            "a number": call.name == "dot" and 0 in ndims,
            "without elements": any(0 in shape for shape in shapes),
        }

    found = seen(contraction_operands(), look)
    assert min(found.values()) > 0.5, found


@pytest.mark.parametrize(
    ("name", "condition", "expected"),
    [
        ("matmul", lambda call: True, "np.matmul(array([1.]), array([1.]))"),
        ("matmul", lambda call: all(x.ndim == 2 for x in call.operands), "np.matmul(array([[1.]]), array([[1.]]))"),
        ("matmul", lambda call: call.operands[0].ndim == 3, "np.matmul(array([[[1.]]]), array([1.]))"),
        ("dot", lambda call: True, "np.dot(array([1.]), array([1.]))"),
        ("dot", lambda call: call.operands[0].ndim == 0, "np.dot(array(1.), array(1.))"),
        ("inner", lambda call: True, "np.inner(array([1.]), array([1.]))"),
        ("tensordot", lambda call: call.params["axes"] == 1, "np.tensordot(array([1.]), array([1.]), axes=1)"),
        (
            "tensordot",
            lambda call: isinstance(call.params["axes"], tuple) and len(call.params["axes"][0]) == 1,
            "np.tensordot(array([1.]), array([1.]), axes=([0], [0]))",
        ),
        ("einsum", lambda call: "ii" in call.first[0], "np.einsum('ii', array([[1.]]))"),
        ("einsum", lambda call: "," in call.first[0], "np.einsum(',', array(1.), array(1.))"),
    ],
)
def test_contractions_shrink(name, condition, expected):
    assert repr(smallest(contraction_operands(name), condition)) == expected


def test_wishes_are_checked():
    with pytest.raises(UnknownNameError) as caught:
        contraction_operands("outer")
    assert str(caught.value) == "unknown contraction: got 'outer'. Known: any, dot, einsum, inner, matmul, tensordot."
