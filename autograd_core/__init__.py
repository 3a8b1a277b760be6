"""Reverse-mode automatic differentiation of NumPy code.

    >>> import numpy as np, autograd_core as ag
    >>> ag.grad(lambda x: np.sum(np.tanh(x) ** 2))(np.array([0.0, 1.0]))
    array([0.        , 0.63970001])
    >>> x = ag.Tensor([1.0, 2.0], requires_grad=True)
    >>> (x * x).sum().backward()
    >>> x.grad
    Tensor([2., 4.])

Functions of functions are in `transforms`, Tensors in `tensor`, operations under NumPy's names in `ops`. Not here:
layers and training (`nn`), update rules (`optim`).
"""

from typing import Any as _Any

from autograd_core import errors, registry
from autograd_core.operation import operation
from autograd_core.ops import random
from autograd_core.ops.activation import (
    elu,
    gelu,
    hard_sigmoid,
    hard_silu,
    hard_tanh,
    leaky_relu,
    log_sigmoid,
    log_softmax,
    mish,
    relu,
    relu6,
    selu,
    sigmoid,
    silu,
    softmax,
    softplus,
    softsign,
    swish,
)
from autograd_core.ops.contraction import (
    cross,
    dot,
    inner,
    kron,
    matmul,
    matvec,
    multi_dot,
    outer,
    tensordot,
    vdot,
    vecdot,
    vecmat,
)
from autograd_core.ops.creation import (
    angle,
    conj,
    conjugate,
    full_like,
    imag,
    ix_,
    linspace,
    meshgrid,
    nan_to_num,
    real,
    real_if_close,
)
from autograd_core.ops.crossentropy import sigmoid_cross_entropy, softmax_cross_entropy, sparse_softmax_cross_entropy
from autograd_core.ops.cumulative import cumprod, cumsum, cumulative_prod, cumulative_sum, diff, ediff1d
from autograd_core.ops.diagonals import diag, diagflat, diagonal, trace, tril, triu
from autograd_core.ops.elementwise import (
    add,
    cbrt,
    divide,
    exp,
    exp2,
    expm1,
    float_power,
    fmod,
    log,
    log1p,
    log2,
    log10,
    logaddexp,
    logaddexp2,
    multiply,
    negative,
    positive,
    power,
    reciprocal,
    remainder,
    sqrt,
    square,
    subtract,
)
from autograd_core.ops.gathering import (
    bincount,
    choose,
    compress,
    extract,
    partition,
    piecewise,
    select,
    take,
    take_along_axis,
    unique,
    unique_values,
)
from autograd_core.ops.indexing import gather, getitem, scatter, setitem
from autograd_core.ops.joining import (
    array,
    array_split,
    block,
    column_stack,
    concat,
    concatenate,
    dsplit,
    dstack,
    hsplit,
    hstack,
    repeat,
    split,
    stack,
    tile,
    unstack,
    vsplit,
    vstack,
)
from autograd_core.ops.labelled import contract, einsum, relabel
from autograd_core.ops.movement import (
    astype,
    atleast_1d,
    atleast_2d,
    atleast_3d,
    broadcast_arrays,
    broadcast_to,
    cast,
    copy,
    expand_dims,
    flip,
    fliplr,
    flipud,
    matrix_transpose,
    moveaxis,
    permute_dims,
    ravel,
    reshape,
    rollaxis,
    rot90,
    squeeze,
    swapaxes,
    transpose,
)
from autograd_core.ops.norms import euclidean_norm, matrix_norm, norm, vector_norm
from autograd_core.ops.padding import pad
from autograd_core.ops.parts import divmod, frexp, ldexp, modf, nextafter
from autograd_core.ops.putting import copyto, fill_diagonal, place, put, put_along_axis, putmask
from autograd_core.ops.rearranging import append, delete, insert, roll
from autograd_core.ops.reducers import logsumexp
from autograd_core.ops.reduction import average, max, mean, min, prod, ptp, std, sum, var
from autograd_core.ops.scans import cummax, cummin, logcumsumexp, recurrence
from autograd_core.ops.selection import (
    absolute,
    bitwise_and,
    bitwise_or,
    bitwise_xor,
    ceil,
    clamp,
    clip,
    copysign,
    equal,
    fabs,
    floor,
    floor_divide,
    fmax,
    fmin,
    greater,
    greater_equal,
    heaviside,
    invert,
    isfinite,
    isinf,
    isnan,
    left_shift,
    less,
    less_equal,
    logical_and,
    logical_not,
    logical_or,
    logical_xor,
    maximum,
    minimum,
    not_equal,
    right_shift,
    rint,
    sign,
    signbit,
    trunc,
    where,
)
from autograd_core.ops.special import erf, erfc, xlogy
from autograd_core.ops.trigonometry import (
    arccos,
    arccosh,
    arcsin,
    arcsinh,
    arctan,
    arctan2,
    arctanh,
    cos,
    cosh,
    deg2rad,
    degrees,
    hypot,
    rad2deg,
    radians,
    sin,
    sinc,
    sinh,
    tan,
    tanh,
)
from autograd_core.record import enable_grad, no_grad
from autograd_core.registry import Interval, composite, example
from autograd_core.tensor import Tensor, Variable, as_tensor, stop_gradient
from autograd_core.transforms import grad, jvp, value_and_grad, vjp

