"""What does the cost look like when the learning rate is too small, or too large?

30 hidden neurons, cross-entropy, λ = 5, at three rates.  With a small one, the cost falls slowly
and steadily; with a large one, it jumps and never settles.  Source: Nielsen, chapter 3.

    python examples/24_nielsen_rates.py           # half a minute

    cost at the end at rate 0.025           0.3497
    cost at the end at rate 0.25            0.3505
    cost at the end at rate 2.5             1.133
    times that the cost rose at rate 0.025  1
    times that the cost rose at rate 0.25   13
    times that the cost rose at rate 2.5    18
"""

import numpy as np
from shared import course
from shared.curves import Panel, draw
from shared.nielsen import book_digits, book_sgd, cross_entropy, network, squared_weights, targets
from shared.training import outputs, progress

from tinygrad_edu.datasets import batches

RATES = (0.025, 0.25, 2.5)


# %% A training, and its cost after each epoch
def learn(data, rate, epochs, seed):
    """The cost of all training images after each epoch, including the L2 term."""
    rng = np.random.default_rng(seed)
    model = network([784, 30, 10], rng)
    n = len(data.images)
    y = targets(data.labels)
    l2 = 5.0 * n / 50_000

    optimizer = book_sgd(model, rate, l2, n)
    curve = []
    for epoch in range(1, epochs + 1):
        for images, target in progress(batches(data.images, y, 10, rng), f"epoch {epoch}"):
            cost = cross_entropy(model(images), target)
            optimizer.zero_grad()
            cost.backward()
            optimizer.step()
        of_images = float(cross_entropy(outputs(model, data.images), y))
        curve.append(of_images + l2 / (2 * n) * squared_weights(model))
    return curve


# %% The three rates
def measure(seed=0, quick=False, out=None):
    """Train for 30 epochs with 50,000 images, or for 3 with 2,000."""
    data, epochs = (book_digits(2_000), 3) if quick else (book_digits(), 30)
    curves = {f"rate {rate}": learn(data, rate, epochs, seed) for rate in RATES}
    if out:
        title = "Too fast to settle, right, and slow but sure"
        panel = Panel(title, "epoch", "cost per training image", curves, {"ylim": (0, None)})
        draw(out / "rates.png", panel)
    numbers = {f"cost at the end at {name}": curve[-1] for name, curve in curves.items()}
    for name, curve in curves.items():
        numbers[f"times that the cost rose at {name}"] = float((np.diff(curve) > 0).sum())
    return numbers


if __name__ == "__main__":
    course.run(measure, __doc__)
