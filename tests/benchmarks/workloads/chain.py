"""What one small op costs: a chain of them, as long as a graph may get."""

import contextlib
import gc

from contenders import joining
from harness import Effort, significant, summary, take_turns
from measures import children, peak_of
from page import OURS, markdown, written

TITLE = "A chain of small ops"
NOTE = (
    "h ← h · w, n times, each on 16 float32 numbers: nanoseconds per op, forward and backward "
    "together, and the memory that the process grows by. Our graph is made of Python objects, and "
    "whenever there are many new ones, Python's cycle collector looks through all of them; "
    "PyTorch's is made of C++ objects, which it does not see. So each length is measured with and "
    "without the collector: for a graph of very many small ops, `gc.disable()` before and "
    "`gc.enable()` after saves time, and is harmless, because there are no cycles to collect."
)
SHORT, LONG_ENOUGH = 10_000, {OURS, "PyTorch"}  # the others would take minutes


def measure(effort):
    """By the length of the chain, and by whether Python collects cycles."""
    cases = {}
    makers, missing = joining("chain")
    for n in (10_000, 100_000, 1_000_000)[: 1 if effort.quick else 3]:
        if n > SHORT:
            makers = {name: make for name, make in makers.items() if name in LONG_ENOUGH}
        runs = {name: make(n) for name, make in makers.items()}
        few = Effort(max(3, effort.rounds // (n // 10_000)), effort.seconds, effort.quick)
        grown = children("chain", "bytes_per_op", runs, n)
        for collector in ("", ", no collector"):
            gc.collect()
            gc.freeze()  # nobody loads all contenders' packages side by side, to be looked through
            with without_collector() if collector else contextlib.nullcontext():
                figures = summary(take_turns(runs, few), 1e-9, n)
            for name, own in figures.items():
                own["bytes"] = significant(grown[name])
            cases[f"{n:,} ops{collector}"] = figures
    return cases, missing


@contextlib.contextmanager
def without_collector():
    """Reference counting alone."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def bytes_per_op(name, n):
    """What the process grows by at most during one run, for each op."""
    run = joining("chain")[0][name](n)
    joining("chain")[0][name](100)()  # what is loaded late, is loaded now
    return peak_of(run)[0] / n


def table(cases):
    """A row for each length and contender."""
    head = ["", "contender", "ns an op", "ours ÷ (range)", "bytes an op"]
    rows = []
    for case, figures in cases.items():
        for name, own in figures.items():
            middle, least, most = own["ours"]
            ratio = f"**{middle:.2f}** ({least:.2f} … {most:.2f})"
            rows.append([case, name, written(own["time"]), ratio, written(own["bytes"])])
    return markdown(head, rows)
