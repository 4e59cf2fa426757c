"""Why do the first layers of a deep network learn most slowly?

On its way back, the gradient is multiplied in each layer by σ′, at most ¼, and by the weights.
The length of ∂C/∂b says how fast the biases of a layer learn; here for networks with two, three
and four hidden layers of 30 neurons, before training, and while they train on 1,000 images.
Source: Nielsen, chapter 5.

    python examples/27_nielsen_vanishing.py       # some ten seconds

    2 hidden layers: layer 1 at first           0.06052
    2 hidden layers: layer 2 at first           0.3066
    3 hidden layers: layer 1 at first           0.007592
    3 hidden layers: layer 2 at first           0.03932
    3 hidden layers: layer 3 at first           0.221
    4 hidden layers: layer 1 at first           0.002854
    4 hidden layers: layer 2 at first           0.01506
    4 hidden layers: layer 3 at first           0.06765
    4 hidden layers: layer 4 at first           0.3021
    2 hidden layers: last is faster than first  1.59 times
    3 hidden layers: last is faster than first  8.347 times
    4 hidden layers: last is faster than first  89.23 times
"""

import numpy as np
from shared import course
from shared.curves import Panel, draw
from shared.nielsen import book_digits, book_sgd, cross_entropy, network, targets
from shared.training import progress

from tinygrad_edu.datasets import batches


# %% How fast each hidden layer learns, step by step
def speeds(data, hidden, steps, seed):
    """The length of ∂C/∂b for each hidden layer before each step: (hidden layers, steps)."""
    rng = np.random.default_rng(seed)
    model = network([784, *[30] * hidden, 10], rng)
    biases = [layer.bias for layer in model if hasattr(layer, "bias")][:-1]
    x = data.images
    y = targets(data.labels)
    optimizer = book_sgd(model, 0.1, 5.0, len(x))
    lengths = []
    for _ in progress(range(steps), f"{hidden} hidden layers"):
        for images, target in batches(x, y, len(x), rng):  # all of them, in one batch
            cost = cross_entropy(model(images), target)
            optimizer.zero_grad()
            cost.backward()
            optimizer.step()
        lengths.append([float(np.linalg.norm(bias.grad)) for bias in biases])
    return np.array(lengths).T


# %% Two, three and four hidden layers
def measure(seed=0, quick=False, out=None):
    """Train for 500 steps, or 5, each with all 1,000 images."""
    data = book_digits(1_000)
    steps = 5 if quick else 500
    found = {hidden: speeds(data, hidden, steps, seed) for hidden in (2, 3, 4)}
    if out:
        limits = {"yscale": "log", "ylim": (5e-6, 1)}
        panels = []
        for hidden, layers in found.items():
            curves = {f"layer {k}": layer for k, layer in enumerate(layers, 1)}
            words = f"{hidden} hidden layers", "steps", "speed of learning: length of ∂C/∂b"
            panels.append(Panel(*words, curves, limits))
        draw(out / "vanishing.png", *panels)
    numbers = {
        f"{hidden} hidden layers: layer {k} at first": layer[0]
        for hidden, layers in found.items()
        for k, layer in enumerate(layers, 1)
    }
    for hidden, layers in found.items():  # the median over all steps, because curves cross
        ratio = float(np.median(layers[-1] / layers[0]))
        numbers[f"{hidden} hidden layers: last is faster than first, times"] = ratio
    return numbers


if __name__ == "__main__":
    course.run(measure, __doc__)
