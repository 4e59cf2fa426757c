"""Can a network memorise what makes no sense?  Yes: digits with random labels.

A thousand digits, once with their labels, once with shuffled labels.  The network learns both to
100 %, the nonsense several times more slowly, but then on new digits it is no better than chance.
So fitting the training data does not prove understanding (Zhang et al., 2017).

    python examples/12_random_labels.py           # some ten seconds

    true labels: epochs until then    45
    random labels: epochs until then  105
    random labels: training accuracy  100.00 %
    random labels: test accuracy      11.21 %
"""

import numpy as np
from shared import course
from shared.digits import load_digits
from shared.plots import plt, save
from shared.training import accuracy
from tqdm import tqdm

import tinygrad_edu as tg
from tinygrad_edu.nn import Linear, ReLU, Sequential


# %% Train until it has memorised all of them.
def by_heart(images, labels, seed, most):
    """The network, and a row (cost, training accuracy) for each epoch until 100 %."""
    rng = np.random.default_rng(seed)
    wide, out = Linear(784, 512, rng=rng), Linear(512, 10, rng=rng)
    model = Sequential(wide, ReLU(), out).to(np.float32)
    history = []
    optimizer = tg.optim.SGD(model.parameters(), lr=0.1)
    loss = tg.nn.CrossEntropy()
    bar = tqdm(range(most), leave=False, disable=None)
    for _ in bar:
        total = 0.0
        for x, y in tg.datasets.batches(images, labels, 50, rng):
            cost = loss(model(x), y)
            optimizer.zero_grad()
            cost.backward()
            optimizer.step()
            total += cost.item() * len(x)
        history.append((total / len(images), accuracy(model, images, labels)))
        bar.set_description(f"{history[-1][1]:.1%} memorised")
        if history[-1][1] == 1:
            break
    return model, np.array(history)


# %% The same images, with true and with shuffled labels
def measure(seed, quick, out=None):
    """The epochs until all are right, and the accuracy on new digits."""
    count, most = (200, 150) if quick else (1_000, 600)
    digits = load_digits(count)
    numbers = {}
    curves = {}
    nonsense = np.random.default_rng(seed + 1000).permutation(digits.labels)
    for name, labels in {"true labels": digits.labels, "random labels": nonsense}.items():
        model, history = by_heart(digits.images, labels, seed, most)
        reached = 100 * accuracy(model, digits.images, labels)
        test = 100 * accuracy(model, *digits.test)
        curves[name] = history
        print(f"{name:14} {reached:.1f} % after {len(history)} epochs; new digits {test:.1f} %")
        half = np.argmax(history[:, 0] < history[0, 0] / 2) + 1
        numbers |= {
            f"{name}: training accuracy, %": reached,
            f"{name}: epochs until then": len(history),
            f"{name}: epochs until half the cost": int(half),
            f"{name}: test accuracy, %": test,
        }
    long, short = (len(curves[f"{name} labels"]) for name in ("random", "true"))
    numbers["times as many epochs for random labels"] = long / short
    if out:
        draw(curves, out / "random_labels.png")
    return numbers


def draw(curves, file):
    """Cost and accuracy for each epoch."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5))
    for name, history in curves.items():
        epochs = np.arange(1, len(history) + 1)
        left.plot(epochs, history[:, 0], label=name)
        right.plot(epochs, 100 * history[:, 1], label=name)
    left.set(xlabel="epoch", ylabel="cost per image", ylim=(0, None))
    left.set_title("Sense is learned fast, nonsense slowly …")
    left.legend(frameon=False)
    right.set(xlabel="epoch", ylabel="right, % (training images)", ylim=(0, 102))
    right.set_title("… but both by heart")
    save(figure, file)


if __name__ == "__main__":
    course.run(measure, __doc__)
