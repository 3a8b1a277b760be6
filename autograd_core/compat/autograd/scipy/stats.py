"""The normal distributions of SciPy's `stats`, whose densities are differentiable by all of their arguments.

    >>> import numpy as np, autograd_core as ag
    >>> from autograd_core.compat.autograd.scipy.stats import norm
    >>> round(norm.logpdf(0.0), 4), ag.grad(norm.logpdf)(2.0)
    (np.float64(-0.9189), -2.0)

Not here: the other distributions of `autograd.scipy.stats`; their densities are a line of `scipy.special` each.
"""

from __future__ import annotations

import math
import sys
from typing import Any

import numpy as np

from autograd_core.compat.autograd.scipy import special

__all__ = ["multivariate_normal", "norm"]

LOG_ROOT_2PI = math.log(2 * math.pi) / 2


class Normal:
    """The normal distribution: density φ(z)/s and its integral Φ(z), z = (x − loc) / s, elementwise.

    >>> float(Normal().cdf(1.0, loc=1.0))
    0.5
    """

    def logpdf(self, x: Any, loc: Any = 0.0, scale: Any = 1.0) -> Any:
        """Return the logarithm of the density: −z²/2 − log(√2π s)."""
        return -(((x - loc) / scale) ** 2) / 2 - np.log(scale) - LOG_ROOT_2PI

    def pdf(self, x: Any, loc: Any = 0.0, scale: Any = 1.0) -> Any:
        """Return the density."""
        return np.exp(self.logpdf(x, loc, scale))

    def cdf(self, x: Any, loc: Any = 0.0, scale: Any = 1.0) -> Any:
        """Return the probability of values up to x: Φ(z)."""
        return special.ndtr((x - loc) / scale)

    def logcdf(self, x: Any, loc: Any = 0.0, scale: Any = 1.0) -> Any:
        """Return log Φ(z), exact in its tail."""
        return special.log_ndtr((x - loc) / scale)

    def sf(self, x: Any, loc: Any = 0.0, scale: Any = 1.0) -> Any:
        """Return the probability of values above x: Φ(−z)."""
        return special.ndtr((loc - x) / scale)

    def logsf(self, x: Any, loc: Any = 0.0, scale: Any = 1.0) -> Any:
        """Return log Φ(−z), exact in its tail."""
        return special.log_ndtr((loc - x) / scale)


class MultivariateNormal:
    """The normal distribution of vectors, which lie along the last axis of x.

    >>> float(MultivariateNormal().logpdf(np.zeros(2), np.zeros(2), np.eye(2)).round(4))
    -1.8379
    """

    def logpdf(self, x: Any, mean: Any, cov: Any) -> Any:
        """Return −½ (x − m)ᵀ C⁻¹ (x − m) − ½ log det 2πC, by a Cholesky factor of C.

        Raises MatrixError, which is a LinAlgError, where C is not positive definite.
        """
        factor = np.linalg.cholesky(cov)
        white = np.linalg.solve(factor, (x - mean)[..., np.newaxis])[..., 0]
        constant = np.sum(np.log(np.diagonal(factor, axis1=-2, axis2=-1)), axis=-1) + np.shape(cov)[-1] * LOG_ROOT_2PI
        return -np.sum(white**2, axis=-1) / 2 - constant

    def pdf(self, x: Any, mean: Any, cov: Any) -> Any:
        """Return the density."""
        return np.exp(self.logpdf(x, mean, cov))

    def entropy(self, mean: Any, cov: Any) -> Any:
        """Return the entropy, ½ log det 2πe C."""
        return np.linalg.slogdet(cov)[1] / 2 + np.shape(cov)[-1] * (0.5 + LOG_ROOT_2PI)


norm, multivariate_normal = Normal(), MultivariateNormal()

# `import autograd_core.compat.autograd.scipy.stats.norm as norm` finds them, as there.
_modules: dict[str, Any] = {f"{__name__}.norm": norm, f"{__name__}.multivariate_normal": multivariate_normal}
sys.modules |= _modules
