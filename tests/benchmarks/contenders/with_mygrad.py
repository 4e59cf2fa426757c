"""MyGrad, an autograd on NumPy for teaching."""

import mygrad as mg
import numpy as np
from mygrad.nnet.activations import relu, sigmoid
from mygrad.nnet.losses import softmax_crossentropy


def training(start, cost_of, rate):
    """A step, and the parameters."""
    parameters = [mg.tensor(array.copy()) for array in start]

    def step():
        cost = cost_of(parameters)
        cost.backward()
        for p in parameters:
            p.data -= rate * p.grad
            p.null_grad()
        return cost.item()

    return step, lambda: [p.data for p in parameters]


def video(start, x, target, rate):
    """The video's network: sigmoid everywhere, squared error."""

    def cost_of(parameters):
        a = x
        for W, b in zip(parameters[::2], parameters[1::2], strict=True):
            a = sigmoid(mg.matmul(a, W.T) + b)
        return ((a - target) ** 2).sum() / len(x)

    return training(start, cost_of, rate)


def wide(start, x, labels, rate):
    """ReLU between the layers, cross-entropy at the end."""

    def cost_of(parameters):
        *inner, V, c = parameters
        a = x
        for W, b in zip(inner[::2], inner[1::2], strict=True):
            a = relu(mg.matmul(a, W.T) + b)
        return softmax_crossentropy(mg.matmul(a, V.T) + c, labels)

    return training(start, cost_of, rate)


def chain(n):
    """h ← h · w, n times, and back."""
    w = np.ones(16, np.float32)

    def run():
        h = x = mg.tensor(np.ones(16, np.float32))
        for _ in range(n):
            h = h * w
        h.sum().backward()
        return x.grad

    return run
