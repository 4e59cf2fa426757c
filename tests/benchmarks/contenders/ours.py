"""tinygrad_edu, used as its guides say, with all checks on."""

import numpy as np

import tinygrad_edu as tg
from tinygrad_edu.nn import Conv2d, CrossEntropy, Flatten, Linear, MaxPool2d, ReLU, Sequential


def training(model, start, cost_of, rate, optimizer=tg.optim.SGD, backward=tg.Tensor.backward):
    """A step, and the parameters."""
    parameters = list(model.parameters())
    for p, value in zip(parameters, start, strict=True):
        p.data = value
    optimizer = optimizer(model.parameters(), lr=rate)

    def step():
        cost = cost_of(model)
        optimizer.zero_grad()
        backward(cost)
        optimizer.step()
        return cost.item()

    return step, lambda: [p.data for p in parameters]


def layers(start, activation):
    """A Linear for each weight and bias, and what follows it."""
    return [
        layer
        for W in start[::2]
        for layer in (Linear(W.shape[1], W.shape[0], dtype=np.float32), activation())
    ]


def video(start, x, target, rate, **choices):
    """The video's network: sigmoid everywhere, squared error."""
    model = Sequential(*layers(start, tg.nn.Sigmoid))
    x, target, share = tg.from_numpy(x), tg.from_numpy(target), 1 / len(x)

    def cost_of(model):
        return tg.squared_error(model(x), target, scale=share)

    return training(model, start, cost_of, rate, **choices)


def wide(start, x, labels, rate):
    """ReLU between the layers, cross-entropy at the end."""
    model, loss = Sequential(*layers(start, ReLU)[:-1]), CrossEntropy()
    x = tg.from_numpy(x)
    return training(model, start, lambda model: loss(model(x), labels), rate)


def convolution(start, x, labels, rate):
    """Two convolutions, each with a ReLU and a pool of 2 × 2, then a vote."""
    blocks = [
        layer
        for F in start[:-2:2]
        for layer in (Conv2d(F.shape[1], F.shape[0], 3, padding=1), ReLU(), MaxPool2d(2))
    ]
    out, pixels = start[-2].shape
    model = Sequential(*blocks, Flatten(), Linear(pixels, out)).to(np.float32)
    loss, x = CrossEntropy(), tg.from_numpy(x)
    return training(model, start, lambda model: loss(model(x), labels), rate)


def layer(kind, sizes, start, x, g):
    """A layer, forward and backward, and the gradients of its parameters and of its input."""
    x = tg.Tensor(x, requires_grad=True)
    parameters = [tg.Tensor(value, requires_grad=True) for value in start]
    if kind in ("matmul", "cumprod"):
        run = {"matmul": lambda x: x @ parameters[0], "cumprod": lambda x: tg.cumprod(x, axis=0)}[
            kind
        ]
    else:
        run = getattr(tg.nn, kind)(*sizes, dtype=np.float32)
        for p, value in zip(run.parameters(), start, strict=False):
            p.data = value
        parameters = list(run.parameters())
    leaves = [*parameters, x]

    def step():
        for leaf in leaves:
            leaf.grad = None
        y = run(x)
        y.backward(g)
        return y.data.item(0)

    return step, lambda: [leaf.grad for leaf in leaves]


def chain(n):
    """h ← h · w, n times, and back."""
    w = tg.Tensor(np.full(16, 1, np.float32))
    x = tg.Tensor(np.ones(16, np.float32), requires_grad=True)

    def run():
        x.grad = None
        h = x
        for _ in range(n):
            h = h * w
        h.sum().backward()
        return x.grad

    return run
