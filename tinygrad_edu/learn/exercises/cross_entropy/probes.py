import numpy as np

from tinygrad_edu.learn.probing import call


def accept(answer):
    rng = np.random.default_rng(1)
    for labels in ([0, 2, 2, 0], [1, 0, 0]):  # a class that nobody has; square, too
        logits = (2 * rng.normal(size=(len(labels), 3))).round(1)
        yield call(answer.gradient, logits=logits, labels=np.array(labels))
