"""How far does a network with one hidden layer get?

100 hidden neurons, cross-entropy, rate 0.1, λ = 5, 60 epochs: about the best that the book's third
chapter finds without new ideas.  Tested on validation images.  Source: Nielsen, chapter 3.

    python examples/26_nielsen_wider.py           # half a minute

    validation accuracy peak  97.95 %
    validation accuracy end   97.78 %
    test accuracy end         97.85 %
"""

import numpy as np
from shared import course
from shared.curves import Panel, draw
from shared.nielsen import book_digits, book_sgd, cross_entropy, network, targets
from shared.training import accuracy, progress

from tinygrad_edu.datasets import batches


# %% The training
def measure(seed=0, quick=False, out=None):
    """Train for 60 epochs with 50,000 images, or for 2 with 2,000."""
    data, epochs = (book_digits(2_000), 2) if quick else (book_digits(), 60)
    rng = np.random.default_rng(seed)
    n = len(data.images)
    model = network([784, 100, 10], rng, large=True)
    optimizer = book_sgd(model, 0.1, 5.0 * n / 50_000, n)
    y = targets(data.labels)
    rows = []
    for epoch in range(1, epochs + 1):
        for images, target in progress(batches(data.images, y, 10, rng), f"epoch {epoch}"):
            cost = cross_entropy(model(images), target)
            optimizer.zero_grad()
            cost.backward()
            optimizer.step()
        some = slice(0, 10_000)  # as many training images as validation images
        trained = accuracy(model, data.images[some], data.labels[some])
        rows.append((100 * trained, 100 * accuracy(model, *data.validation)))
    trained, new = np.array(rows).T
    if out:
        title = "98 % of new digits"
        curves = {"training": trained, "validation": new}
        words = ("epoch", "right answers, %")
        book = {"book: 98.04": 98.04}
        panel = Panel(title, *words, curves, lines=book, legend="lower right")
        draw(out / "wider.png", panel)
    return {
        "validation accuracy peak, %": new.max(),
        "validation accuracy end, %": new[-1],
        "test accuracy end, %": 100 * accuracy(model, *data.test),
    }


if __name__ == "__main__":
    course.run(measure, __doc__)
