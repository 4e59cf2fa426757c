"""Plant mistakes into the engine and the ops, one at a time, and see whether the tests notice.

    python -m tests.mutants.run engine/graph ops/elementwise [--jobs 2]

Each mutant gets a process of its own, in which the changed module stands in the place of the real
one, and which stops at the first test that fails.  Verdicts are kept in .mutants/, by the code of
the function that was changed: a run that was stopped goes on where it was, and survivors are
tried again, since a test may have come for them.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import importlib.util
import json
import os
import resource
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import hypothesis.extra.numpy  # imported once, for all the processes
import numpy
import pytest

from tests.mutants.plant import Mutant, mutants

ROOT = Path(__file__).parents[2]
PACKAGE = "tinygrad_edu"
IMPORTED = "ignore:Module already imported"  # Hypothesis, by us
SECONDS = 90  # of computing; a mutant that needs more runs in circles: it was noticed
# fmt: off
MODULES = (
    "engine/graph", "engine/saved", "engine/broadcasting", "engine/leaves",
    "watch/seed", "watch/stale", "watch/training",
    "ops/elementwise", "ops/activations", "ops/reduce", "ops/shape", "ops/linalg", "ops/conv",
    "ops/erf", "ops/losses",
)
OPS = ("tests/ops/test_ops.py",)
QUICK = (
    "tests/ops/test_conventions.py", "tests/ops/test_extremes.py", "tests/ops/test_op_errors.py",
    "tests/ops/test_numpy_names.py", "tests/test_tensor.py", "tests/engine/test_graph.py",
    "tests/engine/test_memory.py", "tests/test_derivatives.py", "tests/nn/test_losses.py",
    "tests/nn/test_module.py", "tests/test_gradcheck.py", "tests/watch/test_debug.py",
    "tests/watch/test_profiler.py", "tests/watch/test_notices.py", "tests/pages/test_errors.py",
    "tests/nn/test_conv_layers.py",
)
# fmt: on
# What takes long, or measures time.
SLOW = "million or memory or thousand or linear or sixty or doublings or hundred or not_recurse"


def tests_of(module: str, function: str) -> list[list[str]]:
    """Which tests to run, the likely ones first."""
    quick = ["-k", f"not ({SLOW})"]
    if not module.startswith("ops/"):
        return [["tests/engine/test_graph.py", *quick], [*QUICK, *quick], [*OPS]]
    name = function.split(".")[0].strip("_")
    return [[*OPS, *QUICK[:4], "-k", name], [*QUICK[:4]], [*OPS], [*QUICK[4:], *quick]]


class Planted(importlib.machinery.SourceFileLoader):
    """Loads a module whose syntax tree was changed; it is also what finds it."""

    def __init__(self, module: str, tree: ast.Module) -> None:
        path = ROOT / PACKAGE / f"{module}.py"
        super().__init__(f"{PACKAGE}.{module.replace('/', '.')}", str(path))
        self.tree = tree

    def get_code(self, fullname: str) -> object:
        return compile(self.tree, self.path, "exec")

    def find_spec(self, name: str, *_: object) -> object:
        if name == self.name:
            return importlib.util.spec_from_file_location(name, self.path, loader=self)
        return None


def start(module: str, mutant: Mutant, quiet: bool = True) -> int:
    """A process that ends with 0 if no test fails, and its number."""
    if pid := os.fork():
        return pid
    os.setsid()
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    if quiet:
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(nothing, stream)
    sys.meta_path.insert(0, Planted(module, mutant.tree))
    status = 0
    for tests in tests_of(module, mutant.function):
        plain = [f"-pno:{name}" for name in ("cacheprovider", "xdist", "randomly")]
        status = pytest.main([*tests, *plain, "-x", "-q", "-W", IMPORTED])
        if status not in (0, pytest.ExitCode.NO_TESTS_COLLECTED):
            sys.stdout.flush()
            os._exit(1)
    os._exit(0)


def verdicts(module: str, todo: list[Mutant], jobs: int) -> Iterator[tuple[Mutant, str]]:
    """Each mutant with `killed`, `survived` or `timeout`, as they come."""
    running: dict[int, Mutant] = {}
    todo = todo[::-1]
    try:
        while todo or running:
            while todo and len(running) < jobs:
                mutant = todo.pop()
                running[start(module, mutant)] = mutant
            pid, status = os.wait()
            late = os.WIFSIGNALED(status) and os.WTERMSIG(status) in (
                signal.SIGXCPU,
                signal.SIGKILL,
            )
            yield running.pop(pid), "timeout" if late else "killed" if status else "survived"
    finally:
        for pid in running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)


def run(module: str, jobs: int) -> tuple[int, int]:
    """Judge a module's mutants; how many there are, and how many survived."""
    source = (ROOT / PACKAGE / f"{module}.py").read_text("utf-8")
    every = {m.key: m for m in mutants(source)}
    store = ROOT / ".mutants" / f"{module.replace('/', '.')}.jsonl"
    store.parent.mkdir(exist_ok=True)
    lines = store.read_text("utf-8").splitlines() if store.exists() else []
    known = {entry["key"]: entry["verdict"] for entry in map(json.loads, lines)}
    todo = [m for key, m in every.items() if known.get(key, "survived") == "survived"]
    if todo:
        healthy = Mutant(ast.parse(source), todo[0].function, 0, "", "")
        if os.waitpid(start(module, healthy, quiet=False), 0)[1]:
            raise SystemExit("a test fails without any mistake planted: nothing can be judged")
    with store.open("a", encoding="utf-8") as file:
        for n, (mutant, verdict) in enumerate(verdicts(module, todo, jobs), 1):
            known[mutant.key] = verdict
            entry = {"key": mutant.key, "verdict": verdict, "label": mutant.label}
            print(json.dumps(entry, ensure_ascii=False), file=file, flush=True)
            print(f"\r{module}: {n} of {len(todo)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    left = [m for key, m in every.items() if known[key] == "survived"]
    for mutant in left:
        print(f"{PACKAGE}/{module}.py:{mutant.line}: {mutant.label}")
    return len(every), len(left)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "modules", nargs="*", default=MODULES, help="such as engine/graph, ops/reduce"
    )
    parser.add_argument("--jobs", type=int, default=1)
    arguments = parser.parse_args()
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    os.environ |= {"HYPOTHESIS_PROFILE": "brief", "OPENBLAS_NUM_THREADS": "1"}
    assert PACKAGE not in sys.modules, "the package is imported by each process anew"
    assert hypothesis.extra.numpy, numpy
    results = {module: run(module, arguments.jobs) for module in arguments.modules}
    for module, (total, left) in results.items():
        print(f"{module:20} {total:5} mutants, {left:3} survived: {1 - left / total:.1%} noticed")


if __name__ == "__main__":
    main()
