import numpy as np

from tinygrad_edu.learn.probing import call


def accept(answer):
    yield call(answer.steepest, gradient=np.array([3.0, 1.0]), length=0.5)
    yield call(answer.steepest, gradient=np.array([-0.6, 2.0, 0.3, -1.5]), length=1.7)
