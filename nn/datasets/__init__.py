"""Data to train on, shipped with the package or read from the user's own files.

>>> from nn.datasets import mnist
>>> (x_train, y_train), (x_test, y_test) = mnist.load_data()
"""

from nn.datasets import mnist
from nn.datasets.idx import read_idx, write_idx

__all__ = ["mnist", "read_idx", "write_idx"]
