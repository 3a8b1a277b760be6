"""Functions of single numbers: where they grow, end, saturate or have a corner, special functions, complex numbers."""

from __future__ import annotations

import torch
from torch import special
from torch.nn import functional as F  # noqa: N812 - as everyone writes it

from benchmarks.gradient_checking.torch_operations.drawing import Operation, complex_numbers, given, real, single

__all__ = ["OPERATIONS"]

EDGES = given(-3.0, -1.0, -0.5, 0.0, 0.5, 1.0, 3.0, 6.0)
"""Where piecewise functions have their corners."""

PLAIN = [
    Operation("exp of large numbers", torch.exp, (real(4, low=20, high=30),)),
    Operation("log near 0", torch.log, (given(1e-12, 1e-6, 1e-3, 1.0),)),
    Operation("log1p near 0", torch.log1p, (given(1e-12, -1e-9, 0.0, 1.0),)),
    Operation("expm1 near 0", torch.expm1, (given(1e-12, -1e-9, 0.0, 1.0),)),
    Operation("sqrt near 0", torch.sqrt, (given(1e-12, 1e-6, 1e-3, 1.0),)),
    Operation("rsqrt near 0", torch.rsqrt, (given(1e-6, 1e-3, 1.0),)),
    Operation("sqrt at 0", torch.sqrt, (given(0.0, 1.0),)),
    Operation("tan near its pole", torch.tan, (given(1.57, -1.5, 0.0),)),
    Operation("asin near its end", torch.asin, (given(1 - 1e-9, -0.999, 0.0),)),
    Operation("acosh near its end", torch.acosh, (given(1 + 1e-9, 1.5),)),
    Operation("atanh near its end", torch.atanh, (given(1 - 1e-9, 0.5),)),
    Operation("saturated tanh", torch.tanh, (given(-20.0, -8.0, 0.0, 8.0, 20.0),)),
    Operation("saturated sigmoid", torch.sigmoid, (given(-700.0, -40.0, 0.0, 40.0),)),
    Operation("logsigmoid", F.logsigmoid, (given(-700.0, -40.0, 0.0, 40.0),)),
    Operation("softplus at its threshold", F.softplus, (given(-40.0, 0.0, 20.0, 40.0),)),
    Operation("pow", torch.pow, (real(4, low=0.1), real(4))),
    Operation("pow of 0", lambda x: x**3 + x**2 + x**0, (given(0.0, -1.0),)),
    Operation("pow of negative numbers", lambda x: x**-3, (given(-2.0, -1e-3),)),
    Operation("fast oscillation", lambda x: torch.sin(100 * x), (real(4),)),
    Operation("division by small numbers", torch.div, (real(3), given(1e-8, -1e-4, 1.0))),
    Operation("atan2", torch.atan2, (given(1e-9, 1.0, -1.0), given(1.0, -1e-9, -1.0))),
    Operation("hypot", torch.hypot, (given(1e-8, 1e8, 3.0), given(1.0, 1.0, 4.0))),
    Operation("logaddexp", torch.logaddexp, (given(1000.0, -5.0, 0.0), given(0.0, 1000.0, 0.0))),
    Operation("logaddexp2", torch.logaddexp2, (real(3), real(3))),
    Operation("logit", torch.logit, (given(1e-9, 0.5, 1 - 1e-9),)),
    Operation("remainder", lambda x: torch.remainder(x, 0.7), (real(5),)),
    Operation("fmod by both", torch.fmod, (real(4, low=3, high=5), real(4, low=0.6, high=0.9))),
    Operation("frac", torch.frac, (real(5),)),
    Operation("lerp", torch.lerp, (real(3), real(3), real(3))),
    Operation("addcdiv", torch.addcdiv, (real(3), real(3), real(3, low=0.5))),
    Operation("copysign", torch.copysign, (given(1.0, -2.0), given(-1.0, 3.0))),
    Operation("nan_to_num", torch.nan_to_num, (real(3),)),
    Operation("float_power", torch.float_power, (real(3, low=0.1), real(3))),
    Operation("deg2rad", torch.deg2rad, (real(3),)),
    Operation("ldexp", lambda x: torch.ldexp(x, torch.tensor([1, 10, 0])), (real(3),)),
]

