"""How large should the first weights be?

784 inputs with weights from N(0, 1) add up to a number so large that the sigmoid is flat there,
and the neuron learns slowly.  With N(0, 1/n), where n is its number of inputs, the sum is about 1.
30 hidden neurons, cross-entropy, rate 0.1, λ = 5, tested on validation images.
Source: Nielsen, chapter 3.

    python examples/23_nielsen_first_weights.py   # half a minute

    small weights after 1 epoch  92.60 %
    large weights after 1 epoch  87.49 %
    small weights at the end     96.42 %
    large weights at the end     96.05 %
"""

import numpy as np
from shared import course
from shared.curves import Panel, draw
from shared.nielsen import book_digits, book_sgd, cross_entropy, network, targets
from shared.training import accuracy, progress

from tinygrad_edu.datasets import batches


# %% A training, from small or large weights
def learn(data, large, epochs, seed):
    """Right answers on the validation images after each epoch, in per cent."""
    rng = np.random.default_rng(seed)
    model = network([784, 30, 10], rng, large)
    optimizer = book_sgd(model, 0.1, 5.0 * len(data.images) / 50_000, len(data.images))
    y = targets(data.labels)
    curve = []
    for epoch in range(1, epochs + 1):
        for images, target in progress(batches(data.images, y, 10, rng), f"epoch {epoch}"):
            cost = cross_entropy(model(images), target)
            optimizer.zero_grad()
            cost.backward()
            optimizer.step()
        curve.append(100 * accuracy(model, *data.validation))
    return curve


# %% Both
def measure(seed=0, quick=False, out=None):
    """Train for 30 epochs with 50,000 images, or for 2 with 2,000."""
    data, epochs = (book_digits(2_000), 2) if quick else (book_digits(), 30)
    curves = {
        "weights from N(0, 1/n)": learn(data, False, epochs, seed),
        "weights from N(0, 1)": learn(data, True, epochs, seed),
    }
    if out:
        title, words = "Small weights learn at once", "right answers, % (validation)"
        panel = Panel(title, "epoch", words, curves, legend="lower right")
        draw(out / "first_weights.png", panel)
    small, large = curves.values()
    return {
        "small weights after 1 epoch, %": small[0],
        "large weights after 1 epoch, %": large[0],
        "small weights at the end, %": small[-1],
        "large weights at the end, %": large[-1],
    }


if __name__ == "__main__":
    course.run(measure, __doc__)
