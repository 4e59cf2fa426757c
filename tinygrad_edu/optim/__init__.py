"""Optimisers, the schedules of their rates, and clipping, with PyTorch's formulas."""

from .base import Optimizer
from .clipping import clip_grad_norm, clip_grad_value
from .optimizers import SGD, Adagrad, Adam, AdamW, RMSprop
from .schedules import Schedule, cosine, step_decay

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
