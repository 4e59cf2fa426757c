"""The video's network by hand: forward pass, chain rule and plain SGD, in NumPy alone.

What a good programmer writes for clarity, without a framework: the yardstick of the benchmarks,
and a second opinion, since both must arrive at the same weights.  Images are rows of float32.
"""

import math

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def initialize(layers, rng):
    """Weights and biases, uniform within 1/√inputs of zero (PyTorch's default)."""
    parameters = []
    for n_in, n_out in zip(layers[:-1], layers[1:], strict=True):
        bound = 1 / math.sqrt(n_in)
        W = rng.uniform(-bound, bound, (n_out, n_in)).astype(np.float32)  # (out, in)
        b = rng.uniform(-bound, bound, n_out).astype(np.float32)  # (out,)
        parameters.append((W, b))
    return parameters


def forward(x, parameters):
    """The activations of every layer, the input first."""
    activations = [x]  # (batch, 784)
    for W, b in parameters:
        activations.append(sigmoid(activations[-1] @ W.T + b))  # (batch, out)
    return activations


def backward(activations, target, parameters):
    """The cost, and its gradient for each (W, b), by the chain rule."""
    difference = activations[-1] - target  # (batch, 10)
    cost = (difference**2).sum(axis=1).mean()
    gradients = []
    slope = 2 * difference / len(target)  # ∂C/∂a
    for k in reversed(range(len(parameters))):
        a_in, a_out = activations[k], activations[k + 1]
        delta = slope * a_out * (1 - a_out)  # ∂C/∂z: (batch, out)
        gradients.append((delta.T @ a_in, delta.sum(axis=0)))  # (out, in), (out,)
        if k > 0:  # nobody needs ∂C/∂image
            slope = delta @ parameters[k][0]  # (batch, in)
    return cost, gradients[::-1]


def step(parameters, x, target, rate, weight_decay=0.0):
    """One step downhill, in place; return the cost before it."""
    cost, gradients = backward(forward(x, parameters), target, parameters)
    for k, ((W, b), (dW, db)) in enumerate(zip(parameters, gradients, strict=True)):
        if k == 0 and weight_decay:  # of the first layer alone
            dW = dW + weight_decay * W
        W -= rate * dW
        b -= rate * db
    return cost


def schedule(t, warmup=0.1):
    """Up in a line for the first tenth, then down along half a cosine; t goes from 0 to 1."""
    if t < warmup:
        return t / warmup
    return (1 + math.cos(math.pi * (t - warmup) / (1 - warmup))) / 2


def train(images, labels, validation, layers, epochs, batch, rate, weight_decay, rng):
    """The parameters after `epochs`, and (cost, validation accuracy) after each."""
    targets = np.eye(layers[-1], dtype=np.float32)[labels]  # (n, 10)
    parameters, history = initialize(layers, rng), []
    starts = range(0, len(images), batch)
    done, steps = 0, epochs * len(starts)
    for _ in range(epochs):
        order, total = rng.permutation(len(images)), 0.0
        for start in starts:
            chosen = order[start : start + batch]
            now = rate * schedule(done / steps)
            cost = step(parameters, images[chosen], targets[chosen], now, weight_decay)
            total += float(cost) * len(chosen)
            done += 1
        answers = forward(validation[0], parameters)[-1].argmax(axis=1)
        history.append((total / len(images), (answers == validation[1]).mean()))
    return parameters, history
