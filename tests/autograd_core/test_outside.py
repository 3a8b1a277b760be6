import statistics
import sys

import numpy as np
import pytest
import scipy.cluster.vq
import scipy.fft
import scipy.integrate
import scipy.interpolate
import scipy.linalg
import scipy.ndimage
import scipy.optimize
import scipy.signal
import scipy.sparse
import scipy.spatial
import scipy.special
import scipy.stats

import autograd_core as ag
import autograd_core.special
from autograd_core.errors import DetachError
from autograd_core.outside import MOMENTS, outsider

OWN = "write it with NumPy functions, declare it as an operation of your own with @ag.operation"
MASKED = "t[~mask] or np.where to select, and where=~mask of np.sum, np.mean and their like"
CALLS = {
    "scipy.special.logsumexp": (scipy.special.logsumexp, "use ag.special.logsumexp"),
    "scipy.special.softmax": (scipy.special.softmax, "use ag.special.softmax"),
    "scipy.special.polygamma": (lambda a: scipy.special.polygamma(1, a), "use ag.special.polygamma"),
    "scipy.special.spherical_jn": (lambda a: scipy.special.spherical_jn(1, a), "use ag.special.spherical_jn"),
    "scipy.special.diric": (lambda a: scipy.special.diric(a, 3), OWN),
    "scipy.linalg.inv": (scipy.linalg.inv, "use np.linalg.inv"),
    "scipy.linalg.cholesky": (scipy.linalg.cholesky, "use np.linalg.cholesky"),
    "scipy.linalg.expm": (scipy.linalg.expm, OWN),
    "scipy.fft.fft": (scipy.fft.fft, "use np.fft.fft"),
    "scipy.fft.dct": (scipy.fft.dct, OWN),
    "scipy.linalg.solve_triangular": (lambda a: scipy.linalg.solve_triangular(a, np.ones(2)), "use np.linalg.solve"),
    "scipy.stats.rv_continuous.pdf": (scipy.stats.norm.pdf, f"use {MOMENTS}"),
    "scipy.stats.gmean": (scipy.stats.gmean, f"use {MOMENTS}"),
    "scipy.stats.zscore": (scipy.stats.zscore, f"use {MOMENTS}"),
    "scipy.signal.convolve": (
        lambda a: scipy.signal.convolve(a, a),
        "use np.convolve for vectors, ag.conv2d for images",
    ),
    "scipy.signal.lfilter": (
        lambda a: scipy.signal.lfilter([1.0], [1.0, 0.5], a),
        "use np.convolve, np.fft, ag.conv2d, or a loop that writes into a Tensor",
    ),
    "scipy.ndimage.gaussian_filter": (
        lambda a: scipy.ndimage.gaussian_filter(a, 1.0),
        "use ag.conv2d, or np.pad and np.lib.stride_tricks.sliding_window_view",
    ),
    "scipy.integrate.simpson": (
        scipy.integrate.simpson,
        "use the weights of the rule, as in h / 3 * np.sum(w * y)",
    ),
    "scipy.interpolate.CubicSpline": (
        lambda a: scipy.interpolate.CubicSpline(np.arange(2), a),
        "use np.interp, or np.linalg.solve for the coefficients",
    ),
    "scipy.spatial.distance.cdist": (
        lambda a: scipy.spatial.distance.cdist(a, a),
        "use np.linalg.norm(a[:, None] - b, axis=-1)",
    ),
    "scipy.spatial.distance.pdist": (scipy.spatial.distance.pdist, OWN),
    "np.ma.masked_where": (lambda a: np.ma.masked_where(np.eye(2) > 0, a), f"use {MASKED}"),
    "np.ma.average": (np.ma.average, f"use {MASKED}"),
    "scipy.cluster.vq.whiten": (scipy.cluster.vq.whiten, OWN),
    "a function of scipy.sparse": (lambda a: scipy.sparse.eye(2) @ a, OWN),
}


def tensor():
    return ag.Tensor([[3.0, 0.5], [0.5, 2.0]], requires_grad=True)


@pytest.mark.parametrize("name", CALLS)
def test_a_function_of_scipy_is_named_with_the_way_out(name):
    call, instead = CALLS[name]
    with pytest.raises(DetachError) as caught:
        call(tensor())
    given = f"{name} would lose the gradient: got a recorded tensor of shape (2, 2). "
    assert str(caught.value) == f"{given}{instead[0].upper()}{instead[1:]}, or say .numpy() where the gradient may end."


@pytest.mark.parametrize("name", ["scipy.linalg.inv", "scipy.stats.zscore", "scipy.special.softmax"])
def test_a_constant_passes(name):
    call = CALLS[name][0]
    constant = ag.Tensor(tensor().numpy())
    np.testing.assert_array_equal(np.asarray(call(constant)), call(constant.numpy()))


NUMBERS = {
    "scipy.integrate.quad": lambda t: scipy.integrate.quad(lambda x: t * x, 0.0, 1.0),
    "statistics.fmean": lambda t: statistics.fmean([t, 1.0]),
    "statistics.NormalDist": lambda t: statistics.NormalDist(t, 1.0),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_who_asks_for_a_number_is_named(name):
    t = ag.Tensor(2.0, requires_grad=True)
    with pytest.raises(DetachError) as caught:
        NUMBERS[name](t)
    assert str(caught.value).startswith(f"{name} would lose the gradient: got a recorded tensor as a number. Use ")
    NUMBERS[name](ag.Tensor(2.0))


def test_exact_ratios_are_asked_for_by_statistics():
    with pytest.raises(DetachError, match=r"^statistics\.mean would lose the gradient"):
        statistics.mean([ag.Tensor(2.0, requires_grad=True), 1.0])


def test_what_scipy_calls_is_not_scipy():
    def residual(x):
        return np.asarray(tensor())[0] - x

    with pytest.raises(DetachError, match=r"^np\.asarray would lose the gradient"):
        scipy.integrate.quad(residual, 0.0, 1.0)


def test_a_frame_outside_scipy_has_no_outsider():
    assert outsider(sys._getframe()) is None
