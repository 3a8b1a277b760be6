"""What every layer shares: a name, weights found among its attributes, and building on first use.

A layer is fields, `__init__` and `call`. Its weights and inner layers are the Variables and Layers in its attributes.

    >>> import numpy as np, autograd_core as ag
    >>> class Scale(Layer):
    ...     def build(self, input_shape):
    ...         self.factor = self.add_weight(shape=input_shape[-1:], initializer="ones")
    ...     def call(self, x):
    ...         return x * self.factor
    >>> layer = Scale()
    >>> layer(np.array([[1.0, 2.0]]))
    Tensor([[1., 2.]], dtype=float32, op=multiply)
    >>> [(w.name, w.shape) for w in layer.weights]
    [('factor', (2,))]

Not here: the layers themselves, and training (`nn.models`).
"""

from __future__ import annotations

import inspect
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextvars import ContextVar
from functools import wraps
from typing import Any, ClassVar

import numpy as np

import autograd_core as ag
from autograd_core.errors import ConfigurationError, DataError, DTypeError, ShapeError, TraceError, explain
from autograd_core.record import scope, setting
from autograd_core.values import as_array
from nn import initializers

__all__ = ["Layer", "call_path"]

Shape = tuple[int | None, ...]

_names: Counter[str] = Counter()
"""How many layers of each kind were named automatically."""

_in_training: ContextVar[bool] = ContextVar("in_training", default=False)
"""Whether the layers that are being called are in training."""


def call_path() -> tuple[str, ...]:
    """Return the names of the layers that are being called, outermost first.

    >>> call_path()
    ()
    """
    return scope.get()


