"""A whole training: what `make mnist` does, from the start of Python to the accuracy."""

import os
import statistics
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from harness import ratios, significant
from page import OURS, markdown, written

TITLE = "A whole training"
NOTE = (
    "`make mnist` without its pictures, from the start of Python to the accuracy on 10,000 test "
    "images: 30 epochs of 55,000 images in batches of 32, with a check on 5,000 others after "
    "each. Processor time, one thread; by hand and PyTorch follow the same recipe."
)
SCRIPT = Path(__file__).parents[1] / "whole_training.py"


def measure(effort):
    """One case: the whole recipe, or in a quick run an epoch of it."""
    epochs, rounds = (1, 1) if effort.quick else (30, max(3, effort.rounds // 5))
    names = {"NumPy by hand": "numpy", OURS: OURS, "PyTorch": "torch"}
    missing = {name: "not installed" for name, package in names.items() if not find_spec(package)}
    runs = {name: [] for name in names if name not in missing}
    for seed in range(rounds):
        for name, own in runs.items():
            own.append(trained(name, epochs, seed))
    times = {name: [seconds for seconds, _ in own] for name, own in runs.items()}
    figures = {
        name: {
            "time": significant(statistics.median(times[name])),
            "ours": ratios(times[OURS], times[name]),
            "accuracy": [accuracy for _, accuracy in own],
        }
        for name, own in runs.items()
    }
    return {f"{epochs} epochs": figures}, missing


def trained(name, epochs, seed):
    """(seconds of the processor, accuracy) of a whole process."""
    process = subprocess.Popen(
        [sys.executable, SCRIPT, name, str(epochs), str(seed)],
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    accuracy = process.stdout.read().split()[-1:]
    process.stdout.close()
    _, failed, usage = os.wait4(process.pid, 0)
    process.returncode = failed
    if failed:
        raise RuntimeError(f"the training of {name} failed")
    return usage.ru_utime + usage.ru_stime, float(accuracy[0])


def table(cases):
    """A row for each contender."""
    ((epochs, figures),) = cases.items()
    rows = []
    for name, own in figures.items():
        ratio = "**{:.2f}** ({:.2f} … {:.2f})".format(*own["ours"])
        accuracy = f"{100 * statistics.median(own['accuracy']):.2f} %"
        rows.append([name, written(own["time"]), ratio, accuracy])
    return markdown([epochs, "seconds", "ours ÷ (range)", "test accuracy, median"], rows)
