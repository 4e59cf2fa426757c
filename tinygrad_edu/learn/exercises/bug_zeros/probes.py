import numpy as np

from tinygrad_edu.learn.probing import Probe
from tinygrad_edu.learn.spies import clouds, noticed, training, watched


def accept(answer):
    yield from training(answer.train, *clouds(), rounds=25, below=0.1)


def look(answer):
    yield from noticed(answer.train, *clouds(), rate=1.0)
    yield Probe("The units in the first round", lambda: first_units(answer.train))


def first_units(train):
    """How the outputs of the units differ before the first step."""
    hidden = watched(train, clouds()).inputs[1]
    if hidden.shape[1] == 1:
        return "there is one"
    if np.abs(hidden).max() < 0.01:
        return "almost 0" if hidden.any() else "all 0"
    return "they are equal" if (hidden == hidden[:, :1]).all() else "they differ"
