import numpy as np

from tinygrad_edu.learn.probing import call


def accept(answer):
    rng = np.random.default_rng(3)
    for shape in ((4, 3), (3, 3)):  # square, too: there a wrong axis gives the right shape
        yield call(answer.bias_gradient, g=rng.normal(size=shape).round(1))