__version__ = "0.1.0"

# One name a line would take 250 lines.
# fmt: off
__all__ = [
    "Interval", "Tensor", "Variable", "absolute", "add", "angle", "append", "arccos", "arccosh", "arcsin", "arcsinh",
    "arctan", "arctan2", "arctanh", "array", "array_split", "as_tensor", "astype", "atleast_1d", "atleast_2d",
    "atleast_3d", "average", "bincount", "bitwise_and", "bitwise_or", "bitwise_xor", "block", "broadcast_arrays",
    "broadcast_to", "cast", "cbrt", "ceil", "choose", "clamp", "clip", "column_stack", "composite", "compress",
    "concat", "concatenate", "conj", "conjugate", "contract", "copy", "copysign", "copyto", "cos", "cosh", "cross",
    "cummax", "cummin", "cumprod", "cumsum", "cumulative_prod", "cumulative_sum", "deg2rad", "degrees", "delete",
    "diag", "diagflat", "diagonal", "diff", "divide", "divmod", "dot", "dsplit", "dstack", "ediff1d", "einsum", "elu",
    "enable_grad", "equal", "erf", "erfc", "errors", "euclidean_norm", "example", "exp", "exp2", "expand_dims",
    "expm1", "extract", "fabs", "fill_diagonal", "flip", "fliplr", "flipud", "float_power", "floor", "floor_divide",
    "fmax", "fmin", "fmod", "frexp", "full_like", "gather", "gelu", "getitem", "grad", "greater", "greater_equal",
    "hard_sigmoid", "hard_silu", "hard_tanh", "heaviside", "hsplit", "hstack", "hypot", "imag", "inner", "insert",
    "invert", "isfinite", "isinf", "isnan", "ix_", "jvp", "kron", "ldexp", "leaky_relu", "left_shift", "less",
    "less_equal", "linspace", "log", "log1p", "log2", "log10", "log_sigmoid", "log_softmax", "logaddexp",
    "logaddexp2", "logcumsumexp", "logical_and", "logical_not", "logical_or", "logical_xor", "logsumexp", "matmul",
    "matrix_norm", "matrix_transpose", "matvec", "max", "maximum", "mean", "meshgrid", "min", "minimum", "mish",
    "modf", "moveaxis", "multi_dot", "multiply", "nan_to_num", "negative", "nextafter", "no_grad", "norm",
    "not_equal", "operation", "outer", "pad", "partition", "permute_dims", "piecewise", "place", "positive", "power",
    "prod", "ptp", "put", "put_along_axis", "putmask", "rad2deg", "radians", "random", "ravel", "real",
    "real_if_close", "reciprocal", "recurrence", "registry", "relabel", "relu", "relu6", "remainder", "repeat",
    "reshape", "right_shift", "rint", "roll", "rollaxis", "rot90", "scatter", "select", "selu", "setitem", "sigmoid",
    "sigmoid_cross_entropy", "sign", "signbit", "silu", "sin", "sinc", "sinh", "softmax", "softmax_cross_entropy",
    "softplus", "softsign", "sparse_softmax_cross_entropy", "split", "sqrt", "square", "squeeze", "stack", "std",
    "stop_gradient", "subtract", "sum", "swapaxes", "swish", "take", "take_along_axis", "tan", "tanh", "tensordot",
    "tile", "trace", "transpose", "tril", "triu", "trunc", "unique", "unique_values", "unstack", "value_and_grad",
    "var", "vdot", "vecdot", "vecmat", "vector_norm", "vjp", "vsplit", "vstack", "where", "xlogy",
]
# fmt: on
__all__ += [name for names in registry.LATER.values() for name in names]


def __getattr__(name: str) -> _Any:
    """Load what `registry.LATER` keeps out of the import of the package."""
    try:
        globals()[name] = registry.load(name)
    except KeyError:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message) from None
    return globals()[name]


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
