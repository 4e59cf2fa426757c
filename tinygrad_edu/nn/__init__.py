"""Networks: modules, layers and losses, with PyTorch's names."""

from typing import TYPE_CHECKING, Any

from .._pytorch.answers import refuse_in_module
from . import init
from ._activations import ELU, GELU, LeakyReLU, ReLU, Sigmoid, SiLU, Softmax, Softplus, Tanh
from ._containers import Sequential
from ._conv import AdaptiveAvgPool2d, AvgPool2d, Conv1d, Conv2d, Flatten, MaxPool2d
from ._cross_entropy import NLL, CrossEntropy
from ._linear import Embedding, Linear
from ._losses import BCE, L1, MSE, BCEWithLogits, Huber
from ._module import Module
from ._norm import BatchNorm1d, BatchNorm2d, Dropout, Dropout2d, LayerNorm, RMSNorm

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
        """Called only for a missing name: raise an error that says what to write instead."""
        refuse_in_module("nn", __name__, name)


for file in ("conv", "cross_entropy", "linear", "module", "norm"):
    globals().pop(file, None)  # PyTorch's names for functions; they should not give our files
del file
