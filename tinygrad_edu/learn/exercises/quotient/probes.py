import numpy as np

from tinygrad_edu.learn.probing import call


def cube(x):
    return x**3


def accept(answer):
    yield call(answer.quotient, cube, x=1.5, h=0.3)  # large steps: they tell the sides apart
    yield call(answer.quotient, np.exp, x=0.7, h=0.25)
    yield call(answer.quotient, np.cos, x=2.5, h=0.4)
