"""What there is: every operation, every function composed of them, and what stands in for each NumPy function.

Tests, reference page, benchmarks and pictures read these tables; nothing is listed twice.

    >>> import numpy as np, autograd_core as ag
    >>> ag.registry.FUNCTIONS[np.tanh] is ag.tanh
    True

Not here: how an operation is recorded (`operation`).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Any, NamedTuple, TypeVar

__all__ = ["COMPOSITES", "CONSTANT", "FUNCTIONS", "LATER", "LATER_WITH", "OPERATIONS", "REFUSED", "Composite"]
__all__ += ["Example", "Interval", "Operand", "Refusal", "complex_of", "composite", "constant", "example", "load"]
__all__ += ["load_later", "matrix", "refuse"]

AnyFunction = Callable[..., Any]
Function = TypeVar("Function", bound=AnyFunction)


class Interval(NamedTuple):
    """The numbers from `low` to `high`, where an operation is smooth; tests and pictures draw their samples there.

    >>> Interval(-1, 3).middle
    1.0
    """

    low: float
    high: float

    @property
    def middle(self) -> float:
        """A point well inside."""
        return (self.low + self.high) / 2


REAL = Interval(-3.0, 3.0)
"""The domain of what is smooth everywhere."""


class Operand(NamedTuple):
    """An operand of an `Example` that is more special than floating-point numbers from the domain.

    shape  its shape; the matrices are in the last two axes
    kind   what it is: "complex", or one of the kinds of matrices that `matrix` lists
    """

    shape: tuple[int, ...]
    kind: str


def complex_of(shape: tuple[int, ...]) -> Operand:
    """Return an operand that is always complex, with real parts from the domain and imaginary parts near them.

    >>> example(complex_of((3,)))
    Example(operands=(Operand(shape=(3,), kind='complex'),), params={})
    """
    return Operand(shape, "complex")


def matrix(shape: tuple[int, ...], kind: str) -> Operand:
    """Return an operand of matrices of a kind, batched if the shape has more than two axes.

    "well conditioned"   any shape; singular values between 1 and 2, apart from each other; square ones have eigenvalues
                         apart from each other, too
    "symmetric"          square; eigenvalues of both signs, apart from each other and 0; of complex numbers Hermitian
    "positive definite"  square; eigenvalues between 1 and 3, apart from each other; of complex numbers Hermitian
    "triangular"         lower triangular with a diagonal of numbers between 1 and 2

    The laws move such a matrix in directions of its kind only: a symmetric one stays symmetric, a triangular one
    triangular. So a rule may give the gradient of a symmetric matrix in any form, symmetric or in one triangle.

    >>> example(matrix((3, 3), "symmetric"), UPLO="L")
    Example(operands=(Operand(shape=(3, 3), kind='symmetric'),), params={'UPLO': 'L'})
    """
    return Operand(shape, kind)


class Example(NamedTuple):
    """A call that shows a function at work.

    A tuple of integers stands for a floating-point operand of that shape, an `Operand` for one that is more special.
    """

    operands: tuple[Any, ...]
    params: Mapping[str, Any]


def example(*operands: Any, **params: Any) -> Example:
    """Return an `Example`.

    >>> example((3, 4), axis=0)
    Example(operands=((3, 4),), params={'axis': 0})
    """
    return Example(operands, params)


class Composite(NamedTuple):
    """A function composed of operations: it needs no rule, for its parts have theirs."""

    function: AnyFunction
    numpy: AnyFunction | None
    examples: tuple[Example, ...]
    domain: Interval


OPERATIONS: dict[str, Any] = {}
"""Every operation (`operation.Operation`) by name."""

COMPOSITES: dict[str, Composite] = {}
"""Every function that is composed of operations, by name."""

FUNCTIONS: dict[Any, AnyFunction] = {}
"""NumPy's functions, ufuncs and (ufunc, "method") pairs, and what stands in for each when it meets a Tensor."""

CONSTANT: set[Any] = set()
"""NumPy's functions and (ufunc, "method") pairs that are constant in their arguments, or change in jumps only."""


class Refusal(NamedTuple):
    """Why a function of NumPy's is refused where a gradient would be lost, and what to do instead."""

    why: str
    instead: str


REFUSED: dict[Any, Refusal] = {}
"""NumPy's functions and classes that would lose a gradient: most of them never ask whether an argument is an array."""


def composite(
    numpy: AnyFunction | None = None, *, examples: Iterable[Example] = (), domain: Interval = REAL
) -> Callable[[Function], Function]:
    """Register a function that is composed of operations, and the NumPy function whose place it takes."""

    def declare(function: Function) -> Function:
        COMPOSITES[function.__name__] = Composite(function, numpy, tuple(examples), domain)
        if numpy is not None:
            FUNCTIONS[numpy] = function
        return function

    return declare


def constant(*functions: Any) -> None:
    """Register NumPy functions through which no gradient flows, for they are constant or piecewise constant."""
    CONSTANT.update(functions)


def refuse(*functions: Any, why: str, instead: str) -> None:
    """Register NumPy functions that have no gradient here, with the reason and the way out for the error message."""
    REFUSED.update(dict.fromkeys(functions, Refusal(why, instead)))


