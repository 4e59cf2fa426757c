"""How long does a whole training take, next to the same recipe written by hand in NumPy?

The example's own training code against `by_hand.train`: the video's network, the default recipe,
one BLAS thread, in turns.  First both train on 2,000 images and must arrive at the same costs;
later float32 sums in another order drive them apart, as chaos does.

    python tests/benchmarks/training.py --epochs 3 --rounds 7
"""

import argparse
import contextlib
import io
import os
import sys
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"
sys.path.append(str(Path(__file__).parents[2] / "examples"))

import statistics
import time

import by_hand
import mnist
import numpy as np

import tinygrad_edu as tg


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_args()
    sys.argv = [sys.argv[0], "--epochs", str(given.epochs)]
    args = mnist.options()
    (images, labels), _ = tg.datasets.mnist(dtype=np.float32)
    images -= images.mean()
    watched = images[-mnist.VALIDATION :], labels[-mnist.VALIDATION :]

    def ours(rng, n):
        model = mnist.build(784, args.hidden, args.activation, args.loss, rng)
        with contextlib.redirect_stdout(io.StringIO()):
            return mnist.train(model, images[:n], labels[:n], watched, args, rng)

    def hand(rng, n):
        recipe = (args.epochs, args.batch, args.rate, args.weight_decay)
        return by_hand.train(
            images[:n], labels[:n], watched, [784, *args.hidden, 10], *recipe, rng
        )[1]

    few = (train(np.random.default_rng(0), 2_000) for train in (ours, hand))
    np.testing.assert_allclose(*few, rtol=1e-3)
    ratios, n = [], len(images) - mnist.VALIDATION
    for k in range(given.rounds):
        times = []
        for train in (hand, ours):
            begin = time.perf_counter()
            train(np.random.default_rng(k), n)
            times.append(time.perf_counter() - begin)
        ratios.append(times[1] / times[0])
        print(f"round {k + 1}: by hand {times[0]:.2f} s, tinygrad_edu {times[1]:.2f} s", flush=True)
    middle = statistics.median(ratios)
    print(f"ratio: median {middle:.3f}, range {min(ratios):.3f} … {max(ratios):.3f}")


if __name__ == "__main__":
    main()
