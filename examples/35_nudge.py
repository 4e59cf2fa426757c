"""How good is a gradient's prediction?  Nudge a weight by less and less, and watch the error.

The prediction is a straight line: move a weight by h, and the cost moves by h times its gradient.
The cost is a curve, so the line misses it by about half the second derivative times h².  A tenth
of the nudge leaves a hundredth of the error: on logarithmic axes, a line of slope 2.

    python examples/35_nudge.py                   # some seconds

    least slope of a line      1.998
    largest slope of a line    2.02
    error of a nudge by 1      27.35 % of the promise
    error of a nudge by 0.001  0.02569 % of the promise
"""

import numpy as np
from mnist import build, squared_error
from shared import course
from shared.digits import load_digits
from shared.plots import INK, plt, save
from shared.training import one_epoch

import tinygrad_edu as tg

SIZES = [1.0, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001]


# %% The video's network after an epoch on some digits, in float64 so that little is rounded
def halfway(digits, rng):
    """A network that has begun to learn, and its cost on a hundred digits."""
    model = build(784, [16, 16], "sigmoid", "squared", rng)
    targets = tg.datasets.one_hot(digits.labels, 10, np.float32)
    optimizer = tg.optim.SGD(model.parameters(), lr=1.0)
    one_epoch(model, squared_error, digits.images, targets, optimizer, rng)
    model.to(np.float64)
    images = tg.Tensor(digits.images[:100].astype(np.float64))
    return model, squared_error(model(images), np.eye(10)[digits.labels[:100]])


# %% For each layer, the weight with the largest gradient; for each size, a nudge
def measure(seed, quick, out=None):
    """The slopes of the lines, and the errors at the largest and the smallest nudge."""
    digits = load_digits(2_000 if quick else 10_000)
    model, cost = halfway(digits, np.random.default_rng(seed))
    weights = {name: p for name, p in model.named_parameters() if name.endswith("weight")}
    errors = {name: [tg.nudge(cost, p, by=h, k=1)[0] for h in SIZES] for name, p in weights.items()}
    for name, nudges in errors.items():
        print(f"{name}{list(nudges[0].index)}, one weight of {weights[name].size:,}")
        print(f"  {'nudge':>6}  {'predicted':>11}  {'actual':>11}  {'error':>9}")
        for h, row in zip(SIZES, nudges, strict=True):
            print(f"  {h:6g}  {row.predicted:+.4e}  {row.actual:+.4e}  {row.error:+.1e}")
    lines = {
        f"{name}{list(nudges[0].index)}": [abs(row.error) for row in nudges]
        for name, nudges in errors.items()
    }
    if out:
        draw(lines, out / "nudge.png")
    small = np.log10(SIZES[3:])  # where the third derivative hardly matters
    slopes = [np.polyfit(small, np.log10(line[3:]), 1)[0] for line in lines.values()]
    largest = [abs(nudges[0].error / nudges[0].predicted) for nudges in errors.values()]
    smallest = [abs(nudges[-1].error / nudges[-1].predicted) for nudges in errors.values()]
    return {
        "least slope of a line": min(slopes),
        "largest slope of a line": max(slopes),
        "error of a nudge by 1, % of the promise": 100 * max(largest),
        "error of a nudge by 0.001, % of the promise": 100 * max(smallest),
    }


# %% The picture
def draw(lines, file):
    """Error against nudge, both logarithmic, next to a line of slope 2."""
    figure, axes = plt.subplots(figsize=(6.4, 4.2))
    for (name, errors), marker in zip(lines.items(), "osD", strict=False):
        axes.plot(SIZES, errors, marker=marker, markersize=5, label=name)
    guide = 0.1 * min(errors[0] for errors in lines.values()) * np.square(SIZES)
    axes.plot(SIZES, guide, color=INK, linewidth=0.8, linestyle="-")
    axes.annotate("slope 2", (SIZES[3], guide[3]), (6, -14), textcoords="offset points")
    axes.set(
        xscale="log", yscale="log", xlabel="size of the nudge", ylabel="error of the prediction"
    )
    axes.set_title("A tenth of the nudge, a hundredth of the error")
    axes.legend(frameon=False)
    save(figure, file)


if __name__ == "__main__":
    course.run(measure, __doc__)
