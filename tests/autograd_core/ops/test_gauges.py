"""What decompositions leave open, seen by itself: equal values, phases."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import DegeneracyWarning
from autograd_core.ops import gauges


def test_values_are_equal_up_to_rounding():
    values = np.array([[1.0, 1.0 + 1e-15, 2.0], [0.0, 0.0, 1e-30]])
    expected = np.zeros((2, 3, 3), bool)
    expected[0, 0, 1] = expected[0, 1, 0] = expected[1, 0, 1] = expected[1, 1, 0] = True
    np.testing.assert_array_equal(gauges.equal_pairs(values), expected)
    assert gauges.equal_pairs(np.array([1.0, 1.0 + 1e-7], np.float32)).sum() == 2
    assert gauges.equal_pairs(np.zeros((2, 0))).shape == (2, 0, 0)


def test_differences_keep_the_precision():
    values = np.array([1.0, 2.0], np.float32)
    table = gauges.inverse_differences(values)
    assert table.dtype == np.float32
    np.testing.assert_array_equal(table, [[0, 1], [-1, 0]])


def test_anchors_are_where_components_are_real():
    vectors = np.array([[1e-20, 0.5 + 0.5j], [0.6, 0.5], [0.8 + 1e-18j, 0.5j]])
    np.testing.assert_array_equal(gauges.anchors(vectors), [[False, False], [False, True], [True, False]])
    np.testing.assert_array_equal(gauges.anchors(vectors, 1), [[False, False], [True, True], [False, False]])
    np.testing.assert_array_equal(gauges.anchors(vectors, -1), [[False, False], [False, False], [True, False]])
    assert not gauges.anchors(vectors, 0).any()


def test_an_anchored_cotangent_does_not_depend_on_the_phase():
    rng = np.random.default_rng(0)
    v, g = (rng.normal(size=(3, 2)) + 1j * rng.normal(size=(3, 2)) for _ in range(2))
    v = v * np.exp(-1j * np.angle(v[0]))
    settled = gauges.anchored(g, v, gauges.anchors(v, 0), gauges.turning(g, v))
    np.testing.assert_allclose(gauges.turning(settled, v), 0, atol=1e-14)


CASES = [  # g_values, turned, mixed of a pair, whether that asks for more than exists
    ((1.0, 1.0), 0.0, 0.0, False),
    ((1.0, 2.0), 0.0, 0.0, True),
    ((0.0, 0.0), 1.0, 0.0, True),
    ((0.0, 0.0), 0.0, 1.0, False),
    ((1.0, 1.0), 0.0, 1.0, True),
    ((1.0, 1.0 + 1e-12), 1e-12, 1e-12, False),
]


@pytest.mark.parametrize(("g_values", "turned", "mixed", "asks"), CASES)
@pytest.mark.parametrize("equal", [True, False])
def test_who_is_warned_of_equal_values(g_values, turned, mixed, asks, equal, recwarn):
    off = np.array([[0.0, 1.0], [1.0, 0.0]])
    gauges.warn_of_equal("eigh", np.array([3.0, 3.0 if equal else 4.0]), np.array(g_values), turned * off, mixed * off)
    words = (
        "the gradient of eigh lacks what tells equal values apart: got the values 3.0 and 3.0. Use what does not "
        "depend on how the vectors are chosen, such as a sum over all of them or the projection on all, or move the "
        "matrix a little."
    )
    assert [str(w.message) for w in recwarn] == [words] * (asks and equal)


def test_a_second_derivative_is_always_warned_of():
    with pytest.warns(DegeneracyWarning, match="the second derivative of eigh is not whole: got a use of equal values"):
        gauges.warn_of_equal("eigh", np.array([3.0, 3.0]), ag.Tensor([1.0, 1.0]), 0, 0)


def test_what_is_lost_is_compared_with_the_whole():
    with pytest.warns(
        DegeneracyWarning, match="the gradient of svd lacks what depends on a choice: got a use of x. Use"
    ):
        gauges.warn_of_lost("svd", "x", np.array([1e-3]), [np.ones(2), np.zeros(3)])
    gauges.warn_of_lost("svd", "x", np.array([1e-12]), [np.ones(2), np.zeros(3)])


@pytest.mark.parametrize("shape", [(0, 2, 2), (2, 0, 0)])
@pytest.mark.parametrize("row", [None, 0, -1])
def test_no_vectors_have_no_anchors(shape, row):
    assert gauges.anchors(np.zeros(shape, complex), row).shape == shape
