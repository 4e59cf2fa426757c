import numpy as np

import tinygrad_edu as tg
from tinygrad_edu.learn.probing import Probe

X = np.random.default_rng(1).normal(size=(150, 4))


def network():
    """A network in training mode, and labels of which it gets some right."""
    rng = np.random.default_rng(0)
    model = tg.nn.Sequential(
        tg.nn.Linear(4, 32, rng=rng), tg.nn.Dropout(0.5, rng=rng), tg.nn.Linear(32, 3, rng=rng)
    )
    first, last = model[0], model[2]
    hidden = X @ first.weight.data.T + first.bias.data
    labels = (hidden @ last.weight.data.T + last.bias.data).argmax(axis=1)
    labels[::7] = (labels[::7] + 1) % 3
    return model, labels


def accept(answer):
    def after():
        model, labels = network()
        answer.evaluate(model, X, labels)
        return model[1]

    def share():
        model, labels = network()
        return answer.evaluate(model, X, labels)

    yield Probe("evaluate(model, x, labels)", share)
    yield Probe(
        "The dropout layer after evaluate",
        lambda: "training mode" if after().training else "eval mode",
    )
    yield Probe("The p of the dropout layer after evaluate", lambda: after().p)
