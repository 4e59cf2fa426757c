"""How much do more examples help?

The same network, 150,000 steps each, from 100 to 50,000 training images, and its accuracy on the
validation images at the end.  30 hidden neurons, cross-entropy, rate 0.5, and the same L2 per image
(λ/n = 0.0001).  Source: Nielsen, chapter 3.

    python examples/25_nielsen_more_data.py       # two minutes

    100 images     69.75 %
    200 images     76.21 %
    500 images     85.01 %
    1,000 images   88.97 %
    2,000 images   91.07 %
    5,000 images   93.44 %
    10,000 images  94.16 %
    20,000 images  95.53 %
    50,000 images  95.81 %
"""

import numpy as np
from shared import course
from shared.curves import Panel, draw
from shared.nielsen import book_digits, book_sgd, cross_entropy, network, targets
from shared.training import accuracy, progress

from tinygrad_edu.datasets import batches

PUBLISHED = {
    100: 69.09,
    200: 76.37,
    500: 85.29,
    1_000: 88.85,
    2_000: 91.27,
    5_000: 93.24,
    10_000: 94.89,
    20_000: 95.85,
    50_000: 95.97,
}


# %% A training with a given number of images
def learn(data, count, steps, seed):
    """Right answers on the validation images at the end, in per cent."""
    rng = np.random.default_rng(seed)
    model = network([784, 30, 10], rng, large=True)
    optimizer = book_sgd(model, 0.5, 1e-4 * count, count)
    x = data.images[:count]
    y = targets(data.labels[:count])
    for epoch in range(1, 1 + max(1, 10 * steps // count)):
        for images, target in progress(batches(x, y, 10, rng), f"{count:,} images, {epoch}"):
            cost = cross_entropy(model(images), target)
            optimizer.zero_grad()
            cost.backward()
            optimizer.step()
    return 100 * accuracy(model, *data.validation)


def picture(found, path):
    """Our numbers next to the book's."""
    curves = {
        "measured": tuple(zip(*found.items(), strict=True)),
        "published": tuple(zip(*PUBLISHED.items(), strict=True)),
    }
    words = "training images", "right answers, % (validation)"
    settings = {"xscale": "log", "ylim": (60, 100)}
    draw(path, Panel("More images, fewer mistakes", *words, curves, settings))


# %% All sizes
def measure(seed=0, quick=False, out=None):
    """Train for 150,000 steps with each of nine sizes, or for 200."""
    data = book_digits()
    steps = 200 if quick else 150_000
    found = {count: learn(data, count, steps, seed) for count in PUBLISHED}
    if out:
        picture(found, out / "more_data.png")
    return {f"{count:,} images, %": right for count, right in found.items()}


if __name__ == "__main__":
    course.run(measure, __doc__)
