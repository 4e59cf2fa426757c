"""Why does the loss grow?

A layer learns the price of a flat from two numbers, its size and its age, each measured from its
mean: x has shape (n, 2), target has shape (n, 1).
The loss should fall.  It grows: from 26 to more than 10⁴⁰ in 60 rounds.
Print a few of the losses (`print` works inside `train`), and read the warning that comes.
Mend `train`: the loss falls below 0.1 in 60 rounds.
"""

import numpy as np

import tinygrad_edu as tg
from tinygrad_edu import nn, optim
from tinygrad_edu.learn import check


def train(x, target):
    """The model, and the loss of each of 60 rounds; x is (n, 2), target (n, 1)."""
    model = nn.Linear(2, 1, rng=np.random.default_rng(0))
    cost = nn.MSE()
    optimizer = optim.SGD(model.parameters(), lr=0.5)
    losses = []
    for _ in range(60):
        loss = cost(model(x), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return model, losses


check(__file__)
