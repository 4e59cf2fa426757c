"""What the checks cost: the step of the video's network here, against that of another checkout.

    python tests/benchmarks/cost_of_checks.py /path/to/the/other/checkout

Both packages are loaded into one process and take turns; the ratio of each round is noted.
Printed are the median of the ratios and its 95 % interval (order statistics).
"""

import importlib
import os
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import numpy as np  # noqa: E402  (the threads are counted when it is imported)

ROUNDS, STEPS, BATCH = 300, 100, 32


def package(place):
    """The package of a checkout, beside others of its name that are in use already."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "tinygrad_edu"]:
        del sys.modules[name]
    sys.path.insert(0, os.path.abspath(place))
    tg = importlib.import_module("tinygrad_edu")
    assert tg.__file__.startswith(sys.path.pop(0))
    return tg


def training(tg):
    """A step of 784-16-16-10, sigmoids and squared error, as a function."""
    rng = np.random.default_rng(0)
    sizes = [(784, 16), (16, 16), (16, 10)]
    layers = [tg.nn.Linear(n, m, dtype=np.float32, rng=rng) for n, m in sizes]
    bends = [tg.nn.Sigmoid() for _ in layers]
    model = tg.nn.Sequential(*(part for pair in zip(layers, bends, strict=True) for part in pair))
    optimizer, loss = tg.optim.SGD(model.parameters(), lr=0.1), tg.nn.MSE()
    x = tg.Tensor(rng.random((BATCH, 784), dtype=np.float32))
    y = tg.Tensor(np.eye(10, dtype=np.float32)[rng.integers(10, size=BATCH)])

    def step():
        optimizer.zero_grad()
        loss(model(x), y).backward()
        optimizer.step()

    return step


def seconds(step):
    """The processor's time for many steps."""
    start = time.process_time()
    for _ in range(STEPS):
        step()
    return time.process_time() - start


def main(other):
    """Print how long a step takes here and there, and the ratio."""
    here = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    steps = {"before": training(package(other)), "after": training(package(here))}
    for step in steps.values():
        seconds(step)
    times = {"before": [], "after": []}
    for turn in range(ROUNDS):
        for name in ("before", "after") if turn % 2 else ("after", "before"):
            times[name].append(seconds(steps[name]))
    before, after = (np.array(times[name]) for name in ("before", "after"))
    ratios = np.sort(after / before)
    reach = 0.98 * np.sqrt(ROUNDS)  # ranks of the median's 95 % interval
    low, high = ratios[int(ROUNDS / 2 - reach)], ratios[int(ROUNDS / 2 + reach)]
    least = {name: min(times[name]) / STEPS * 1e6 for name in times}
    print(f"fastest: {least['before']:.1f} µs before, {least['after']:.1f} µs after")
    print(f"ratio: {np.median(ratios):.4f}, 95 % interval {low:.4f} … {high:.4f}, {ROUNDS} rounds")


if __name__ == "__main__":
    main(sys.argv[1])
