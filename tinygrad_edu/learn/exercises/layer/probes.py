import numpy as np

from tinygrad_edu.learn.probing import call


def accept(answer):
    rng = np.random.default_rng(1)
    for n, k, m in ((4, 5, 3), (3, 3, 3)):  # square, too: there a transposed W fits
        X, W, b = (rng.normal(size=size).round(1) for size in ((n, k), (m, k), (m,)))
        yield call(answer.gradients, X=X, W=W, b=b, T=rng.random((n, m)).round(1))
