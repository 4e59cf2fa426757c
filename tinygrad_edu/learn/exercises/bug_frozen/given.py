"""Why does the loss never move?

Points of the plane, x of shape (n, 2), belong to one of two groups; labels has shape (n,).
Each group has two parts, on both sides of the other: no straight line parts them.
A first network had one layer.  A second one, with a hidden layer, took its place in the middle of
the program.  There are gradients, and there are steps, but all 40 losses are the same number.
Read the first of the warnings that come.
Mend `train`: the loss of the network that it returns falls below 0.1 in 40 rounds.
"""

import numpy as np

import tinygrad_edu as tg
from tinygrad_edu import nn, optim
from tinygrad_edu.learn import check


def train(x, labels):
    """The model, and the loss of each of 40 rounds; x is (n, 2), labels (n,)."""
    rng = np.random.default_rng(0)
    model = nn.Sequential(nn.Linear(2, 2, rng=rng))
    cost = nn.CrossEntropy()
    optimizer = optim.SGD(model.parameters(), lr=1.0)

    model = nn.Sequential(nn.Linear(2, 8, rng=rng), nn.Tanh(), nn.Linear(8, 2, rng=rng))
    losses = []
    for _ in range(40):
        loss = cost(model(x), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return model, losses


check(__file__)
