"""One row per layer and loss: how it is made, what goes in, and its formula in NumPy.

`test_layers_table.py` walks over `nn.__all__`: a class without a row fails.  A new layer needs a
row here, and its value, its gradients, its state and its errors are tested.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tinygrad_edu import nn

erf = np.vectorize(math.erf)


@dataclass
class Row:
    """`formula(state, *inputs)` is what the layer gives, with its `state_dict()` as `state`."""

    make: Callable[[np.random.Generator], Any]
    inputs: tuple[Any, ...]
    formula: Callable[..., Any]
    wrong: tuple[Any, ...] | None = None  # inputs that it refuses, by its name
    training: bool = False


def numbers(*shape, seed=0, low=-2.0, high=2.0):
    return np.random.default_rng(seed).uniform(low, high, shape)


def softmax(x, axis=-1):
    y = np.exp(x - x.max(axis=axis, keepdims=True))
    return y / y.sum(axis=axis, keepdims=True)


def standardized(x, axes, eps=1e-5):
    return (x - x.mean(axes, keepdims=True)) / np.sqrt(x.var(axes, keepdims=True) + eps)


def over_rms(x, eps=1e-5):
    return x / np.sqrt((x * x).mean(-1, keepdims=True) + eps)


def windows(x, size, stride, padding=0):
    """(n, c, h, w) -> (n, c, rows, columns, size, size)."""
    x = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    views = np.lib.stride_tricks.sliding_window_view(x, (size, size), (2, 3))
    return views[:, :, ::stride, ::stride]


def convolved(state, x, stride=1, padding=0):
    weight = state["weight"]
    y = np.einsum("ncrskl,ockl->nors", windows(x, weight.shape[-1], stride, padding), weight)
    return y + state["bias"][:, None, None]


def convolved_1d(state, x, padding):
    x = np.pad(x, [(0, 0), (0, 0), (padding, padding)])
    views = np.lib.stride_tricks.sliding_window_view(x, state["weight"].shape[-1], 2)
    return np.einsum("nclk,ock->nol", views, state["weight"]) + state["bias"][:, None]


def batch_normalized(state, x):
    axes = (0, *range(2, x.ndim))
    per_channel = (-1, *[1] * (x.ndim - 2))
    weight, bias = (state[name].reshape(per_channel) for name in ("weight", "bias"))
    return standardized(x, axes) * weight + bias


def log_softmax(x):
    return np.log(softmax(x))


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


LABELS = np.array([2, 0, 1])
P, Y = numbers(3, 4, low=0.1, high=0.9), numbers(3, 4, seed=1, low=0.1, high=0.9)
D = np.array([[0.25, -0.5, 1.5], [3.0, -2.0, 0.75]])  # on both sides of where losses bend
ZERO = np.zeros_like(D)
IMAGES = numbers(2, 2, 6, 6)
MISFIT = numbers(3, 5)

# fmt: off
ROWS = {
    "Linear":      Row(lambda rng: nn.Linear(4, 3, rng=rng), (numbers(5, 4),),
                       lambda s, x: x @ s["weight"].T + s["bias"], (MISFIT,)),
    "Embedding":   Row(lambda rng: nn.Embedding(5, 3, rng=rng), (np.array([[0, 4], [4, 2]]),),
                       lambda s, i: s["weight"][i], (np.array([7]),)),
    "Conv2d":      Row(lambda rng: nn.Conv2d(2, 3, 3, stride=2, padding=1, rng=rng), (IMAGES,),
                       lambda s, x: convolved(s, x, 2, 1), (numbers(2, 5, 6, 6),)),
    "Conv1d":      Row(lambda rng: nn.Conv1d(2, 3, 3, padding=1, rng=rng), (numbers(4, 2, 6),),
                       lambda s, x: convolved_1d(s, x, 1), (numbers(4, 5, 6),)),
    "MaxPool2d":   Row(lambda rng: nn.MaxPool2d(2), (IMAGES,),
                       lambda s, x: windows(x, 2, 2).max((-1, -2)), (MISFIT,)),
    "AvgPool2d":   Row(lambda rng: nn.AvgPool2d(3), (IMAGES,),
                       lambda s, x: windows(x, 3, 3).mean((-1, -2)), (MISFIT,)),
    "AdaptiveAvgPool2d": Row(lambda rng: nn.AdaptiveAvgPool2d((2, 3)), (IMAGES,),
                       lambda s, x: x.reshape(2, 2, 2, 3, 3, 2).mean((3, 5)), (MISFIT,)),
    "Flatten":     Row(lambda rng: nn.Flatten(), (IMAGES,), lambda s, x: x.reshape(len(x), -1)),
    "BatchNorm1d": Row(lambda rng: nn.BatchNorm1d(4), (numbers(5, 4),),
                       batch_normalized, (MISFIT,), training=True),
    "BatchNorm2d": Row(lambda rng: nn.BatchNorm2d(2), (IMAGES,),
                       batch_normalized, (MISFIT,), training=True),
    "LayerNorm":   Row(lambda rng: nn.LayerNorm((2, 3)), (numbers(4, 2, 3),),
                       lambda s, x: standardized(x, (-1, -2)) * s["weight"] + s["bias"], (MISFIT,)),
    "RMSNorm":     Row(lambda rng: nn.RMSNorm(3, eps=1e-5), (numbers(4, 2, 3),),
                       lambda s, x: s["weight"] * over_rms(x), (MISFIT,)),
    "Dropout2d":   Row(lambda rng: nn.Dropout2d(0.5, rng=rng), (IMAGES,), lambda s, x: x),
    "Dropout":     Row(lambda rng: nn.Dropout(0.5, rng=rng), (numbers(3, 4),), lambda s, x: x),

    "Sigmoid":     Row(lambda rng: nn.Sigmoid(), (D,), lambda s, x: sigmoid(x)),
    "Tanh":        Row(lambda rng: nn.Tanh(), (D,), lambda s, x: np.tanh(x)),
    "ReLU":        Row(lambda rng: nn.ReLU(), (D,), lambda s, x: np.maximum(x, 0)),
    "LeakyReLU":   Row(lambda rng: nn.LeakyReLU(0.2), (D,),
                       lambda s, x: np.where(x > 0, x, 0.2 * x)),
    "ELU":         Row(lambda rng: nn.ELU(1.5), (D,),
                       lambda s, x: np.where(x > 0, x, 1.5 * np.expm1(x))),
    "GELU":        Row(lambda rng: nn.GELU(), (D,), lambda s, x: x * (1 + erf(x / 2**0.5)) / 2),
    "SiLU":        Row(lambda rng: nn.SiLU(), (D,), lambda s, x: x * sigmoid(x)),
    "Softplus":    Row(lambda rng: nn.Softplus(), (D,), lambda s, x: np.log1p(np.exp(x))),
    "Softmax":     Row(lambda rng: nn.Softmax(dim=1), (D,), lambda s, x: softmax(x, 1)),

    "MSE":         Row(lambda rng: nn.MSE(), (D, ZERO), lambda s, x, y: ((x - y) ** 2).mean(),
                       (D, ZERO[0])),
    "L1":          Row(lambda rng: nn.L1(), (D, ZERO), lambda s, x, y: np.abs(x - y).mean(),
                       (D, ZERO[0])),
    "Huber":       Row(lambda rng: nn.Huber(delta=0.7), (D, ZERO),
                       lambda s, x, y: np.where(np.abs(x - y) < 0.7, (x - y) ** 2 / 2,
                                                0.7 * (np.abs(x - y) - 0.35)).mean(),
                       (D, ZERO[0])),
    "BCE":         Row(lambda rng: nn.BCE(), (P, Y),
                       lambda s, p, y: -(y * np.log(p) + (1 - y) * np.log(1 - p)).mean(),
                       (P, Y[0])),
    "BCEWithLogits": Row(lambda rng: nn.BCEWithLogits(), (numbers(3, 4), Y),
                       lambda s, x, y: -(y * np.log(sigmoid(x))
                                         + (1 - y) * np.log(sigmoid(-x))).mean(),
                       (P, Y[0])),
    "NLL":         Row(lambda rng: nn.NLL(), (log_softmax(numbers(3, 4)), LABELS),
                       lambda s, x, i: -x[range(3), i].mean(), (P, LABELS + 9)),
    "CrossEntropy": Row(lambda rng: nn.CrossEntropy(), (numbers(3, 4), LABELS),
                       lambda s, x, i: -log_softmax(x)[range(3), i].mean(), (P, LABELS + 9)),
}
# fmt: on
