import numpy as np

from tinygrad_edu.learn.probing import Probe
from tinygrad_edu.learn.spies import clouds, noticed, training


def accept(answer):
    yield from training(answer.train, *clouds(), rounds=25, below=0.1, of_model=sureness)


def sureness(model):
    """How sure the trained model is of the right groups: its outputs are sums, or probabilities."""
    x, labels = clouds()
    outputs = np.asarray(model(x).data)
    if outputs.min() < 0 or not np.allclose(outputs.sum(axis=1), 1):
        powers = np.exp(outputs - outputs.max(axis=1, keepdims=True))
        outputs = powers / powers.sum(axis=1, keepdims=True)
    cross_entropy = -np.log(outputs[np.arange(len(x)), labels] + 1e-300).mean()
    return "a model that is sure" if cross_entropy < 0.15 else "a model that is not sure"


def look(answer):
    yield from noticed(answer.train, *clouds(), rate=1.0)
    yield Probe("The outputs of the model", lambda: sums_in_words(answer.train))


def sums_in_words(train):
    """What adds up to 1, as after a softmax."""
    model, _ = train(*clouds())
    outputs = np.asarray(model(clouds()[0]).data)
    if np.allclose(outputs.sum(axis=1), 1):
        return "those of each point add up to 1"
    points = np.allclose(outputs.sum(axis=0), 1)
    return "those of all points add up to 1" if points else "they add up to anything"
