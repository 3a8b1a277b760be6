"""SciPy's special functions as operations: `scipy.special.jv(1, t)` on a Tensor t.

Public under `autograd_core.special`. Loaded when that is used, or where SciPy is loaded already and a Tensor meets one
of its functions.
"""
