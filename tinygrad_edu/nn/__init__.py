"""Networks: modules, layers and losses, with PyTorch's names."""

from .layers import (
    Dropout,
    Flatten,
    LeakyReLU,
    Linear,
    ReLU,
    Sequential,
    Sigmoid,
    Softmax,
    Tanh,
)
from .losses import MSE, BCEWithLogits, CrossEntropy
from .module import Module

__all__ = [
    "MSE",
    "BCEWithLogits",
    "CrossEntropy",
    "Dropout",
    "Flatten",
    "LeakyReLU",
    "Linear",
    "Module",
    "ReLU",
    "Sequential",
    "Sigmoid",
    "Softmax",
    "Tanh",
]
