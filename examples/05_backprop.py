"""How much does backpropagation save?  One walk back, or a difference quotient for each weight.

You can find the slope of one weight without calculus: nudge it up, nudge it down, divide.  For
13,002 weights that takes 26,004 forward passes.  Backpropagation gets the same numbers from one
forward and one backward pass: thousands of times faster.

    python examples/05_backprop.py                # some seconds

    largest difference ÷ largest slope  3.186e−10
"""

import time

import numpy as np
from mnist import build, squared_error
from shared import course
from shared.digits import load_digits
from shared.plots import BLUE, RED, plt, save
from tqdm import tqdm

import tinygrad_edu as tg


# %% (C(w + h) − C(w − h)) / 2h, weight by weight
@tg.no_grad()
def quotients(parameters, cost, most, h=1e-5):
    """The slopes of the first `most` entries of each parameter."""
    slopes = []
    for p in parameters:
        flat = p.data.reshape(-1)  # a view: writing here changes p.data
        for k in tqdm(range(min(most, p.size)), leave=False, disable=None, delay=1):
            kept = flat[k]
            flat[k] = kept + h
            above = cost().item()
            flat[k] = kept - h
            slopes.append((above - cost().item()) / (2 * h))
            flat[k] = kept
    return np.array(slopes)


# %% Both, for the video's network and the cost of ten images
def measure(seed, quick, out=None):
    """The largest difference of the two gradients, and the ratio of their times."""
    digits = load_digits(10)
    most = 50 if quick else 13_002
    model = build(784, [16, 16], "sigmoid", "squared", np.random.default_rng(seed)).to(np.float64)
    images = tg.from_numpy(digits.images.astype(np.float64))
    target = tg.Tensor(np.eye(10)[digits.labels])
    parameters = list(model.parameters())

    def cost():
        return squared_error(model(images), target)

    walks = 500  # the time of this process only
    start = time.process_time()
    for _ in range(walks):
        model.zero_grad()
        cost().backward()
    back = (time.process_time() - start) / walks
    walked = np.concatenate([p.grad.reshape(-1)[:most] for p in parameters])
    start = time.process_time()
    slopes = quotients(parameters, cost, most)
    each = (time.process_time() - start) / len(slopes)
    count = sum(p.size for p in parameters)
    print(f"one walk back: {1e6 * back:.0f} µs for all {count:,} slopes")
    print(f"quotients:     {1e6 * each:.0f} µs for each of {len(slopes):,}")
    if out:
        draw(walked, slopes, back, each * count, out / "backprop.png")
    return {
        "largest difference ÷ largest slope": np.abs(slopes - walked).max() / np.abs(walked).max(),
        "times faster": each * count / back,
    }


def draw(walked, slopes, back, long, file):
    """The two gradients, and the times on a logarithmic axis."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.4), width_ratios=[1, 1.2])
    left.plot(walked, slopes, ".", color=BLUE, markersize=3)
    left.set(xlabel="backpropagation", ylabel="difference quotient")
    left.set_title(f"The same {len(slopes):,} slopes")
    names = ["backpropagation", "a quotient\nper weight"]
    right.barh(names, [back, long], color=[BLUE, RED], hatch=["", "//"], edgecolor="white")
    for name, seconds in zip(names, (back, long), strict=True):
        right.annotate(f" {seconds:.2g} s", (seconds, name), va="center")
    right.set(xscale="log", xlabel="seconds", xlim=(back / 3, long * 8))
    right.set_title(f"{long / back:,.0f} times faster")
    save(figure, file)


if __name__ == "__main__":
    course.run(measure, __doc__)