CORNERS = [
    Operation("abs at 0", torch.abs, (EDGES,)),
    Operation("relu at 0", torch.relu, (EDGES,)),
    Operation("relu6 at its corners", F.relu6, (EDGES,)),
    Operation("leaky_relu at 0", F.leaky_relu, (EDGES,)),
    Operation("prelu at 0", F.prelu, (EDGES, given(0.25))),
    Operation("elu at 0", F.elu, (EDGES,)),
    Operation("selu at 0", F.selu, (EDGES,)),
    Operation("celu at 0", F.celu, (EDGES, 2.0)),
    Operation("gelu", F.gelu, (EDGES,)),
    Operation("gelu, tanh form", lambda x: F.gelu(x, approximate="tanh"), (EDGES,)),
    Operation("silu", F.silu, (EDGES,)),
    Operation("mish", F.mish, (EDGES,)),
    Operation("hardtanh at its corners", F.hardtanh, (EDGES,)),
    Operation("hardswish at its corners", F.hardswish, (EDGES,)),
    Operation("hardswish, off its corners", F.hardswish, (real(4),)),
    Operation("hardtanh, off its corners", F.hardtanh, (real(4, low=-0.9, high=0.9),)),
    Operation("hardsigmoid, whose slope is rounded to float32", F.hardsigmoid, (EDGES,)),
    Operation("softshrink at its corners", F.softshrink, (EDGES,)),
    Operation("hardshrink, off its jumps", F.hardshrink, (given(-1.0, -0.2, 0.0, 0.3, 2.0),)),
    Operation("hardshrink at its jumps", F.hardshrink, (EDGES,)),
    Operation("softsign", F.softsign, (EDGES,)),
    Operation("tanhshrink", F.tanhshrink, (EDGES,)),
    Operation("threshold at its jump", lambda x: F.threshold(x, 0.5, 0.1), (EDGES,)),
    Operation("clamp at its edges", lambda x: x.clamp(-1, 1), (EDGES,)),
    Operation("clamp by tensors", torch.clamp, (real(4), given(-1.0, -1.0, -1.0, -1.0), given(1.0, 1.0, 1.0, 1.0))),
    Operation("maximum with ties", torch.maximum, (given(1.0, 2.0, 3.0), given(1.0, 1.0, 4.0))),
    Operation("fmin with ties", torch.fmin, (given(1.0, 2.0, 3.0), given(1.0, 1.0, 4.0))),
    Operation("round", lambda x: x + torch.round(x), (real(4),)),
    Operation("sign", lambda x: x * torch.sign(x), (given(-1.0, 0.0, 2.0),)),
    Operation("where", lambda x: torch.where(x > 0, x.exp(), 1 + x), (EDGES,)),
    Operation("glu", F.glu, (real(6),)),
]

