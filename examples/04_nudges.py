"""What do the 13,002 numbers of the gradient mean?  Nudge each weight, and watch the cost.

The gradient predicts: move one weight by a small h, and the cost moves by h times its entry.  All
13,002 are tested, one by one.  The signs say which way to go, the sizes say which weights matter:
one weight in a hundred makes up four fifths of the slope (squared, as in a length).

    python examples/04_nudges.py                  # some seconds

    weights and biases nudged                13,002
    same sign                                100.00 %
    share of the slope² in 1 in 100 weights  80.64 %
"""

import numpy as np
from mnist import build, squared_error
from shared import course
from shared.digits import load_digits
from shared.plots import BLUE, INK, plt, save
from shared.training import one_epoch
from tqdm import tqdm

import tinygrad_edu as tg


# %% The video's network after one epoch on some digits, in float64 so that little is rounded
def halfway(digits, rng):
    """A network that has begun to learn."""
    model = build(784, [16, 16], "sigmoid", "squared", rng)
    targets = tg.datasets.one_hot(digits.labels, 10, np.float32)
    optimizer = tg.optim.SGD(model.parameters(), lr=1.0)
    one_epoch(model, squared_error, digits.images, targets, optimizer, rng)
    return model.to(np.float64)


# %% Move each number of each parameter by h, and put it back.
def nudge_each(model, cost, h, most):
    """The change of the cost for the first `most` entries of each parameter."""
    changes = []
    before = cost().item()
    for p in model.parameters():
        flat = p.data.reshape(-1)  # a view: writing here changes p.data
        for k in tqdm(range(min(most, p.size)), leave=False, disable=None, delay=1):
            kept = flat[k]
            flat[k] = flat[k] + h
            changes.append(cost().item() - before)
            flat[k] = kept
    return np.array(changes)


def measure(seed, quick, out=None):
    """Predicted and true changes, and the weights that matter most."""
    digits = load_digits(2_000 if quick else 10_000)
    model = halfway(digits, np.random.default_rng(seed))
    images = tg.from_numpy(digits.images[:100].astype(np.float64))
    target = tg.Tensor(np.eye(10)[digits.labels[:100]])

    def cost():
        return squared_error(model(images), target)

    cost().backward()
    h = 1e-3
    most = 60 if quick else 13_002
    promised = h * np.concatenate([p.grad.reshape(-1)[:most] for p in model.parameters()])
    names = [
        f"{name}[{', '.join(map(str, np.unravel_index(k, p.shape)))}]"
        for name, p in model.named_parameters()
        for k in range(min(most, p.size))
    ]
    with tg.no_grad():
        true = nudge_each(model, cost, h, most)
    print(f"If each is moved by {h}, the cost changes by (predicted, true):")
    order = np.argsort(-np.abs(promised))
    for k in order[:8]:
        print(f"  {names[k]:16} {promised[k]:+.3e}  {true[k]:+.3e}")
    if out:
        draw(promised, true, out / "nudges.png")
    top = promised[order[: len(order) // 100]]
    return {
        "weights and biases nudged": len(true),
        "correlation of promised and true": np.corrcoef(promised, true)[0, 1],
        "same sign, %": 100 * np.mean(np.sign(promised) == np.sign(true)),
        "largest difference, % of the largest change": 100
        * np.abs(true - promised).max()
        / np.abs(true).max(),
        "share of the slope² in 1 in 100 weights, %": 100 * (top**2).sum() / (promised**2).sum(),
    }


def draw(promised, true, file):
    """Predicted against true changes, and how few entries are large."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.8))
    left.axline((0, 0), slope=1, color=INK, linewidth=0.8)
    left.plot(promised, true, ".", color=BLUE, markersize=3)
    left.set(xlabel="predicted by the gradient", ylabel="change of the cost")
    left.set_title(f"{len(true):,} nudges")
    sizes = np.sort(np.abs(promised))[::-1]
    right.plot(np.arange(1, len(sizes) + 1), sizes, color=BLUE)
    right.set(xscale="log", yscale="log", xlabel="rank of the weight", ylabel="|predicted change|")
    right.set_ylim(bottom=sizes[0] * 1e-6)
    right.set_title("A few matter most")
    save(figure, file)


if __name__ == "__main__":
    course.run(measure, __doc__)
