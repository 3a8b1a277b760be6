"""The public names of HIPS autograd, on this engine.

Change `import autograd.numpy as np` to `import autograd_core.compat.autograd.numpy as np`, and `from autograd import
grad` to `from autograd_core.compat.autograd import grad`. Signatures and conventions stay, those for complex numbers as
well.

    >>> import autograd_core.compat.autograd.numpy as np
    >>> elementwise_grad(np.tanh)(np.array([0.0, 1.0]))
    array([1.        , 0.41997434])

Not here: `vspace`, nodes and boxes, the inner parts of that engine; of its SciPy other than `special` and
the normal distributions of `stats`.
"""

from autograd_core.compat.autograd import builtins, extend, misc, numpy, test_util
from autograd_core.compat.autograd.builtins import dict, isinstance, list, tuple, type
from autograd_core.compat.autograd.differential_operators import (
    checkpoint,
    deriv,
    elementwise_grad,
    grad,
    grad_and_aux,
    grad_named,
    hessian,
    hessian_tensor_product,
    hessian_vector_product,
    holomorphic_grad,
    jacobian,
    make_ggnvp,
    make_hvp,
    make_jvp,
    make_vjp,
    multigrad_dict,
    tensor_jacobian_product,
    value_and_grad,
    vector_jacobian_product,
)
from autograd_core.compat.autograd.extend import primitive

__all__ = [
    "builtins",
    "checkpoint",
    "deriv",
    "dict",
    "elementwise_grad",
    "extend",
    "grad",
    "grad_and_aux",
    "grad_named",
    "hessian",
    "hessian_tensor_product",
    "hessian_vector_product",
    "holomorphic_grad",
    "isinstance",
    "jacobian",
    "list",
    "make_ggnvp",
    "make_hvp",
    "make_jvp",
    "make_vjp",
    "misc",
    "multigrad_dict",
    "numpy",
    "primitive",
    "tensor_jacobian_product",
    "test_util",
    "tuple",
    "type",
    "value_and_grad",
    "vector_jacobian_product",
]
