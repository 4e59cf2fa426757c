"""What several BLAS threads do to products of a small network, on a machine that is also busy."""

import contextlib
import os
import subprocess
import sys

from harness import significant
from page import markdown, written

TITLE = "One BLAS thread or all"
NOTE = """\
Microseconds by the clock for a product in float32, with one BLAS thread and with as many as NumPy
starts by itself; once as the machine is, and once while another program works on each core. The
threads of one product wait for each other, so a product takes as long as its slowest thread, and
on a busy machine one of them always has to wait for its turn. For a small network, set
`OPENBLAS_NUM_THREADS=1` before Python starts, as `make mnist` and `make examples` do."""
PRODUCTS = [(32, 784, 16), (100, 784, 30), (128, 512, 512), (1000, 784, 128)]
CODE = """
import statistics, sys, time
import numpy as np
n, k, m, rounds, seconds = map(float, sys.argv[1:])
x, y = np.ones((int(n), int(k)), np.float32), np.ones((int(k), int(m)), np.float32)
times = []
for _ in range(int(rounds)):
    begin, count = time.perf_counter(), 0
    while time.perf_counter() < begin + seconds:
        x @ y
        count += 1
    times.append((time.perf_counter() - begin) / count)
print(1e6 * statistics.median(times))
"""


def measure(effort):
    """By the product, and by whether other programs work, too."""
    cases = {}
    for n, k, m in PRODUCTS[: 1 if effort.quick else None]:
        for busy in (False, True):
            arguments = [str(x) for x in (n, k, m, effort.rounds, effort.seconds)]
            with others_at_work() if busy else contextlib.nullcontext():
                one, all_of_them = child(arguments, "1"), child(arguments)
            case = f"({n} × {k}) @ ({k} × {m}){', other programs work, too' if busy else ''}"
            cases[case] = {"one": significant(one), "all": significant(all_of_them)}
    return cases, {}


def child(arguments, threads=None):
    """Microseconds of a product, in a fresh process with this many BLAS threads."""
    env = {k: v for k, v in os.environ.items() if not k.endswith("_NUM_THREADS")}
    if threads:
        env["OPENBLAS_NUM_THREADS"] = threads
    command = [sys.executable, "-c", CODE, *arguments]
    return float(subprocess.run(command, env=env, stdout=subprocess.PIPE, check=True).stdout)


@contextlib.contextmanager
def others_at_work():
    """A program on each core that only counts."""
    command = [sys.executable, "-c", "while True: pass"]
    programs = [subprocess.Popen(command) for _ in range(os.cpu_count() or 1)]
    try:
        yield
    finally:
        for program in programs:
            program.kill()
            program.wait()


def table(cases):
    """A row for each product."""
    head = ["", "one thread, µs", "all threads, µs", "all ÷ one"]
    rows = [
        [case, written(own["one"]), written(own["all"]), f"**{own['all'] / own['one']:.2f}**"]
        for case, own in cases.items()
    ]
    return markdown(head, rows)
