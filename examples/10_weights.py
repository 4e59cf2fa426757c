"""Do the neurons look for edges?  Drawn as images, their weights look almost random.

How random?  In a picture, neighbours are similar.  So we measure the correlation of each weight
with the one to its right and the one below.  Shuffled weights have none.  If training starts from
large random weights, as in the video, much of that noise stays and the weights look random, but the
correlation shows spots in it.  From small weights, there is no noise to hide the spots.  Neither
shows strokes or loops.

    python examples/10_weights.py                 # half a minute

    started large: median correlation  0.5243
    started small: median correlation  0.6711
    shuffled: 99th percentile          0.0729
"""

from contextlib import redirect_stdout

import numpy as np
from mnist import build, options, train, trained_quietly
from shared import course
from shared.digits import load_digits
from shared.plots import BLUE, MUTED, RED, YELLOW, plot_weights, plt, save
from shared.training import accuracy


# %% The correlation of neighbours, over the pixels that digits use
def neighbours(weights, inked):
    """The correlation for each row of weights (neurons, 784)."""
    found = []
    for row in weights:
        grid = np.where(inked, row, np.nan).reshape(28, 28)
        pairs = [(grid[:, :-1], grid[:, 1:]), (grid[:-1], grid[1:])]
        a, b = (np.concatenate([pair[k].ravel() for pair in pairs]) for k in (0, 1))
        both = ~np.isnan(a + b)
        found.append(np.corrcoef(a[both], b[both])[0, 1])
    return np.array(found)


def shuffled(weights, inked, rng):
    """The same weights, each moved to another inked pixel."""
    mixed = weights.copy()
    for row in mixed:
        row[inked] = rng.permutation(row[inked])
    return mixed


# %% As in the video: N(0, 1), pixels 0 … 1, batches of 10, rate 3 with half the cost
def from_large_weights(seed, quick):
    """The weights of the first layer after 30 epochs, and the test accuracy."""
    words = ["--batch", "10", "--rate", "1.5", "--schedule", "constant", "--weight-decay", "0"]
    args = options([*words, "--quick"] if quick else words)
    rng = np.random.default_rng(seed)
    digits = load_digits(10_000 if quick else None, centred=False)
    model = build(784, args.hidden, args.activation, args.loss, rng)
    for p in model.parameters():
        p.data = rng.normal(size=p.shape).astype(np.float32)
    with redirect_stdout(None):
        train(model, digits.images, digits.labels, digits.validation, args, rng)
    return model[0].weight.data, accuracy(model, *digits.test)


# %% Both, the weights shuffled a hundred times, and images of digits
def measure(seed, quick, out=None):
    """How similar neighbours are: in the weights, in shuffled weights, in the digits themselves."""
    model, digits, _ = trained_quietly(seed, quick)
    weights = model[0].weight.data
    rng = np.random.default_rng(seed)
    large, right = from_large_weights(seed, quick)
    inked = (digits.images > digits.images.min()).mean(axis=0) > 0.01
    ours, noisy = neighbours(weights, inked), neighbours(large, inked)
    chance = np.array(
        [neighbours(shuffled(weights, inked, rng), inked) for _ in range(5 if quick else 100)]
    )
    images = neighbours(digits.images[: 16 if quick else 200], inked)
    print("correlation of neighbouring weights, neuron by neuron:", *np.round(ours, 2))
    if out:
        plot_weights(weights, out / "weights.png")
        plot_weights(large, out / "large.png")
        rows = {"shuffled weights": chance.ravel()[:200], "weights, started large": noisy}
        draw(
            rows | {"weights, started small": ours, "images of digits": images},
            out / "neighbours.png",
        )
    medians = {"started large": noisy, "started small": ours, "shuffled": chance, "digits": images}
    numbers = {f"{name}: median correlation": np.median(x) for name, x in medians.items()}
    numbers["shuffled: 99th percentile"] = np.quantile(chance, 0.99)
    numbers["started large: test accuracy, %"] = 100 * right
    return {name: float(value) for name, value in numbers.items()}


def draw(rows, file):
    """The correlations, between noise and a picture."""
    figure, axes = plt.subplots(figsize=(7.5, 2.8))
    looks = zip(rows.values(), (MUTED, YELLOW, BLUE, RED), "x^os", strict=True)
    for y, (values, colour, marker) in enumerate(looks):
        axes.plot(values, np.full(len(values), y), marker, color=colour, linestyle="", alpha=0.6)
    axes.set(yticks=range(4), yticklabels=rows, ylim=(-0.6, 3.6), xlim=(-0.2, 1))
    axes.set_xlabel("correlation of neighbours")
    axes.set_title("Between noise and a picture")
    save(figure, file)


if __name__ == "__main__":
    course.run(measure, __doc__)
