"""The digits: MNIST ships with the package; any other IDX files can be read in its place."""

from .batches import batches
from .digits import mnist, one_hot
from .idx import load_idx

__all__ = ["batches", "load_idx", "mnist", "one_hot"]
