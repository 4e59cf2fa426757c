"""HIPS autograd, the ancestor of JAX."""

import autograd.numpy as np
from autograd import grad, value_and_grad


def training(start, cost_of, rate):
    """A step, and the parameters."""
    parameters, slopes_of = [array.copy() for array in start], value_and_grad(cost_of)

    def step():
        cost, gradients = slopes_of(parameters)
        for p, g in zip(parameters, gradients, strict=True):
            p -= rate * g
        return cost

    return step, lambda: parameters


def video(start, x, target, rate):
    """The video's network: sigmoid everywhere, squared error."""

    def cost_of(parameters):
        a = x
        for W, b in zip(parameters[::2], parameters[1::2], strict=True):
            a = 1 / (1 + np.exp(-(np.dot(a, W.T) + b)))
        return np.sum((a - target) ** 2) / len(x)

    return training(start, cost_of, rate)


def wide(start, x, labels, rate):
    """ReLU between the layers, cross-entropy at the end."""
    rows = np.arange(len(labels))

    def cost_of(parameters):
        *inner, V, c = parameters
        a = x
        for W, b in zip(inner[::2], inner[1::2], strict=True):
            a = np.maximum(np.dot(a, W.T) + b, 0)
        z = np.dot(a, V.T) + c
        z = z - np.max(z, axis=1, keepdims=True)
        return np.mean(np.log(np.sum(np.exp(z), axis=1)) - z[rows, labels])

    return training(start, cost_of, rate)


def chain(n):
    """h ← h · w, n times, and back."""
    w, x = np.ones(16, np.float32), np.ones(16, np.float32)

    def product(h):
        for _ in range(n):
            h = h * w
        return np.sum(h)

    return lambda: grad(product)(x)
