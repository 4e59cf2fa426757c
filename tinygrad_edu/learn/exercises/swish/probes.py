import numpy as np

import tinygrad_edu as tg
from tinygrad_edu.learn.probing import Probe

X = np.array([0.5, -2.0, 3.0, -0.7])


def accept(answer):
    yield Probe("swish(x)", lambda: answer.swish(tg.Tensor(X)), {"x": X})
    yield Probe("The slope of swish at x", lambda: slope(answer.swish, X), {"x": X})
    yield Probe("x after swish(x)", lambda: left_of(answer.swish, X), {"x": X})
    matrix = np.array([[1.5, -0.3], [0.8, -1.1], [2.2, -4.0]])
    yield Probe("The slope of swish at x", lambda: slope(answer.swish, matrix), {"x": matrix})


def slope(op, array):
    """What the op gives as its slope, by a backward pass from the sum of its entries."""
    x = tg.Tensor(array, requires_grad=True)
    op(x).sum().backward()
    return x.grad


def left_of(op, array):
    """What x is after the op was computed."""
    x = tg.Tensor(array)
    op(x)
    return x.data
