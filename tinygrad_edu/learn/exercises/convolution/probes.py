import numpy as np

from tinygrad_edu.learn.probing import call


def accept(answer):
    rng = np.random.default_rng(5)
    for n, k in ((7, 3), (5, 4)):
        x, w, g = (rng.normal(size=m).round(1) for m in (n, k, n - k + 1))
        yield call(answer.gradients, x=x, w=w, g=g)
