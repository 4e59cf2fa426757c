import numpy as np

from tinygrad_edu.learn.spies import noticed, training


def flats():
    """Size and age of 40 flats, and their prices, without noise: a layer can learn them exactly."""
    x = 2 * np.random.default_rng(1).normal(size=(40, 2))
    return x, x @ [[1.5], [-2.0]] + 3


def accept(answer):
    yield from training(answer.train, *flats(), rounds=60, below=0.1)


def look(answer):
    yield from noticed(answer.train, *flats(), rate=0.5)
