import numpy as np

from tinygrad_edu.learn.probing import call


def accept(answer):
    yield call(answer.most_important, gradient=np.array([0.3, -3.0, 1.4, 2.5, -0.2]), k=3)
    yield call(answer.most_important, gradient=np.array([-0.7, 0.1, 5.0, -4.0, 0.9, -6.0]), k=4)
