"""Networks: modules, layers and losses, with PyTorch's names."""

from . import init
from .activations import ELU, GELU, LeakyReLU, ReLU, Sigmoid, SiLU, Softmax, Softplus, Tanh
from .containers import Sequential
from .conv import AvgPool2d, Conv2d, Flatten, MaxPool2d
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
    "AvgPool2d",
    "BCEWithLogits",
    "BatchNorm1d",
    "BatchNorm2d",
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
