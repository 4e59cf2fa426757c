"""The digits: MNIST comes with the package; you can read any other IDX files instead."""

from typing import TYPE_CHECKING, Any

from .._pytorch.answers import refuse_in_module
from ._batches import batches
from ._digits import mnist, one_hot
from ._idx import load_idx

__all__ = ["batches", "load_idx", "mnist", "one_hot"]


if not TYPE_CHECKING:  # a type checker should miss what is missing

    def __getattr__(name: str) -> Any:
        """Called only for a missing name: raise an error that says what to write instead."""
        refuse_in_module("datasets", __name__, name)
