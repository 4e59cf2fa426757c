"""What is learned first, the rule or the exceptions?  The rule: so stop early if labels are wrong.

A part of the training labels is wrong: 20, 40 or 60 %.  At first the network finds what the digits
have in common, and reads new digits well; then it memorises the wrong labels, and reads worse and
worse (Arpit et al., 2017).

    python examples/13_label_noise.py             # half a minute

    40 % wrong: highest test accuracy     89.78 %
    40 % wrong: after epochs              6
    40 % wrong: test accuracy at the end  65.76 %
    40 % wrong: labels known by heart     98.12 %
"""

import numpy as np
from shared import course
from shared.digits import load_digits
from shared.plots import COLOURS, STYLES, plt, save
from shared.training import accuracy, progress

import tinygrad_edu as tg
from tinygrad_edu.nn import Linear, ReLU, Sequential

NOISE = [0, 20, 40, 60]


# %% Some labels become another digit, at random.
def spoil(labels, percent, rng):
    """The labels, with this percentage of wrong ones."""
    wrong = rng.permutation(len(labels))[: len(labels) * percent // 100]
    spoiled = labels.copy()
    spoiled[wrong] = (labels[wrong] + rng.integers(1, 10, len(wrong))) % 10
    return spoiled


# %% Learn from them, and check after each epoch
def learn(digits, labels, epochs, rng):
    """For each epoch: cost, accuracy (%) on clean test images and on the noisy training labels."""
    layers = Linear(784, 256, rng=rng), ReLU(), Linear(256, 10, rng=rng)
    model = Sequential(*layers).to(np.float32)
    loss = tg.nn.CrossEntropy()
    optimizer = tg.optim.Adam(model.parameters(), lr=1e-3)
    history = []
    for epoch in range(1, epochs + 1):
        total = 0.0
        for x, y in progress(tg.datasets.batches(digits.images, labels, 50, rng), f"epoch {epoch}"):
            cost = loss(model(x), y)
            optimizer.zero_grad()
            cost.backward()
            optimizer.step()
            total += cost.item() * len(x)
        test, fit = accuracy(model, *digits.test), accuracy(model, digits.images, labels)
        history.append((total / len(labels), 100 * test, 100 * fit))
    return np.array(history)


# %% A few wrong labels, more wrong labels
def measure(seed, quick, out=None):
    """The highest accuracy on clean test images, its epoch, and the accuracy at the end."""
    digits = load_digits(500 if quick else 5_000)
    epochs = 15 if quick else 50
    numbers = {}
    curves = {}
    for percent in NOISE[:: 2 if quick else 1]:
        rng = np.random.default_rng(seed)
        labels = spoil(digits.labels, percent, rng)
        history = learn(digits, labels, epochs, rng)
        curves[percent] = history
        peak = history[:, 1].argmax()
        name = f"{percent} % wrong"
        print(
            f"{name}: {history[peak, 1]:.1f} % after {peak + 1}, {history[-1, 1]:.1f} % at the end"
        )
        numbers |= {
            f"{name}: highest test accuracy, %": history[peak, 1],
            f"{name}: after epochs": int(peak) + 1,
            f"{name}: test accuracy at the end, %": history[-1, 1],
            f"{name}: labels known by heart, %": history[-1, 2],
        }
    if out:
        draw(curves, out / "label_noise.png")
    return numbers


def draw(curves, file):
    """The accuracy on clean test images, and the cost with the noisy labels."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.5, 3.6))
    looks = zip(curves.items(), COLOURS, STYLES, strict=False)
    for (percent, history), colour, style in looks:
        epochs = np.arange(1, len(history) + 1)
        look = {"color": colour, "linestyle": style, "label": f"{percent} % wrong labels"}
        left.plot(epochs, history[:, 1], **look)
        right.plot(epochs, history[:, 0], **look)
    left.set(xlabel="epoch", ylabel="right, % (clean test images)")
    left.set_title("First the rule, then the lies")
    right.set(xlabel="epoch", ylabel="cost per training image", ylim=(0, None))
    right.set_title("The more lies, the slower the cost falls")
    right.legend(frameon=False)
    save(figure, file)


if __name__ == "__main__":
    course.run(measure, __doc__)
