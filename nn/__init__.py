"""Layers, losses, metrics, models and data sets for neural networks, with the names of Keras.

    >>> from nn import layers, models
    >>> network = models.Sequential([layers.Dense(10, activation="softmax", input_shape=(784,))])
    >>> network.count_params()
    7850

Not here: gradients (`autograd_core`) and update rules (`optim`).
"""

from nn import activations, callbacks, initializers, layers, losses, metrics, models, optimizers, utils
from nn.layers import Input
from nn.models import Model, Sequential

__all__ = [
    "Input",
    "Model",
    "Sequential",
    "activations",
    "callbacks",
    "initializers",
    "layers",
    "losses",
    "metrics",
    "models",
    "optimizers",
    "utils",
]
