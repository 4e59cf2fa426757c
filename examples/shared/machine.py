"""One of several machines that train a network together: it computes gradients of its share."""

import numpy as np
from mnist import build

import tinygrad_edu as tg

from .digits import load_digits
from .speedup import fastest
from .training import accuracy


class Machine:
    """A machine with every `machines`-th of the images, from number `k` on, and a network.

    Weights and gradients come and go as one array each, (weights,), in the order of the network's
    parameters.  `rows` are slices of the machine's images.
    """

    def __init__(self, k, machines):
        digits = load_digits()
        self.test = digits.test
        self.x = np.ascontiguousarray(digits.images[k::machines])  # BLAS would copy it each time
        self.y = tg.datasets.one_hot(digits.labels[k::machines], 10, np.float32)

    def begin(self, hidden, seed, dtype=np.float32):
        """Begin with a new network; its weights."""
        self.model = build(784, hidden, "sigmoid", "squared", np.random.default_rng(seed))
        self.model.to(dtype)
        return as_one(p.data for p in self.model.parameters())

    def gradient(self, weights, rows):
        """The gradient of the average cost of some images, at these weights."""
        take(self.model, weights)
        x, y = (array[rows].astype(weights.dtype, copy=False) for array in (self.x, self.y))
        self.model.zero_grad()
        tg.squared_error(self.model(tg.from_numpy(x)), y, scale=1 / len(x)).backward()
        return as_one(p.grad for p in self.model.parameters())

    def gradients(self, weights, batches, rate):
        """The sum of the gradients of some batches, with a step of SGD after each."""
        total = np.zeros_like(weights)
        for rows in batches:
            gradient = self.gradient(weights, rows)
            weights = weights - rate * gradient
            total += gradient
        return total

    def seconds(self, weights, batch, calls):
        """The time of a gradient that is not sent, for a batch of so many images."""
        return fastest(lambda: self.gradients(weights, [slice(batch)], 0), calls)

    def accuracy(self, weights):
        """The share of the test images that a network with these weights reads."""
        take(self.model, weights)
        return accuracy(self.model, *self.test)


def as_one(arrays):
    """All numbers of some arrays, one after the other: what is sent."""
    return np.concatenate([array.ravel() for array in arrays])


def take(model, weights):
    """Give the parameters of a model the weights that are in one array."""
    start = 0
    for p in model.parameters():
        p.data = weights[start : start + p.size].reshape(p.shape)
        start += p.size
