import numpy as np

import tinygrad_edu as tg
from tinygrad_edu import nn, optim


def train(x, target):
    """The model, and the loss of each of 40 rounds; x is (n, 2), target (n, 1)."""
    model = nn.Sequential(nn.Linear(2, 1, rng=np.random.default_rng(0)), nn.Sigmoid())
    optimizer = optim.SGD(model.parameters(), lr=0.5)
    losses = []
    for _ in range(40):
        p = model(x).clip(1e-12, 1 - 1e-12)  # neither logarithm is taken of 0
        loss = -(target * tg.log(p) + (1 - target) * tg.log(1 - p)).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return model, losses
