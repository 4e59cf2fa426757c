import numpy as np

from tinygrad_edu.learn.probing import call


def accept(answer):
    rng = np.random.default_rng(1)
    for size, g in (((4, 3), 2.5), (5, -1.5), ((2, 3, 4), 0.7)):
        yield call(answer.gradient, x=rng.normal(size=size).round(1), g=g)
