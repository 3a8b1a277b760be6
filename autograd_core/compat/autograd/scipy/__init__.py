"""SciPy for functions that will be differentiated: special functions, normal distributions, where SciPy is there.

Not here: everything else of `autograd.scipy`.
"""
