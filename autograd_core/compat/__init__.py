"""Other engines' names, so that their users can move by changing an import.

    >>> from autograd_core.compat import autograd
    >>> import autograd_core.compat.autograd.numpy as np
    >>> autograd.grad(np.tanh)(0.0)
    1.0

Not here: new code, which is better off with `autograd_core` itself; docs/migration.md compares the two.
"""
