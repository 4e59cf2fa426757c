"""Measures that need a fresh process, or the whole of one: memory and time."""

import json
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path

HERE = Path(__file__).parent


def children(workload, function, names, *arguments):
    """{name: workload.function(name, *arguments)}, each from a process of its own."""
    return {name: child(workload, function, name, *arguments) for name in names}


def child(workload, function, *arguments):
    """What the function returns in a fresh process."""
    code = (
        f"import json, sys; from workloads import {workload}; "
        f"result = {workload}.{function}(*json.loads(sys.argv[1])); "
        "print(json.dumps(result), flush=True); import os; os._exit(0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, json.dumps(arguments)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(HERE), *sys.path])},
        stdout=subprocess.PIPE,
        check=True,
        encoding="utf-8",
    )
    return json.loads(done.stdout.splitlines()[-1])


def peak_of(run):
    """How many bytes the process grows by while it runs, and how many arrays and objects take.

    The first is Linux's high-water mark; the second is what Python and NumPy ask for, and knows
    nothing of memory that other libraries use.
    """
    status("clear_refs", "5")  # the high-water mark starts again
    before = status("status", field="VmRSS")
    run()
    grown = status("status", field="VmHWM") - before
    tracemalloc.start()
    run()
    traced = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return grown, traced


def status(file, write=None, field=None):
    """Write to, or read bytes from, what Linux tells of this process."""
    path = Path("/proc/self") / file
    if write is not None:
        return path.write_text(write, "utf-8")
    line = next(line for line in path.read_text("utf-8").splitlines() if line.startswith(field))
    return int(line.split()[1]) * 1024
