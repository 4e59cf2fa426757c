"""Is it bad luck to end in the wrong valley?  The wider the network, the less it matters.

Twenty networks of each width, from twenty random starts, trained in the same way.  Narrow ones end
at very different costs; wide ones all end at nearly the same cost: their valleys are about equally
good (Choromanska et al., 2015).

    python examples/14_minima.py                  # half a minute

    width 4: standard deviation    0.09496
    width 16: standard deviation   0.009146
    width 128: standard deviation  0.003933
"""

import numpy as np
from shared import course
from shared.digits import load_digits
from shared.plots import BLUE, INK, plt, save
from shared.training import accuracy
from tqdm import tqdm

import tinygrad_edu as tg
from tinygrad_edu.nn import Linear, ReLU, Sequential

WIDTHS = [4, 8, 16, 32, 64, 128]


# %% Small images, as in the paper: 784 pixels averaged to 49
def small(images):
    """(n, 784) -> (n, 49): the mean of each block of 4 × 4 pixels."""
    return images.reshape(-1, 7, 4, 7, 4).mean(axis=(2, 4)).reshape(-1, 49)


# %% One network: its cost on test images at the end
def final_cost(width, x, y, test, rng, epochs):
    """One hidden ReLU layer, SGD, and a learning rate that falls to 0, so the cost settles."""
    model = Sequential(Linear(49, width, rng=rng), ReLU(), Linear(width, 10, rng=rng))
    model = model.to(np.float32)
    loss = tg.nn.CrossEntropy()
    optimizer = tg.optim.SGD(model.parameters(), lr=0.5)
    schedule = tg.optim.cosine(optimizer, epochs * -(-len(x) // 50))
    for _ in range(epochs):
        for images, labels in tg.datasets.batches(x, y, 50, rng):
            cost = loss(model(images), labels)
            optimizer.zero_grad()
            cost.backward()
            optimizer.step()
            schedule.step()
    with tg.no_grad():
        return loss(model(tg.from_numpy(test[0])), test[1]).item(), accuracy(model, *test)


def measure(seed, quick, out=None):
    """The mean and the spread of the final cost for each width."""
    digits = load_digits(500 if quick else 5_000)
    x = small(digits.images)
    test = (small(digits.test[0]), digits.test[1])
    starts, epochs = (3, 3) if quick else (20, 15)
    numbers = {}
    costs = {}
    for width in tqdm(WIDTHS[:: 3 if quick else 1], leave=False, disable=None):
        found = np.array(
            [
                final_cost(width, x, digits.labels, test, np.random.default_rng([seed, k]), epochs)
                for k in tqdm(range(starts), f"width {width}", leave=False, disable=None)
            ]
        )
        costs[width] = found[:, 0]
        mean = found[:, 0].mean()
        spread = found[:, 0].std(ddof=1)
        print(f"{width:4} wide: cost {mean:.3f} ± {spread:.3f}, accuracy {found[:, 1].mean():.1%}")
        numbers[f"width {width}: mean test cost"] = mean
        numbers[f"width {width}: standard deviation"] = spread
    if out:
        draw(costs, out / "minima.png")
    return numbers


def draw(costs, file):
    """The final costs, a dot for each network."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5))
    for width, found in costs.items():
        left.plot(np.full(len(found), width), found, "o", color=BLUE, alpha=0.4, markersize=4)
    left.plot(list(costs), [found.mean() for found in costs.values()], "-", color=INK)
    left.set(ylabel="cost at the end (test images)", ylim=(0, None))
    left.set_title("A dot for each start")
    right.plot(list(costs), [found.std(ddof=1) for found in costs.values()], "s-", color=BLUE)
    right.set(yscale="log", ylabel="standard deviation of the cost")
    right.set_title("The wider, the more alike")
    for axes in (left, right):
        axes.set(xscale="log", xlabel="neurons in the hidden layer")
        axes.set_xticks(list(costs), list(costs), minor=False)
        axes.set_xticks([], minor=True)
    save(figure, file)


if __name__ == "__main__":
    course.run(measure, __doc__)