# One name a line would take a hundred lines.
# fmt: off
LATER: dict[str, tuple[str, ...]] = {
    "autograd_core.checkpointing": ("checkpoint",),
    "autograd_core.graph.compiling": ("compile",),
    "autograd_core.graph.graphs": ("Graph",),
    "autograd_core.graph.tracing": (),
    "autograd_core.derivatives": ("derivative", "elementwise_grad", "hessian", "hvp", "jacobian"),
    "autograd_core.implicit": ("implicit_fixed_point", "implicit_minimum", "implicit_root"),
    "autograd_core.mapping": ("vmap",),
    "autograd_core.explaining": ("why",),
    "autograd_core.fft": ("fft",),
    "autograd_core.guarding": ("nan_guard",),
    "autograd_core.dtypes": (
        "bool", "complex64", "complex128", "dtype", "e", "finfo", "float16", "float32", "float64", "iinfo", "inf",
        "int8", "int16", "int32", "int64", "isdtype", "nan", "newaxis", "pi", "uint8", "uint16", "uint32", "uint64",
    ),
    "autograd_core.linalg": ("linalg",),
    "autograd_core.making": ("arange", "asarray", "empty", "eye", "from_dlpack", "full", "ones", "zeros"),
    "autograd_core.ops.convolution": ("conv", "conv_kernel", "conv_transpose"),
    "autograd_core.ops.convolving": (
        "conv1d", "conv1d_transpose", "conv2d", "conv2d_transpose", "conv3d", "conv3d_transpose",
    ),
    "autograd_core.ops.pooling": (
        "average_pool1d", "average_pool2d", "average_pool3d", "max_pool", "max_pool1d", "max_pool2d", "max_pool3d",
        "sum_pool",
    ),
    "autograd_core.index_tricks": ("c_", "r_"),
    "autograd_core.ops.assembling": ("assemble",),
    "autograd_core.ops.applied": ("apply_along_axis", "apply_over_axes", "vectorize"),
    "autograd_core.ops.folding": (),
    "autograd_core.ops.histograms": ("histogram", "histogram2d", "histogram_bin_edges", "histogramdd"),
    "autograd_core.ops.strided": ("resize", "sliding_window_view"),
    "autograd_core.ops.windows": ("fold", "unfold"),
    "autograd_core.ops.nanquantiles": ("nanmedian", "nanpercentile", "nanquantile"),
    "autograd_core.ops.ordering": ("argsort", "sort", "sort_complex"),
    "autograd_core.ops.bessel": ("bessel_i", "i0"),
    "autograd_core.ops.fitting": ("poly", "polyfit", "roots"),
    "autograd_core.ops.fourier": ("unwrap",),
    "autograd_core.ops.polynomials": (
        "polyadd", "polyder", "polydiv", "polyint", "polymul", "polysub", "polyval", "trim_zeros", "vander",
    ),
    "autograd_core.ops.scales": ("geomspace", "logspace"),
    "autograd_core.ops.vector_convolution": ("convolution", "convolve", "correlate"),
    "autograd_core.ops.sets": (
        "intersect1d", "setdiff1d", "setxor1d", "union1d", "unique_all", "unique_counts", "unique_inverse",
    ),
    "autograd_core.refusals": (),
    "autograd_core.ops.covariance": ("corrcoef", "cov"),
    "autograd_core.ops.nans": (
        "nancumprod", "nancumsum", "nanmax", "nanmean", "nanmin", "nanprod", "nanstd", "nansum", "nanvar",
    ),
    "autograd_core.ops.quantiles": ("median", "percentile", "quantile"),
    "autograd_core.ops.sampled": ("gradient", "interp", "trapezoid"),
    "autograd_core.standard": (
        "__array_api_version__", "__array_namespace_info__", "abs", "acos", "acosh", "asin", "asinh", "atan",
        "atan2", "atanh", "bitwise_invert", "bitwise_left_shift", "bitwise_right_shift", "pow",
    ),
    "autograd_core.unrecorded": (
        "all", "allclose", "any", "argmax", "argmin", "argpartition", "argwhere", "around",
        "array_equal", "array_equiv", "can_cast", "common_type",
        "count_nonzero", "diag_indices_from", "digitize", "einsum_path", "empty_like", "fix", "flatnonzero",
        "isclose", "iscomplex", "iscomplexobj", "isin", "isneginf", "isposinf", "isreal", "isrealobj",
        "lexsort", "may_share_memory", "min_scalar_type", "nanargmax", "nanargmin", "nonzero", "ones_like",
        "ravel_multi_index", "result_type", "round",
        "searchsorted", "shares_memory", "spacing", "tril_indices_from", "triu_indices_from",
        "unravel_index", "zeros_like",
    ),
}
# fmt: on
"""What is loaded when it is first needed, for the sake of a short import: modules, and the names each adds to `ag`."""

LATER_WITH = {"scipy.special": "autograd_core.special"}
"""What is loaded where another package is there already: that package, and the module here that knows its functions."""


def load_later() -> None:
    """Load all of `LATER`, and of `LATER_WITH` what is at hand: when a function without a stand-in meets a Tensor."""
    for module in LATER:
        import_module(module)
    for package, module in LATER_WITH.items():
        if package in sys.modules:
            import_module(module)


def load(name: str) -> Any:
    """Return what `LATER` lists under a name, or a module of `LATER_WITH`.

    Raises KeyError where they list no such name.
    """
    if f"autograd_core.{name}" in LATER_WITH.values():
        return import_module(f"autograd_core.{name}")
    module = next((module for module, names in LATER.items() if name in names), None)
    if module is None:
        raise KeyError(name)
    loaded = import_module(module)
    return loaded if module == f"autograd_core.{name}" else getattr(loaded, name)
