"""Where and with what a run was made, so that a later one can be held against it."""

import os
import platform
import subprocess
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = "numpy torch jax mygrad autograd tinygrad".split()


def of_this_run():
    """The commit, the day, the machine and all versions."""
    return {
        "commit": commit(),
        "date": str(date.today()),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "load": round(os.getloadavg()[0], 1),
        "versions": {"python": platform.python_version()} | versions(),
    }


def versions():
    """Of all contenders that are installed."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def commit():
    """The commit, with a plus if files of the package differ from it."""
    here = Path(__file__).parents[2]

    def git(*words):
        return subprocess.run(
            ["git", "-C", here, *words], capture_output=True, encoding="utf-8", check=False
        ).stdout.strip()

    changed = git("status", "--porcelain", "--", "tinygrad_edu")
    return (git("rev-parse", "--short", "HEAD") or "unknown") + "+" * bool(changed)
