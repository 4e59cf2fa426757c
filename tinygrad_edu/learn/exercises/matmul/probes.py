import numpy as np

from tinygrad_edu.learn.probing import call


def accept(answer):
    rng = np.random.default_rng(9)
    for n, k, m in ((4, 2, 3), (3, 3, 3)):  # square, too: there all products fit
        X, W, g = (rng.normal(size=size).round(1) for size in ((n, k), (k, m), (n, m)))
        yield call(answer.gradients, X=X, W=W, g=g)
