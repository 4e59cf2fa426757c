"""How long does a training step take, next to the same step written by hand in NumPy?

The video's network, 784-16-16-10, sigmoid, squared error, float32, one BLAS thread.  The
contenders take turns, so that a busy machine slows all of them; each round gives a ratio, and
the table shows their median and range.  PyTorch joins where it is installed.

    make bench            # or: python tests/benchmarks/step.py
"""

import argparse
import os

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"

import statistics
import time
from importlib.util import find_spec

import by_hand
import numpy as np

import tinygrad_edu as tg

LAYERS = [784, 16, 16, 10]
RATE = 0.1


def start():
    return by_hand.initialize(LAYERS, np.random.default_rng(0))


def hand(x, target):
    parameters = start()
    return lambda: by_hand.step(parameters, x, target, RATE), lambda: parameters[0][0]


def ours(x, target):
    model = tg.nn.Sequential(
        *(
            module
            for n_in, n_out in zip(LAYERS, LAYERS[1:], strict=False)
            for module in (tg.nn.Linear(n_in, n_out, dtype=np.float32), tg.nn.Sigmoid())
        )
    )
    for p, value in zip(model.parameters(), (a for pair in start() for a in pair), strict=True):
        p.data = value
    optimizer = tg.optim.SGD(model.parameters(), lr=RATE)
    x, target = tg.from_numpy(x), tg.from_numpy(target)

    def step():
        cost = tg.squared_error(model(x), target, scale=1 / len(x))
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
        return cost.item()

    return step, lambda: model[0].weight.data


def torch(x, target):
    import torch
    from torch import nn

    torch.set_num_threads(1)
    model = nn.Sequential(
        *(
            module
            for n_in, n_out in zip(LAYERS, LAYERS[1:], strict=False)
            for module in (nn.Linear(n_in, n_out), nn.Sigmoid())
        )
    )
    with torch.no_grad():
        values = (a for pair in start() for a in pair)
        for p, value in zip(model.parameters(), values, strict=True):
            p.copy_(torch.from_numpy(value))
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE)
    loss, x, target = nn.MSELoss(), torch.from_numpy(x), torch.from_numpy(target)

    def step():
        cost = 10 * loss(model(x), target)
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
        return cost.item()

    return step, lambda: model[0].weight.detach().numpy()


def compare(batch, contenders, rounds, seconds):
    """A list of microseconds per step for each contender, a number a round."""
    rng = np.random.default_rng(batch)
    x = rng.random((batch, LAYERS[0]), dtype=np.float32)
    target = np.eye(LAYERS[-1], dtype=np.float32)[rng.integers(LAYERS[-1], size=batch)]
    steps, weights = zip(*(make(x, target) for make in contenders), strict=True)
    for _ in range(10):
        costs = [step() for step in steps]
        np.testing.assert_allclose(costs, costs[0], rtol=1e-4)
    for other in weights:
        np.testing.assert_allclose(other(), weights[0](), rtol=1e-3, atol=1e-6)
    begin = time.perf_counter()
    steps[0]()
    repeats = max(3, int(seconds / (time.perf_counter() - begin)))
    times = [[] for _ in steps]
    for _ in range(rounds):
        for step, record in zip(steps, times, strict=True):
            begin = time.perf_counter()
            for _ in range(repeats):
                step()
            record.append((time.perf_counter() - begin) / repeats * 1e6)
    return times


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="two short rounds: does it run?")
    args = parser.parse_args()
    rounds, seconds = (2, 0.01) if args.quick else (21, 0.1)
    contenders = [hand, ours] + [torch] * (find_spec("torch") is not None)
    if len(contenders) == 2:
        print("PyTorch is not installed, so it is not in the table.\n")
    names = {hand: "NumPy by hand", ours: "tinygrad_edu", torch: "PyTorch"}
    print("| batch | " + " | ".join(f"{names[c]}, µs" for c in contenders) + " | ", end="")
    print(" | ".join(f"{names[c]} ÷ by hand (range)" for c in contenders[1:]) + " |")
    print("| ---: " * (2 * len(contenders)) + "|")
    for batch in (1, 10, 32, 100, 1000):
        times = compare(batch, contenders, rounds, seconds)
        cells = [f"{statistics.median(record):.0f}" for record in times]
        for record in times[1:]:
            ratios = sorted(a / b for a, b in zip(record, times[0], strict=True))
            middle = statistics.median(ratios)
            cells.append(f"**{middle:.2f}** ({ratios[0]:.2f} … {ratios[-1]:.2f})")
        print(f"| {batch} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
