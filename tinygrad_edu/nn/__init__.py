"""Networks: modules, layers and losses, with PyTorch's names."""

from typing import TYPE_CHECKING, Any

from ..pytorch_names import refuse_in_module
from . import init
from .activations import ELU, GELU, LeakyReLU, ReLU, Sigmoid, SiLU, Softmax, Softplus, Tanh
from .containers import Sequential
from .conv import AdaptiveAvgPool2d, AvgPool2d, Conv1d, Conv2d, Flatten, MaxPool2d
from .cross_entropy import NLL, CrossEntropy
from .linear import Embedding, Linear
from .losses import BCE, L1, MSE, BCEWithLogits, Huber
from .module import Module
from .norm import BatchNorm1d, BatchNorm2d, Dropout, Dropout2d, LayerNorm, RMSNorm

__all__ = [
    "BCE",
    "ELU",
    "GELU",
    "L1",
    "MSE",
    "NLL",
    "AdaptiveAvgPool2d",
    "AvgPool2d",
    "BCEWithLogits",
    "BatchNorm1d",
    "BatchNorm2d",
    "Conv1d",
    "Conv2d",
    "CrossEntropy",
    "Dropout",
    "Dropout2d",
    "Embedding",
    "Flatten",
    "Huber",
    "LayerNorm",
    "LeakyReLU",
    "Linear",
    "MaxPool2d",
    "Module",
    "RMSNorm",
    "ReLU",
    "Sequential",
    "SiLU",
    "Sigmoid",
    "Softmax",
    "Softplus",
    "Tanh",
    "init",
]


if not TYPE_CHECKING:  # a type checker should miss what is missing

    def __getattr__(name: str) -> Any:
        """Only for what is not here: an error that says how PyTorch's name is written here."""
        refuse_in_module("nn", __name__, name)


for file in ("conv", "cross_entropy", "linear", "module", "norm"):
    globals().pop(file, None)  # PyTorch's names for functions, which our files should not answer
del file
