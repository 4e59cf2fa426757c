import numpy as np

import tinygrad_edu as tg
from tinygrad_edu.learn.probing import Probe
from tinygrad_edu.learn.spies import noticed, training


def two_groups():
    """50 points of two groups, far apart, and 1 or 0."""
    rng = np.random.default_rng(3)
    target = 1.0 * (rng.random((50, 1)) < 0.5)
    return rng.normal(size=(50, 2)) + np.where(target, [[12.0, 7.0]], [[4.0, 12.0]]), target


def accept(answer):
    yield from training(answer.train, *two_groups(), rounds=40, below=0.1, of_model=knowledge)


def knowledge(model):
    """Whether the trained model knows the points."""
    x, target = two_groups()
    with tg.no_grad():
        outputs = np.asarray(model(x).data)
    if not np.isfinite(outputs).all():
        return "a model with nan or inf in it"
    middle = 0.5 if outputs.min() >= 0 and outputs.max() <= 1 else 0.0  # probabilities, or sums
    right = ((outputs > middle) == target).mean()
    return "a model that knows its points" if right > 0.95 else "a model that mistakes its points"


def look(answer):
    yield from noticed(answer.train, *two_groups(), rate=0.5)
    yield Probe("The largest loss", lambda: largest_in_words(answer.train(*two_groups())[1]))


def largest_in_words(losses):
    """Whether some loss is as large as that of a sure mistake, if p is hardly limited."""
    return "above 6" if np.max(losses) > 6 else "below 6"
