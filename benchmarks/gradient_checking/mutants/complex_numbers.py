"""Rules of complex functions. The gradient of a real L is ∂L/∂a + i ∂L/∂b, that of a holomorphic f is g · conj(f′)."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.testing.strategies import any_shape, broadcastable
from benchmarks.gradient_checking.mutants.rule import Rule, arrays, fit, one

__all__ = ["RULES"]

NUMBERS = arrays(dtype="complex128")
VECTORS = arrays(any_shape(min_dims=1, max_dims=1, min_side=1), dtype="complex128")
AWAY = arrays(dtype="complex128", elements=(0.5, 3))


def multiply(g: Any, a: Any, b: Any) -> Any:
    """Return the gradients of a product."""
    return fit(g * np.conj(b), a.shape), fit(g * np.conj(a), b.shape)


RULES = (
    Rule(
        "complex multiply",
        np.multiply,
        multiply,
        broadcastable(2, dtype="complex128"),
        {
            "conj is missing": lambda g, a, b: (fit(g * b, a.shape), fit(g * a, b.shape)),
            "conj of the cotangent": lambda g, a, b: (fit(np.conj(g) * b, a.shape), fit(np.conj(g) * a, b.shape)),
            "conj is missing once": lambda g, a, b: (fit(g * np.conj(b), a.shape), fit(g * a, b.shape)),
        },
    ),
    Rule(
        "complex exp",
        np.exp,
        lambda g, z: g * np.conj(np.exp(z)),
        one(NUMBERS),
        {"conj is missing": lambda g, z: g * np.exp(z), "real part": lambda g, z: np.real(g * np.conj(np.exp(z))) + 0j},
    ),
    Rule(
        "complex abs",
        np.abs,
        lambda g, z: g * z / np.abs(z),
        one(AWAY),
        {
            "conj": lambda g, z: g * np.conj(z) / np.abs(z),
            "not divided": lambda g, z: g * z,
            "of the real part": lambda g, z: g * np.sign(z.real) + 0j,
        },
    ),
    Rule(
        "squared magnitude",
        lambda z: z.real**2 + z.imag**2,
        lambda g, z: 2 * g * z,
        one(NUMBERS),
        {"conj": lambda g, z: 2 * g * np.conj(z), "the 2 is missing": lambda g, z: g * z},
    ),
    Rule(
        "conj",
        np.conj,
        lambda g, z: np.conj(g),
        one(NUMBERS),
        {"conj is missing": lambda g, z: g * 1.0, "sign": lambda g, z: -np.conj(g)},
    ),
    Rule(
        "imag",
        lambda z: z.imag.copy(),
        lambda g, z: 1j * g,
        one(NUMBERS),
        {"sign": lambda g, z: -1j * g, "real": lambda g, z: g + 0j},
    ),
    Rule(
        "angle",
        np.angle,
        lambda g, z: 1j * g * z / np.abs(z) ** 2,
        one(AWAY),
        {"sign": lambda g, z: -1j * g * z / np.abs(z) ** 2, "not squared": lambda g, z: 1j * g * z / np.abs(z)},
    ),
    Rule(
        "fft",
        np.fft.fft,
        lambda g, z: np.fft.ifft(g) * len(z),
        one(VECTORS),
        {
            "not scaled": lambda g, z: np.fft.ifft(g),
            "fft again": lambda g, z: np.fft.fft(g),
            "conj is missing": lambda g, z: np.conj(np.fft.fft(np.conj(g)))[::-1].copy(),
        },
    ),
    Rule(
        "complex reciprocal",
        np.reciprocal,
        lambda g, z: -g / np.conj(z) ** 2,
        one(AWAY),
        {"conj is missing": lambda g, z: -g / z**2},
    ),
)
