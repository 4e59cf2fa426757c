"""Shared code for the examples from the book's chapter on convolutions: a softmax at the end."""

import numpy as np

import tinygrad_edu as tg

from .curves import Panel, draw
from .nielsen import book_digits, gaussian
from .training import accuracy, one_epoch


def classifier(inputs, rng):
    """100 sigmoid neurons and ten outputs that start at 0: all digits are equally likely."""
    hidden = gaussian(tg.nn.Linear(inputs, 100, dtype=np.float32, rng=rng), 0.1, rng)
    last = tg.nn.Linear(100, 10, dtype=np.float32, rng=rng)
    for p in last.parameters():
        p.data = np.zeros_like(p.data)
    return hidden, tg.nn.Sigmoid(), last


def finder(channels, filters, rng):
    """A 5 × 5 window for each filter, the largest of each 2 × 2, then the sigmoid."""
    window = tg.nn.Conv2d(channels, filters, 5, dtype=np.float32, rng=rng)
    return gaussian(window, (filters * 25 / 4) ** -0.5, rng), tg.nn.MaxPool2d(2), tg.nn.Sigmoid()


def learn(model, shape, rng, count, epochs):
    """A row for each epoch: right answers on validation and on test images, in per cent."""
    data = book_digits(count)
    x = data.images.reshape(-1, *shape)
    y = data.labels
    looked_at = [
        (images[:count].reshape(-1, *shape), labels[:count])
        for images, labels in (data.validation, data.test)
    ]

    optimizer = tg.optim.SGD(model.parameters(), lr=0.1)
    rows = []
    for _ in range(epochs):
        one_epoch(model, tg.nn.CrossEntropy(), x, y, optimizer, rng, batch=10)
        rows.append([100 * accuracy(model, *some) for some in looked_at])
    return np.array(rows)


def chosen(curve):
    """The test accuracy after the epoch that is best on the validation images."""
    return curve[curve[:, 0].argmax(), 1]


def picture(title, curves, path):
    """The validation accuracy over the epochs."""
    words = "epoch", "right answers, % (validation)"
    curves = {name: curve[:, 0] for name, curve in curves.items()}
    draw(path, Panel(title, *words, curves, legend="lower right"))