class Layer:
    """The base of all layers: subclass it, create weights in `build` or `__init__`, and compute in `call`.

    name         for messages and pictures; numbered by kind if None: "dense", "dense_1", …
    trainable    whether training may change its weights
    dtype        of its weights, and of floating-point inputs, which are converted to it as in Keras
    input_shape  the shape of one sample, so that a model can be built before it sees data; `input_dim=n` means (n,)

    Raises DTypeError where `dtype` is not a floating-point type, ConfigurationError for a shape that cannot be.
    """

    built = False
    trainable = True
    input_shape: Shape | None = None
    """The shape of a batch of inputs, None standing for the number of samples; None before it is known."""

    _takes_training: ClassVar[bool] = False

    def __init__(
        self,
        *,
        name: str | None = None,
        trainable: bool = True,
        dtype: Any = "float32",
        input_shape: Sequence[int] | None = None,
        input_dim: int | None = None,
    ) -> None:
        self.name = name or _numbered(_snake_case(type(self).__name__))
        self.trainable = trainable
        self.dtype = np.dtype(dtype)
        if self.dtype.kind != "f":
            raise DTypeError(
                explain("weights are floating-point numbers", f"dtype={dtype!r}", "pass one such as 'float32'")
            )
        sample = (input_dim,) if input_dim is not None else input_shape
        if sample is not None:
            self.input_shape = (None, *sample_shape(sample))

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls._takes_training = "training" in inspect.signature(cls.call).parameters
        if "build" in vars(cls):
            cls.build = _remembered(cls.build)  # type: ignore[method-assign]  # the same method, and a note that it ran

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(value, ag.Variable) and value.name is None:
            value.name = name
        super().__setattr__(name, value)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}, built={self.built}>"

    # ------------------------------------------------------------------------------------------ what a subclass defines

    def build(self, input_shape: Any) -> None:
        """Create the weights for inputs of this shape; called once, on first use. A layer may have none."""
        self.built = True

    def call(self, inputs: Any) -> Any:
        """Compute the outputs; with an argument `training` if they differ between training and use."""
        given = f"the class {type(self).__name__} without a method call"
        raise ConfigurationError(explain("a layer cannot be called", given, "define call(self, inputs)"))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return the shape of the outputs for inputs of a shape, in which None stands for the number of samples.

        A layer that does not say it is tried on one sample of zeros.
        """
        sample = np.zeros([1 if n is None else n for n in input_shape], self.dtype)
        with ag.no_grad():
            found: Shape = self(sample).shape
        return (input_shape[0], *found[1:])

    # ---------------------------------------------------------------------------------------------------------- calling

    def __call__(self, inputs: Any, *args: Any, training: bool | None = None, **kwargs: Any) -> Any:
        """Compute the outputs, creating the weights before the first call.

        `training` is passed on to `call` if that takes it, and is in force for the layers inside; None means that
        of the layer around.
        """
        if isinstance(inputs, Layer):
            remedy = "chain layers in models.Sequential([...]), or call them in a Model of your own"
            raise ConfigurationError(explain("layers are called with arrays", repr(inputs), remedy))
        if not self.built:
            self._build_for(inputs)
        mode = _in_training.get() if training is None else bool(training)
        if self._takes_training:
            kwargs["training"] = mode
        with setting(scope, (*scope.get(), self.name)), setting(_in_training, mode):
            outputs = self.call(self._received(inputs), *args, **kwargs)
        if outputs is None:
            given = f"None from {type(self).__name__}.call"
            raise ConfigurationError(explain("a layer must have outputs", given, "end the method with return"))
        return outputs

    def _build_for(self, inputs: Any) -> None:
        if "name" not in vars(self):
            given = f"{type(self).__name__}.__init__ without super().__init__()"
            raise ConfigurationError(explain("a layer was not initialised", given, "call super().__init__() first"))
        shapes = _map_arrays(np.shape, inputs)
        try:
            self.build(shapes)
        except TraceError as error:
            given, remedy = f"{self.name!r}, which has none yet", "call the model once before, or build(input_shape)"
            raise TraceError(explain("a traced function cannot make the weights of a layer", given, remedy)) from error
        if self.input_shape is None and isinstance(shapes, tuple) and shapes and isinstance(shapes[0], int):
            self.input_shape = (None, *shapes[1:])

    def _received(self, inputs: Any) -> Any:
        """Return the inputs as Tensors, floating-point numbers in the layer's dtype."""
        if isinstance(inputs, ag.Tensor) and inputs.array.dtype is self.dtype:
            return inputs
        return _map_arrays(self._received_array, inputs)

    def _received_array(self, x: Any) -> Any:
        if not isinstance(x, ag.Tensor):
            x = as_array(x)
            return ag.Tensor(x, dtype=self.dtype if x.dtype.kind == "f" else None)
        return x.astype(self.dtype) if x.dtype.kind == "f" and x.dtype != self.dtype else x

    # ---------------------------------------------------------------------------------------------------------- weights

    def add_weight(
        self,
        shape: Sequence[int] = (),
        initializer: Any = "glorot_uniform",
        dtype: Any = None,
        trainable: bool = True,
        name: str | None = None,
    ) -> ag.Variable:
        """Create a weight and return it; its name, if none is given, is that of the attribute it is stored in."""
        values = initializers.get(initializer)(tuple(shape), self.dtype if dtype is None else dtype)
        weight = ag.Variable(values, name=name, trainable=trainable)
        vars(self).setdefault("_added", []).append(weight)
        return weight

    @property
    def sublayers(self) -> list[Layer]:
        """The layers among the attributes, also inside lists, tuples and dicts."""
        return [part for part in self._parts() if isinstance(part, Layer)]

    @property
    def weights(self) -> list[ag.Variable]:
        """All weights, each once: those of the layer itself, then those of the layers inside."""
        return _once(w for layer in self._all_layers(lambda layer: True) for w in layer.own_weights)

    variables = weights

    @property
    def trainable_weights(self) -> list[ag.Variable]:
        """The weights that training changes: not those of a layer, here or inside, with `trainable = False`."""
        layers = self._all_layers(lambda layer: layer.trainable)
        return _once(w for layer in layers for w in layer.own_weights if w.trainable)

    trainable_variables = trainable_weights

    @property
    def non_trainable_weights(self) -> list[ag.Variable]:
        """The weights that training leaves alone."""
        trainable = {id(w) for w in self.trainable_weights}
        return [w for w in self.weights if id(w) not in trainable]

    def count_params(self) -> int:
        """Return how many numbers all weights hold.

        Raises ConfigurationError where the weights do not exist yet.
        """
        self.require_weights()
        return sum(int(w.size) for w in self.weights)

    def require_weights(self) -> None:
        """Raise ConfigurationError where the weights do not exist yet."""
        if not self.built and not self.weights:
            given, remedy = f'{type(self).__name__} "{self.name}", not built', "call it on data, or build(input_shape)"
            raise ConfigurationError(explain("there are no weights yet", given, remedy))

    def get_weights(self) -> list[Any]:
        """Return copies of all weights, as NumPy arrays."""
        return [w.array.copy() for w in self.weights]

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Give all weights new values, in the order of `get_weights`.

        Raises DataError where there are more or fewer arrays than weights, ShapeError where a shape differs.
        """
        own = self.weights
        arrays = [w.array if isinstance(w, ag.Tensor) else np.asarray(w) for w in weights]
        if len(arrays) != len(own):
            wanted = ", ".join(f"{w.name} {w.shape}" for w in own) or "none: it is not built yet"
            wrong = f'"{self.name}" has {len(own)} weights ({wanted})'
            raise DataError(
                explain(wrong, f"{len(arrays)} arrays", "pass one array for each weight, as get_weights returns")
            )
        for old, new in zip(own, arrays, strict=True):
            if old.shape != new.shape:
                wrong = f'the weight {old.name} of "{self.name}" has shape {old.shape}'
                raise ShapeError(
                    explain(wrong, f"an array of shape {new.shape}", "pass arrays as get_weights returns them")
                )
        for old, new in zip(own, arrays, strict=True):
            old.assign(new)

    def _parts(self) -> list[Any]:
        found: list[Any] = []
        _collect(vars(self).values(), found)
        return found

    @property
    def own_weights(self) -> list[ag.Variable]:
        """The weights of the layer itself, without those of the layers inside."""
        return [part for part in self._parts() if isinstance(part, ag.Variable)]

    def _all_layers(self, admitted: Callable[[Layer], bool]) -> list[Layer]:
        """Return this layer and all inside, outer ones first, each once; what lies in one not admitted is left out."""
        found: list[Layer] = []
        waiting: list[Layer] = [self]
        while waiting:
            layer = waiting.pop()
            if admitted(layer) and not any(layer is other for other in found):
                found.append(layer)
                waiting.extend(reversed(layer.sublayers))
        return found


def sample_shape(shape: Any) -> Shape:
    """Return the shape of one sample as a tuple, once it is one of lengths.

    >>> sample_shape([28, 28])
    (28, 28)

    Raises ConfigurationError where it is not.
    """
    lengths = tuple(shape) if isinstance(shape, (list, tuple)) else (-1,)
    if any(n is not None and (not isinstance(n, (int, np.integer)) or n < 0) for n in lengths):
        remedy = f"pass a tuple of integers, such as ({shape if isinstance(shape, int) else 784},)"
        raise ConfigurationError(explain("no such shape of a sample", f"{shape!r}", remedy))
    return lengths


def _remembered(build: Any) -> Any:
    """Let a `build` method leave the layer marked as built."""

    @wraps(build)
    def build_once(self: Any, input_shape: Any) -> None:
        build(self, input_shape)
        self.built = True

    return build_once


def _collect(values: Iterable[Any], found: list[Any]) -> None:
    """Add the Variables and Layers among the values, and in lists, tuples and dicts among them, to what was found."""
    for value in values:
        if isinstance(value, (ag.Variable, Layer)):
            found.append(value)
        elif isinstance(value, (list, tuple)):
            _collect(value, found)
        elif isinstance(value, dict):
            _collect(value.values(), found)


def _once(weights: Iterator[ag.Variable]) -> list[ag.Variable]:
    return list({id(w): w for w in weights}.values())


def _map_arrays(function: Callable[[Any], Any], inputs: Any) -> Any:
    """Apply a function to an input, or to each of several in a list, tuple or dict; a list of numbers is one input."""
    if isinstance(inputs, dict):
        return {key: function(x) for key, x in inputs.items()}
    if isinstance(inputs, (list, tuple)) and any(isinstance(x, (ag.Tensor, np.ndarray)) for x in inputs):
        return type(inputs)([function(x) for x in inputs])
    return function(inputs)


def _snake_case(name: str) -> str:
    """Return the name of a class as the name of an object.

    >>> _snake_case("InputLayer"), _snake_case("MyRNNCell")
    ('input_layer', 'my_rnn_cell')
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name.lstrip("_")).lower()


def _numbered(kind: str) -> str:
    number = _names[kind]
    _names[kind] += 1
    return f"{kind}_{number}" if number else kind
