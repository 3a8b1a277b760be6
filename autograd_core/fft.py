"""Discrete Fourier transforms under the names of `numpy.fft`: also the fft extension of the Python array API.

    >>> import numpy as np, autograd_core as ag
    >>> ag.fft.rfft(np.ones(4))
    Tensor([4.+0.j, 0.+0.j, 0.+0.j])
    >>> ag.grad(lambda x: np.abs(ag.fft.fft(x)[1]))(np.array([1.0, 0.0, 0.0, 0.0]))
    array([ 1.,  0., -1.,  0.])

Not here: rules and what they are composed of (`ops.spectra`, `ops.fourier`).
"""

from autograd_core.ops.fourier import (
    fft2,
    fftfreq,
    fftn,
    fftshift,
    hfft,
    ifft2,
    ifftn,
    ifftshift,
    ihfft,
    irfft,
    irfft2,
    irfftn,
    rfft2,
    rfftfreq,
    rfftn,
)
from autograd_core.ops.spectra import fft, ifft, rfft

__all__ = [
    "fft",
    "fft2",
    "fftfreq",
    "fftn",
    "fftshift",
    "hfft",
    "ifft",
    "ifft2",
    "ifftn",
    "ifftshift",
    "ihfft",
    "irfft",
    "irfft2",
    "irfftn",
    "rfft",
    "rfft2",
    "rfftfreq",
    "rfftn",
]
