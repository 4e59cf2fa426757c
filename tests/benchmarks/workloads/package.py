"""What it costs to have it: the time of the import, and the room on the disk."""

import contextlib
import os
import statistics
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path

from contenders import CONTENDERS
from harness import ratios, significant
from page import OURS, markdown, written

TITLE = "Importing and installing it"
NOTE = (
    "Processor time of `import …` in a fresh process, without Python's own start; the files are "
    "already compiled. The size is that of the package itself, without NumPy and without the "
    "digits."
)


def measure(effort):
    """By the package."""
    packages = {package: name for name, (_, package) in CONTENDERS.items() if find_spec(package)}
    times = {package: [] for package in packages}
    for _ in range(effort.rounds + 1):
        start = seconds("pass")
        for package, own in times.items():
            own.append(seconds(f"import {package}") - start)
    for own in times.values():
        own.pop(0)  # which compiled the files
    return {
        package: {
            "ms": significant(statistics.median(own) * 1e3),
            "ours": ratios(times[OURS], own),
            "MB": significant(room(package) / 1e6),
        }
        for package, own in times.items()
    }, {}


def seconds(code):
    """The processor's time that a process takes."""
    compiled = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen([sys.executable, "-c", code], env=compiled)
    _, failed, usage = os.wait4(process.pid, 0)
    process.returncode = failed
    if failed:
        raise RuntimeError(f"{code} failed")
    return usage.ru_utime + usage.ru_stime


def room(package):
    """Bytes of the package's files, without compiled ones and data sets."""
    folder = Path(find_spec(package).origin).parent
    files = [path for path in folder.rglob("*") if path.is_file()]
    with contextlib.suppress(PackageNotFoundError):  # found in a folder, not installed
        files += [Path(p.locate()) for p in distribution(package).files if ".libs" in str(p)]
    return sum(
        path.stat().st_size
        for path in files
        if path.suffix != ".pyc" and not path.name.endswith("-ubyte.gz")
    )


def table(cases):
    """A row for each package."""
    rows = []
    for name, own in cases.items():
        ratio = "**{:.2f}** ({:.2f} … {:.2f})".format(*own["ours"])
        rows.append([f"`import {name}`", written(own["ms"]), ratio, written(own["MB"])])
    return markdown(["", "ms", "ours ÷ (range)", "MB"], rows)
