"""Callbacks: objects that `fit`, `evaluate` and `predict` tell what happens, with the names of Keras.

    >>> lowest = EarlyStopping(monitor="loss", patience=2, restore_best_weights=True)
    >>> lines = LambdaCallback(on_epoch_end=lambda epoch, logs: print(epoch, logs))

They are given to `fit(..., callbacks=[lowest, lines])`. `logs` maps names to floats: during an epoch the running means
of loss and metrics, at its end also `val_loss` and so on. Not here: the progress bar (`nn.progress`).
"""

from nn.callbacks.callback import Callback, CallbackList, LambdaCallback
from nn.callbacks.monitoring import EarlyStopping, ModelCheckpoint
from nn.callbacks.recording import CSVLogger, History

__all__ = [
    "CSVLogger",
    "Callback",
    "CallbackList",
    "EarlyStopping",
    "History",
    "LambdaCallback",
    "ModelCheckpoint",
]
