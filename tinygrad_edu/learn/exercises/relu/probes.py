from functools import partial

import numpy as np

from tinygrad_edu.learn.probing import Probe, call

X = np.array([-1.5, 2.5, 3.0, -0.5, 0.3])  # no 0: there each choice is right
G = np.array([0.6, -1.1, 0.7, -2.2, 1.9])


def at_the_kink(answer):
    """What share of g comes through at x = 0."""
    found = np.asarray(answer.gradient(np.array([3.0, 0.0]), np.array([0.5, 0.8])), float)
    return "a number from 0 to g" if 0 <= found[1] <= 0.8 else found[1]


def accept(answer):
    yield call(answer.gradient, x=X, g=G)
    yield call(answer.gradient, x=np.outer([1, -2, 3], X[:2]), g=np.outer([4, -1, 0.5], G[:2]))
    yield Probe("What comes through at x = 0, with g = 0.8,", partial(at_the_kink, answer))
