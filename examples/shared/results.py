"""The results of all runs, in one file of JSON: a line for each run."""

import json
import os
import platform
import time
from contextlib import contextmanager
from datetime import date

import numpy as np

import tinygrad_edu as tg


def read(path):
    """All runs, the oldest first."""
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else []


def record(path, example, seed, quick, values, seconds):
    """Add a run; it replaces an older one with the same example, seed and setting."""
    run = {"example": example, "seed": seed, "quick": quick, "values": values}
    run |= {"seconds": round(seconds, 1), "date": str(date.today()), "numpy": np.__version__}
    run |= {"python": platform.python_version(), "tinygrad_edu": tg.__version__}
    with only_one(path):
        runs = [old for old in read(path) if which(old) != which(run)]
        write(path, sorted([*runs, run], key=which))


def which(run):
    """The key of a run."""
    return run["example"], run["quick"], run["seed"]


def write(path, runs):
    """Write all or nothing: an interruption leaves the old file."""
    lines = [json.dumps(run, ensure_ascii=False, allow_nan=False) for run in runs]
    fresh = path.with_suffix(".new")
    fresh.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
    os.replace(fresh, path)


@contextmanager
def only_one(path, patience=5.0):
    """Let two runners take turns; the lock of a killed one is taken over."""
    lock = path.with_suffix(".lock")
    start = time.monotonic()
    while True:
        try:
            lock.touch(exist_ok=False)
            break
        except FileExistsError:
            if time.monotonic() - start > patience:
                break
            time.sleep(0.02)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)
