import numpy as np

import tinygrad_edu as tg
from tinygrad_edu.learn.probing import Probe

X = np.random.default_rng(1).normal(size=(5, 6))


def accept(answer):
    yield Probe("lengths(model, cost)", lambda: answer.lengths(*network()))


def look(answer):
    def walked():
        model, cost = network()
        try:
            answer.lengths(model, cost)
        except Exception:  # it is looked at, and nothing else
            pass
        return "somebody" if next(iter(model.parameters())).grad is not None else "nobody"

    yield Probe("Who has walked back", walked)


def network():
    """Four layers of different sizes, and a cost that nobody has walked back from."""
    rng = np.random.default_rng(0)
    layers = []
    for n_in, n_out in ((6, 7), (7, 5), (5, 4), (4, 3)):
        layers += [tg.nn.Linear(n_in, n_out, rng=rng), tg.nn.Sigmoid()]
    model = tg.nn.Sequential(*layers)
    return model, ((model(X) - 0.7) ** 2).sum()
