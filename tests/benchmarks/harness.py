"""Contenders that compute the same take turns, so that a busy machine slows all of them.

With one thread the processor's time is read, which does not run while other programs do; with
more, the clock's.
"""

import os
import statistics
import time
from dataclasses import dataclass

import numpy as np
from contenders import joining

clock = time.process_time if os.environ.get("OMP_NUM_THREADS") == "1" else time.perf_counter


@dataclass(frozen=True)
class Effort:
    """How long to measure: rounds, and the seconds that a contender gets in each."""

    rounds: int
    seconds: float
    quick: bool = False


def prepared(workload, *task, names=None):
    """The steps of all who join, or of these, once they agree; and why others are missing."""
    found, missing = joining(workload, names)
    steps, weights = {}, {}
    for name, make in found.items():
        try:
            step, weights_now = make(*task)
            step()
        except Exception as error:  # a peer that does not run on this machine
            if name in ("NumPy by hand", "NumPy tuned", "tinygrad_edu"):
                raise
            missing[name] = f"does not run here ({type(error).__name__}: {str(error)[:60]})"
        else:
            steps[name], weights[name] = step, weights_now
    agree(steps, weights)
    return steps, missing


def agree(steps, weights, count=10):
    """Raise an AssertionError unless all come to the same costs and weights, to rounding."""
    first = next(iter(steps))
    for _ in range(count):
        costs = {name: float(step()) for name, step in steps.items()}
        for name, cost in costs.items():
            np.testing.assert_allclose(cost, costs[first], rtol=1e-4, err_msg=f"cost of {name}")
    for name, now in weights.items():
        for i, (own, other) in enumerate(zip(now(), weights[first](), strict=True)):
            np.testing.assert_allclose(
                own, other, rtol=1e-3, atol=1e-5, err_msg=f"parameter {i} of {name}"
            )


def take_turns(steps, effort):
    """Seconds per call of each step: a number for each round, in which all had their turn."""
    repeats = {}
    for name, step in steps.items():
        begin = clock()
        step()
        repeats[name] = max(1, int(effort.seconds / (clock() - begin)))
    times = {name: [] for name in steps}
    order = list(steps)
    for _ in range(effort.rounds):
        for name in order:
            step, count = steps[name], repeats[name]
            begin = clock()
            for _ in range(count):
                step()
            times[name].append((clock() - begin) / count)
        order.reverse()  # nobody is always the first
    return times


def summary(times, unit=1e-6, per=1):
    """For each contender the median time, and its ratio to ours in each round: median and range.

    With the replayed step among them, also its ratio to each.
    """
    ours = {"ours": "tinygrad_edu", "replayed": "replayed"}
    return {
        name: {
            "time": significant(statistics.median(own) / unit / per),
            **{key: ratios(times[we], own) for key, we in ours.items() if we in times},
        }
        for name, own in times.items()
    }


def ratios(ours, other):
    """How many times their time we take, round by round: [median, least, greatest]."""
    each = [a / b for a, b in zip(ours, other, strict=True)]
    return [significant(x) for x in (statistics.median(each), min(each), max(each))]


def significant(x, digits=3):
    """The number to so many digits."""
    return float(f"{x:.{digits}g}")
