"""Layers, with the names of Keras.

    >>> from nn import layers
    >>> layers.Dense(512, activation="relu", input_shape=(28 * 28,))
    <Dense name=dense..., built=False>

Not here: models made of them (`nn.models`).
"""

from nn.layers.activation import Activation
from nn.layers.base import Layer, call_path
from nn.layers.dense import Dense
from nn.layers.dropout import Dropout
from nn.layers.input import Input, InputLayer
from nn.layers.reshaping import Flatten, Reshape

__all__ = ["Activation", "Dense", "Dropout", "Flatten", "Input", "InputLayer", "Layer", "Reshape", "call_path"]
