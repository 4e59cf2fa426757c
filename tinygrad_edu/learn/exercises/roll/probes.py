import numpy as np

from tinygrad_edu.learn.probing import call


def double(w):
    return 2 * w


def accept(answer):
    yield call(answer.roll, double, w=1.5, rate=0.1, steps=4)
    yield call(answer.roll, np.cos, w=0.3, rate=0.5, steps=3)
