"""tinygrad_edu with `tg.replay`: the same steps as in `ours`, recorded once."""

import numpy as np

import tinygrad_edu as tg
from contenders.ours import layers
from tinygrad_edu.nn import CrossEntropy, ReLU, Sequential


def training(model, start, cost_of, x, target, rate):
    """A step, and the parameters."""
    parameters = list(model.parameters())
    for p, value in zip(parameters, start, strict=True):
        p.data = value
    optimizer = tg.optim.SGD(model.parameters(), lr=rate)
    cost = tg.replay(cost_of, model)

    def step():
        optimizer.zero_grad()
        value = cost.backward(x, target)
        optimizer.step()
        return value.item()

    return step, lambda: [p.data for p in parameters]


def video(start, x, target, rate):
    """The video's network: sigmoid everywhere, squared error."""
    model = Sequential(*layers(start, tg.nn.Sigmoid))
    return training(
        *(model, start, lambda x, y: tg.squared_error(model(x), y, scale=1 / len(x))),
        *(tg.from_numpy(x), tg.from_numpy(target), rate),
    )


def wide(start, x, labels, rate):
    """ReLU between the layers, cross-entropy at the end."""
    model, loss = Sequential(*layers(start, ReLU)[:-1]), CrossEntropy()
    return training(
        model, start, lambda x, y: loss(model(x), y), tg.from_numpy(x), np.asarray(labels), rate
    )
