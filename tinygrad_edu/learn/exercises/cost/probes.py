import numpy as np

from tinygrad_edu.learn.probing import call


def accept(answer):
    rng = np.random.default_rng(1)
    for digits in ([3, 7], [0, 9, 4, 4, 1]):
        outputs = rng.random((len(digits), 10)).round(1)
        yield call(answer.cost, outputs=outputs, targets=np.eye(10)[digits])
