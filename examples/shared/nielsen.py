"""Shared code for the examples from Michael Nielsen's book: his networks, costs and optimiser.

The book is "Neural Networks and Deep Learning", 2015.  A network here ends in the weighted inputs
z of its output neurons; the cost puts the sigmoid on them, and the largest z is the largest output.
"""

import numpy as np

import tinygrad_edu as tg

from .digits import load_digits


def book_digits(count=None):
    """The first `count` of his 50,000 training images; 10,000 to validate, 10,000 to test."""
    return load_digits(count, validation=10_000, centred=False)


def targets(labels):
    """Rows of ten with a 1 at the label."""
    return tg.datasets.one_hot(labels, 10, np.float32)


def gaussian(layer, spread, rng):
    """The layer with weights from N(0, spread²) and biases from N(0, 1), as the book draws them."""
    for p, deviation in ((layer.weight, spread), (layer.bias, 1)):
        p.data = rng.normal(0, deviation, p.shape).astype(p.dtype)
    return layer


def network(sizes, rng, large=False):
    """Sigmoid neurons with weights from N(0, 1/n) for n inputs, or, if `large`, from N(0, 1)."""
    layers = []
    for n, out in zip(sizes, sizes[1:], strict=False):
        linear = tg.nn.Linear(n, out, dtype=np.float32, rng=rng)
        layers += [gaussian(linear, 1 if large else n**-0.5, rng), tg.nn.Sigmoid()]
    return tg.nn.Sequential(*layers[:-1])


def quadratic(z, y):
    """½ (a − y)² where a = σ(z): summed over the outputs, averaged over the images."""
    return tg.squared_error(tg.sigmoid(z), y, scale=0.5 / len(z))


@tg.differentiable
def cross_entropy(z, y, /):
    """(np.logaddexp(z, 0) - z * y).sum() / len(z)

    ∂L/∂z = g * (sigmoid(z) - y) / len(z)
    ∂L/∂y = -g * z / len(z)
    """
    # It is −y · log a − (1 − y) · log(1 − a) where a = σ(z); its derivative is a − y, without σ′.
    return (
        (np.logaddexp(z, 0) - z * y).sum() / len(z),
        lambda g: g * (tg.sigmoid(z) - y) / len(z),
        lambda g: -g * z / len(z),
    )


def book_sgd(model, rate, l2=0.0, images=1):
    """SGD on the cost + λ/2n · Σ w², over the weights, not the biases; λ = l2, n = images."""
    weights = [p for p in model.parameters() if p.ndim > 1]
    biases = [p for p in model.parameters() if p.ndim == 1]
    groups = [{"params": weights, "weight_decay": l2 / images}, {"params": biases}]
    return tg.optim.SGD(groups, lr=rate)


def squared_weights(model):
    """Σ w², the sum that L2 keeps small."""
    return sum(float((p.data**2).sum()) for p in model.parameters() if p.ndim > 1)
