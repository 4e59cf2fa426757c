"""Why does the layer find no slope, although each point lies on a line?

All 40 points lie on y = 3x + 1, and a layer with one weight and one bias should find 3 and 1.
Run this file: the weight goes to 0, and the bias to the mean of all y.
No error is raised and nothing warns: arithmetic may broadcast.
`tg.draw(loss)` shows the shape of each step; so does `print((prediction - target).shape)` in cost.
Find the line, and mend it wherever you like; the check runs train().
"""

import numpy as np

import tinygrad_edu as tg
from tinygrad_edu.learn import check


def cost(prediction, target):
    """The mean squared error: one number."""
    return ((prediction - target) ** 2).mean()


def train():
    """Train a layer on 40 points of a line, and return it."""
    x = np.linspace(-1.5, 2, 40)[:, None]  # (40, 1): 40 rows of one number
    y = 3 * x[:, 0] + 1  # (40,)
    model = tg.nn.Linear(1, 1, rng=np.random.default_rng(0))
    optimizer = tg.optim.SGD(model.parameters(), lr=0.45)
    for _ in range(25):
        prediction = model(x)
        loss = cost(prediction, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model


if __name__ == "__main__":
    model = train()
    print("weight", model.weight.data.round(3), "bias", model.bias.data.round(3))

check(__file__)
