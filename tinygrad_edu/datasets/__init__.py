"""The digits: MNIST ships with the package; any other IDX files can be read in its place."""

from typing import TYPE_CHECKING, Any

from .._pytorch.answers import refuse_in_module
from ._batches import batches
from ._digits import mnist, one_hot
from ._idx import load_idx

__all__ = ["batches", "load_idx", "mnist", "one_hot"]


if not TYPE_CHECKING:  # a type checker should miss what is missing

    def __getattr__(name: str) -> Any:
        """Only for what is not here: an error that says how PyTorch's name is written here."""
        refuse_in_module("datasets", __name__, name)
