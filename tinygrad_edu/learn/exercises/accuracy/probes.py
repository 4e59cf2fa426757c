import numpy as np

from tinygrad_edu.learn.probing import call

OUTPUTS = np.array(
    [
        [0.6, 0.9, 0.3, 0.1],
        [0.4, 0.2, 0.3, 0.1],
        [0.2, 0.8, 0.1, 0.7],
        [0.3, 0.1, 0.45, 0.2],
        [0.7, 0.6, 0.1, 0.2],
        [0.1, 0.2, 0.4, 0.3],
        [0.15, 0.05, 0.1, 0.35],
    ]
)
LABELS = np.array([1, 0, 3, 2, 1, 2, 3])


def accept(answer):
    yield call(answer.accuracy, outputs=OUTPUTS, labels=LABELS)
    yield call(answer.accuracy, outputs=OUTPUTS[::-1][:4], labels=LABELS[:4])
    yield call(answer.accuracy, outputs=10 * OUTPUTS - 5, labels=LABELS)  # no probabilities
