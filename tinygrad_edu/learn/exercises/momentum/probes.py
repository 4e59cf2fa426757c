import numpy as np

import tinygrad_edu as tg
from tinygrad_edu.learn.probing import Probe

SLOPES = [3.0, -1.5, 4.0, 0.5]  # of a round
START = np.array([[3.0, 4.0, 5.0], [6.0, 7.0, 8.0]])


def accept(answer):
    alone = places(answer, 0.1, 0.6, {"p": (5.0, 1.0)})
    pair = places(answer, 0.3, 0.25, {"p": (START, 0.3 * START), "q": (-START, 0.5 - START)})
    yield Probe(
        "The list of places of p = 5.0, with lr=0.1 and momentum=0.6,", lambda: alone()["p"]
    )
    yield Probe("Step after step, the first of two parameters", lambda: pair()["p"])
    yield Probe("Step after step, the second of two parameters", lambda: pair()["q"])
    yield Probe(
        "The place of p after three steps with the same array p.grad", lambda: thrice(answer)
    )
    yield Probe("A step with parameters of different shapes", lambda: shapes_in_words(answer))


def places(answer, lr, momentum, starts):
    """A function that makes four steps, and gives the places of each parameter after each step."""

    def run():
        parameters = {
            name: tg.Tensor(np.array(p), requires_grad=True) for name, (p, _) in starts.items()
        }
        optimizer = answer.Momentum(list(parameters.values()), lr, momentum)
        found = {name: [] for name in parameters}
        for slope in SLOPES:
            for name, p in parameters.items():
                p.grad = np.array(slope * starts[name][1])
            optimizer.step()
            for name, p in parameters.items():
                found[name].append(p.data.copy())
        return found

    return run


def thrice(answer):
    """The place after three steps with one gradient, which no step should change."""
    p = tg.Tensor(START, requires_grad=True)
    optimizer = answer.Momentum([p], 0.1, 0.6)
    for _ in range(3):
        if p.grad is None:
            p.grad = 0.5 * START
        optimizer.step()
    return p.data


def shapes_in_words(answer):
    """Whether a matrix and a vector keep their shapes."""
    starts = {"p": (START, START), "q": (START[0], START[0])}
    try:
        found = places(answer, 0.3, 0.25, starts)()
    except ValueError:  # they cannot be added
        return "mixes them up"
    kept = all(np.shape(found[name][0]) == np.shape(p) for name, (p, _) in starts.items())
    return "keeps their shapes" if kept else "mixes them up"
