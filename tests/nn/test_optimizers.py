"""`nn.optimizers` is `optim` under the name that Keras has for it."""

import optim
from nn import optimizers


def test_the_same_optimizers():
    assert {name: getattr(optimizers, name) for name in optimizers.__all__} == {
        name: getattr(optim, name) for name in optim.__all__ if name != "clipping"
    }
