"""Does a network that answers everything right know anything?

1,000 training images, 400 epochs, cross-entropy: the network soon memorises the training images,
and gets no better on new ones.  L2 (λ = 0.1) keeps weights small, and then the network learns more
that is true of all digits.  Source: Nielsen, chapter 3.

    python examples/22_nielsen_overfitting.py     # half a minute

    training accuracy without L2   100.00 %
    test accuracy without L2 peak  81.51 %
    test accuracy without L2 end   81.49 %
    training accuracy with L2      100.00 %
    test accuracy with L2 peak     88.26 %
    test accuracy with L2 end      88.13 %
"""

import numpy as np
from shared import course
from shared.curves import Panel, draw
from shared.nielsen import book_digits, book_sgd, cross_entropy, network, targets
from shared.training import outputs, progress

from tinygrad_edu.datasets import batches


# %% A training, with or without L2
def learn(data, l2, epochs, seed):
    """A row after each epoch: cost and right answers (%), on training and on test images."""
    rng = np.random.default_rng(seed)
    model = network([784, 30, 10], rng, large=True)

    optimizer = book_sgd(model, 0.5, l2, len(data.images))
    y = targets(data.labels)
    rows = []
    for epoch in range(1, epochs + 1):
        for images, target in progress(batches(data.images, y, 10, rng), f"epoch {epoch}"):
            cost = cross_entropy(model(images), target)
            optimizer.zero_grad()
            cost.backward()
            optimizer.step()
        rows.append([*look(model, data.images, data.labels), *look(model, *data.test)])
    return np.array(rows).T


def look(model, images, labels):
    """The cost of these images, and the right answers in per cent."""
    z = outputs(model, images)
    right = (z.argmax(axis=1) == labels).mean()
    return float(cross_entropy(z, targets(labels))), 100 * float(right)


# %% Without, and with
def measure(seed=0, quick=False, out=None):
    """Train for 400 epochs, or for 5."""
    data = book_digits(1_000)
    epochs = 5 if quick else 400
    plain, kept_small = (learn(data, l2, epochs, seed) for l2 in (0.0, 0.1))
    if out:
        costs = {"training images": plain[0], "test images": plain[2]}
        rights = {"training": plain[1], "test": plain[3], "test, with L2": kept_small[3]}
        draw(
            out / "overfitting.png",
            Panel("Without L2, new images cost more and more", "epoch", "cost per image", costs),
            Panel("With L2, more of them are read", "epoch", "right answers, %", rights),
        )
    return {
        "training accuracy without L2, %": plain[1][-1],
        "test accuracy without L2 peak, %": plain[3].max(),
        "test accuracy without L2 end, %": plain[3][-1],
        "training accuracy with L2, %": kept_small[1][-1],
        "test accuracy with L2 peak, %": kept_small[3].max(),
        "test accuracy with L2 end, %": kept_small[3][-1],
    }


if __name__ == "__main__":
    course.run(measure, __doc__)
