"""Optimisers, learning rate schedules and gradient clipping, with PyTorch's formulas."""

from typing import TYPE_CHECKING, Any

from .._pytorch.answers import refuse_in_module
from ._clipping import clip_grad_norm, clip_grad_value
from ._optimizer import Optimizer
from ._optimizers import SGD, Adagrad, Adam, AdamW, RMSprop
from ._schedules import Schedule, cosine, step_decay

__all__ = [
    "SGD",
    "Adagrad",
    "Adam",
    "AdamW",
    "Optimizer",
    "RMSprop",
    "Schedule",
    "clip_grad_norm",
    "clip_grad_value",
    "cosine",
    "step_decay",
]


if not TYPE_CHECKING:  # a type checker should miss what is missing

    def __getattr__(name: str) -> Any:
        """Called only for a missing name: raise an error that says what to write instead."""
        refuse_in_module("optim", __name__, name)