SPECIAL = [
    Operation("erf and erfc", lambda x: (torch.erf(x), torch.erfc(x)), (given(-6.0, -1.0, 0.0, 1.0, 6.0),)),
    Operation("erfinv", torch.erfinv, (given(-0.999999, 0.0, 0.5),)),
    Operation("erfcx", special.erfcx, (given(-5.0, 0.0, 1.0, 100.0),)),
    Operation("lgamma", torch.lgamma, (given(-2.5, 1e-8, 1.0, 2.0, 100.0),)),
    Operation("digamma", torch.digamma, (given(-2.5, 1e-3, 1.46, 100.0),)),
    Operation("polygamma", lambda x: special.polygamma(2, x), (given(0.1, 1.0, 10.0),)),
    Operation("multigammaln", lambda x: special.multigammaln(x, 3), (given(1.5, 10.0),)),
    Operation("i0", torch.i0, (given(-3.0, 0.0, 1e-8, 20.0),)),
    Operation("i0e", special.i0e, (given(-3.0, 1e-8, 20.0),)),
    Operation("i1", special.i1, (given(-3.0, 0.0, 1e-8, 20.0),)),
    Operation("i1e", special.i1e, (given(-3.0, 0.0, 1e-8, 20.0),)),
    Operation("ndtr", special.ndtr, (given(-8.0, 0.0, 3.0),)),
    Operation("ndtri", special.ndtri, (given(1e-12, 0.5, 0.999),)),
    Operation("log_ndtr", special.log_ndtr, (given(-30.0, -1.0, 0.0, 8.0),)),
    Operation("sinc at 0", torch.sinc, (given(0.0, 1e-8, 0.5, 1.0, 7.3),)),
    Operation("entr", special.entr, (given(1e-9, 0.5, 2.0),)),
    Operation("xlogy at 0", lambda y: torch.xlogy(torch.tensor([0.0, 1.0, 2.0]), y), (given(1e-9, 1.0, 3.0),)),
    Operation("xlog1py", special.xlog1py, (real(3), real(3, low=-0.9))),
    Operation("zeta, by its second argument", lambda q: special.zeta(torch.tensor(2.5), q), (given(0.5, 3.0),)),
    Operation("gammainc, by its second argument", lambda x: special.gammainc(torch.tensor(2.5), x), (given(0.1, 3.0),)),
    Operation(
        "gammaincc, by its second argument", lambda x: special.gammaincc(torch.tensor(2.5), x), (given(0.1, 3.0),)
    ),
    Operation("exp2", special.exp2, (real(3),)),
    Operation("expit", special.expit, (real(3, low=-30, high=30),)),
]

COMPLEX = [
    Operation("complex abs", torch.abs, (complex_numbers(4),)),
    Operation("complex abs at 0", torch.abs, (given(0.0, 1 + 1j, dtype=torch.complex128),)),
    Operation("angle", torch.angle, (complex_numbers(4),)),
    Operation("real times imag", lambda z: z.real * z.imag.exp(), (complex_numbers(4),)),
    Operation("conj", lambda z: z.conj() * z**2, (complex_numbers(4),)),
    Operation("complex exp", torch.exp, (complex_numbers(4),)),
    Operation("complex log", torch.log, (complex_numbers(4),)),
    Operation("complex sqrt", torch.sqrt, (complex_numbers(4),)),
    Operation("complex pow", torch.pow, (complex_numbers(4), complex_numbers(4))),
    Operation("complex tan", torch.tan, (complex_numbers(4),)),
    Operation("complex atanh", torch.atanh, (complex_numbers(4),)),
    Operation("complex acos", torch.acos, (complex_numbers(4),)),
    Operation("complex sigmoid", torch.sigmoid, (complex_numbers(4),)),
    Operation("complex reciprocal", torch.reciprocal, (complex_numbers(4),)),
    Operation("complex division", torch.div, (complex_numbers(4), complex_numbers(4))),
    Operation("complex by real", torch.mul, (complex_numbers(4), real(4))),
    Operation("sgn", torch.sgn, (complex_numbers(4),)),
    Operation("polar", torch.polar, (real(4, low=0.1), real(4))),
    Operation("view_as_real", lambda z: torch.view_as_real(z) ** 2, (complex_numbers(4),)),
    Operation("complex of two", torch.complex, (real(4), real(4))),
    Operation("complex64", lambda z: z * z.exp(), (complex_numbers(4).to(torch.complex64),)),
]

SINGLE = [
    Operation("float32 exp", torch.exp, (single(4),)),
    Operation("float32 tanh", torch.tanh, (single(4),)),
    Operation("float32 inside", lambda x: torch.sin(x.float()).double() ** 2, (real(4),)),
    Operation("float32 gelu", F.gelu, (single(4),)),
    Operation("float32 lgamma", torch.lgamma, (single(4, low=0.5),)),
]

OPERATIONS = [*PLAIN, *CORNERS, *SPECIAL, *COMPLEX, *SINGLE]
