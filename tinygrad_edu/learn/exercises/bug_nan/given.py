"""Where does the nan come from?

Points of the plane, x of shape (n, 2), belong to a group or do not: target is 1 or 0, (n, 1).
The loss is the cross-entropy of a yes or no, written by hand: −ln p where the target is 1, and
−ln(1 − p) where it is 0.  The first losses are 0.5, 8 and 3, and from the fourth on all are nan.
Put the loop into `with tg.debug():`, which stops at the operation that makes the first one.
Mend `train`: in 40 rounds the loss falls below 0.1, and all parameters stay numbers.
"""

import numpy as np

import tinygrad_edu as tg
from tinygrad_edu import nn, optim
from tinygrad_edu.learn import check


def train(x, target):
    """The model, and the loss of each of 40 rounds; x is (n, 2), target (n, 1)."""
    model = nn.Sequential(nn.Linear(2, 1, rng=np.random.default_rng(0)), nn.Sigmoid())
    optimizer = optim.SGD(model.parameters(), lr=0.5)
    losses = []
    for _ in range(40):
        p = model(x)
        loss = -(target * tg.log(p) + (1 - target) * tg.log(1 - p)).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return model, losses


check(__file__)
