"""PyTorch for the CPU, eager."""

import os

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy

if "OMP_NUM_THREADS" in os.environ:
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))


def training(model, start, cost_of, rate):
    """A step, and the parameters."""
    parameters = list(model.parameters())
    with torch.no_grad():
        for p, value in zip(parameters, start, strict=True):
            p.copy_(torch.from_numpy(value))
    optimizer = torch.optim.SGD(parameters, lr=rate)

    def step():
        cost = cost_of(model)
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
        return cost.item()

    return step, lambda: [p.detach().numpy() for p in parameters]


def layers(start, activation):
    """A Linear for each weight and bias, and what follows it."""
    return [
        layer for W in start[::2] for layer in (nn.Linear(W.shape[1], W.shape[0]), activation())
    ]


def video(start, x, target, rate):
    """The video's network: sigmoid everywhere, squared error."""
    model, loss, outputs = nn.Sequential(*layers(start, nn.Sigmoid)), nn.MSELoss(), target.shape[1]
    x, target = torch.from_numpy(x), torch.from_numpy(target)
    return training(model, start, lambda model: outputs * loss(model(x), target), rate)


def wide(start, x, labels, rate):
    """ReLU between the layers, cross-entropy at the end."""
    model = nn.Sequential(*layers(start, nn.ReLU)[:-1])
    x, labels = torch.from_numpy(x), torch.from_numpy(labels)
    return training(model, start, lambda model: cross_entropy(model(x), labels), rate)


def convolution(start, x, labels, rate):
    """Two convolutions, each with a ReLU and a pool of 2 × 2, then a vote."""
    blocks = [
        layer
        for F in start[:-2:2]
        for layer in (nn.Conv2d(F.shape[1], F.shape[0], 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))
    ]
    model = nn.Sequential(*blocks, nn.Flatten(), nn.Linear(*start[-2].shape[::-1]))
    x, labels = torch.from_numpy(x), torch.from_numpy(labels)
    return training(model, start, lambda model: cross_entropy(model(x), labels), rate)


def layer(kind, sizes, start, x, g):
    """A layer, forward and backward, and the gradients of its parameters and of its input."""
    x, g = torch.from_numpy(x).requires_grad_(), torch.from_numpy(g)
    parameters = [torch.from_numpy(value).requires_grad_() for value in start]
    if kind in ("matmul", "cumprod"):
        run = {"matmul": lambda x: x @ parameters[0], "cumprod": lambda x: x.cumprod(0)}[kind]
    else:
        run = getattr(nn, kind)(*sizes)
        with torch.no_grad():
            for p, value in zip(run.parameters(), start, strict=False):
                p.copy_(torch.from_numpy(value))
        parameters = list(run.parameters())
    leaves = [*parameters, x]

    def step():
        for leaf in leaves:
            leaf.grad = None
        y = run(x)
        y.backward(g)
        return y.flatten()[0].item()

    return step, lambda: [leaf.grad.numpy() for leaf in leaves]


def chain(n):
    """h ← h · w, n times, and back."""
    w = torch.ones(16)
    x = torch.ones(16, requires_grad=True)

    def run():
        x.grad = None
        h = x
        for _ in range(n):
            h = h * w
        h.sum().backward()
        return np.asarray(x.grad)

    return run
