"""How much of a training step is Python?  Record the graph once, and replay it on plain arrays.

The same network is trained twice, with the same seed: once the usual way, where each step makes
the graph anew, and once replayed.  The weights are equal to the last bit.  Small batches gain most:
what is saved is the same for each op, however large its arrays are.

    python examples/38_replay.py                  # some seconds

Ratios depend on the machine, and on what else it does: they are medians of rounds in turns.
"""

import statistics
import time

import numpy as np
from mnist import build
from shared import course
from shared.plots import BLUE, INK, plt, save

import tinygrad_edu as tg

BATCHES = [1, 10, 32, 100, 1000]


# %% The video's network, and its cost
def ready(seed):
    """The network 784 → 16 → 16 → 10, and an optimiser for it."""
    model = build(784, [16, 16], "sigmoid", "squared", np.random.default_rng(seed))
    return model, tg.optim.SGD(model.parameters(), lr=0.5)


def usual(model, optimizer, x, target):
    """A step that makes the graph anew."""

    def step():
        cost = tg.squared_error(model(x), target, scale=1 / len(x))
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()

    return step


def replayed(model, optimizer, x, target):
    """A step that makes it in its first two calls."""
    cost = tg.replay(lambda x, y: tg.squared_error(model(x), y, scale=1 / len(x)), model)

    def step():
        optimizer.zero_grad()
        cost.backward(x, target)
        optimizer.step()

    return step


# %% In turns, so that a busy machine slows both down
def in_turns(steps, rounds, count):
    """Seconds per call, for each function and each round."""
    times = [[] for _ in steps]
    for _ in range(rounds):
        for step, own in zip(steps, times, strict=True):
            begin = time.perf_counter()
            for _ in range(count):
                step()
            own.append((time.perf_counter() - begin) / count)
    return times


def measure(seed, quick, out=None):
    """The time of a replayed step ÷ that of a usual one, by batch, and whether the bits agree."""
    ratios, differing = {}, 0
    for batch in BATCHES:
        rng = np.random.default_rng(seed)
        x = tg.from_numpy(rng.random((batch, 784), dtype=np.float32))
        target = tg.from_numpy(np.eye(10, dtype=np.float32)[rng.integers(10, size=batch)])
        (one, first), (other, second) = ready(seed), ready(seed)
        steps = usual(one, first, x, target), replayed(other, second, x, target)
        times = in_turns(
            steps, 5 if quick else 21, max(2, (1_000 if quick else 6_000) // (batch + 30))
        )
        ratios[batch] = statistics.median(b / a for a, b in zip(*times, strict=True))
        pairs = zip(one.parameters(), other.parameters(), strict=True)
        differing += sum((p.data != q.data).any() for p, q in pairs)
        before, after = (1e6 * statistics.median(own) for own in times)
        print(f"batch {batch:4}: {before:7.0f} µs usually, {after:7.0f} µs replayed")
    if out:
        draw(ratios, out / "replay.png")
    numbers = {f"batch {batch}: replayed ÷ usual": ratio for batch, ratio in ratios.items()}
    return {**numbers, "weights that differ": int(differing)}


# %% The ratio, by the number of images in a batch
def draw(ratios, path):
    """A line that rises to 1."""
    figure, axes = plt.subplots(figsize=(5, 3.2))
    axes.semilogx([*ratios], [*ratios.values()], "o-", color=BLUE)
    axes.axhline(1, color=INK, linewidth=0.8, linestyle="dotted")
    axes.set(xlabel="images in a batch", ylabel="time replayed ÷ usual", ylim=(0, 1.3))
    save(figure, path)


# %%
if __name__ == "__main__":
    course.run(measure, __doc__)
