"""What one small op costs: a chain of them, as long as a graph may get."""

import gc

from contenders import joining
from harness import Effort, significant, summary, take_turns
from measures import children, peak_of

TITLE = "A chain of small ops"
NOTE = (
    "h ← h · w, n times, each on 16 float32 numbers: nanoseconds per op, forward and backward "
    "together. Memory is what the process grows by, in bytes per op."
)
UNIT = "ns"
SHORT, LONG_ENOUGH = 10_000, {"tinygrad_edu", "PyTorch"}  # the others would take minutes


def measure(effort):
    """By the length of the chain."""
    cases = {}
    makers, missing = joining("chain")
    for n in (10_000, 100_000, 1_000_000)[: 1 if effort.quick else 3]:
        if n > SHORT:
            makers = {name: make for name, make in makers.items() if name in LONG_ENOUGH}
        runs = {name: make(n) for name, make in makers.items()}
        few = Effort(max(3, effort.rounds // (n // 10_000)), effort.seconds, effort.quick)
        gc.collect()
        cases[f"{n:,} ops"] = figures = summary(take_turns(runs, few), 1e-9, n)
        for name, grown in children("chain", "bytes_per_op", runs, n).items():
            figures[name]["bytes"] = significant(grown)
    return cases, missing


def bytes_per_op(name, n):
    """What the process grows by at most during one run, for each op."""
    run = joining("chain")[0][name](n)
    joining("chain")[0][name](100)()  # what is loaded late, is loaded now
    return peak_of(run)[0] / n
