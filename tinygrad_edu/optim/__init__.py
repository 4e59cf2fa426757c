"""Optimisers, the schedules of their rates, and clipping, with PyTorch's formulas."""

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
        """Only for what is not here: an error that says how PyTorch's name is written here."""
        refuse_in_module("optim", __name__, name)
