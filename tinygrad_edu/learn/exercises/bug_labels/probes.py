import numpy as np

import tinygrad_edu as tg
from tinygrad_edu import nn
from tinygrad_edu.learn.probing import Probe
from tinygrad_edu.learn.spies import clouds, for_a_moment, training


def accept(answer):
    yield from training(
        answer.train, *clouds(), rounds=12, below=0.2, of_model=knowledge, coarse=True
    )


def knowledge(model):
    """How many points the trained model knows, in words."""
    x, labels = clouds()
    with tg.no_grad():
        right = (np.asarray(model(x).data).argmax(axis=1) == labels).mean()
    return "a model that knows its points" if right > 0.9 else "a model that mistakes its points"


def look(answer):
    yield Probe("The pairs that reach the loss", lambda: pairs(answer.train))


def pairs(train):
    """In which order rows and labels come in the last epoch, and whether they are pairs still."""
    (x, labels), rows, numbers = clouds(), [], []
    linear, cost = nn.Linear.forward, nn.CrossEntropy.forward

    def noting_rows(self, x):
        if x.shape[-1] == 2:
            rows.extend(np.asarray(getattr(x, "data", x)).tolist())
        return linear(self, x)

    def noting_labels(self, output, labels, *others):
        numbers.extend(np.asarray(labels).tolist())
        return cost(self, output, labels, *others)

    with (
        for_a_moment(nn.Linear, forward=noting_rows),
        for_a_moment(nn.CrossEntropy, forward=noting_labels),
    ):
        train(x.copy(), labels.copy())
    own = {tuple(row): label for row, label in zip(x.tolist(), labels.tolist())}
    last = list(zip(rows, numbers))[-len(x) :]
    parts = (
        "rows of x" if all(tuple(row) in own for row in rows) else "other rows",
        "in order" if rows[-len(x) :] == x.tolist() else "shuffled",
        labels_in_words(numbers[-len(x) :], labels.tolist()),
        "pairs" if all(own.get(tuple(row)) == label for row, label in last) else "no pairs",
    )
    return ", ".join(parts)


def labels_in_words(found, given):
    """In which order the labels come, if they are the same ones."""
    if found == given:
        return "labels in order"
    if found == sorted(given):
        return "labels sorted"
    return "labels shuffled" if sorted(found) == sorted(given) else "other labels"
