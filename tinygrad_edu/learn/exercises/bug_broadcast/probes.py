import numpy as np

import tinygrad_edu as tg
from tinygrad_edu.learn.probing import Probe

PREDICTION = np.array([[1.5], [-2.0], [4.0], [0.3], [7.0]])
TARGET = np.array([0.5, 3.0, -1.0, 2.5, 6.0])


def accept(answer):
    def found():
        model = answer.train()
        return [model.weight.data[0, 0], model.bias.data[0]]

    yield Probe("The list of weight and bias that train() finds", found)


def look(answer):
    yield Probe(
        "The cost of predictions (5, 1) and targets (5,)",
        lambda: answer.cost(tg.Tensor(PREDICTION), TARGET.copy()),
    )
