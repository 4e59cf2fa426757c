"""How fast is it, next to hand-written NumPy and the peers?

Every workload runs in a fresh process, with one BLAS thread and with as many as the machine has.
The results go to a file that is kept, with the commit, and from there to docs/performance.md.

    make bench                            # all: a quarter of an hour, more on a busy machine
    make bench ARGS="video_step --compare"    # one, next to the kept results
    make bench ARGS=--quick               # does it run?  Some seconds, and nothing is written
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import facts
import page

HERE = Path(__file__).parent
RESULTS = HERE / "results.json"
ONCE = {"threads", "chain", "memory", "package", "recipe", "growth", "checks"}  # with one thread
WORKLOADS = [
    *("video_step", "wide_step", "convolution_step", "layers", "threads", "chain"),
    *("memory", "package", "recipe", "growth", "checks"),
]
ONE_THREAD = {
    **dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
}
DEFAULT = {"OMP_WAIT_POLICY": "PASSIVE"}  # a contender's idle threads do not disturb the next one


def options():
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("workloads", nargs="*", metavar="workload", help=", ".join(WORKLOADS))
    parser.add_argument("--quick", action="store_true", help="a smoke test: judges no time")
    parser.add_argument("--compare", action="store_true", help="show it beside the kept results")
    parser.add_argument("--one-thread", action="store_true", help="for a busy machine")
    parser.add_argument("--rounds", type=int, default=21)
    parser.add_argument("--seconds", type=float, default=0.1, help="for each turn of a contender")
    args = parser.parse_args()
    if unknown := set(args.workloads) - set(WORKLOADS):
        parser.error(f"no such workload: {', '.join(unknown)}")
    return args


def measured(workload, threads, args):
    """The workload's cases and missing contenders, from a process with so many threads."""
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        effort = (2, 0.01, True) if args.quick else (args.rounds, args.seconds)
        code = (
            "import json, pathlib; from harness import Effort; "
            f"from workloads import {workload} as w; "
            f"pathlib.Path({str(answer)!r}).write_text(json.dumps(w.measure(Effort{effort})))"
        )
        paths = os.pathsep.join([str(HERE), str(HERE.parents[1]), *sys.path])
        settings = ONE_THREAD if threads == "one thread" else DEFAULT
        env = os.environ | settings | {"PYTHONPATH": paths, "JAX_PLATFORMS": "cpu"}
        subprocess.run([sys.executable, "-c", code], env=env, check=True)
        return json.loads(answer.read_text("utf-8"))


def main():
    args = options()
    kept = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    results, missing = dict(kept), {}
    for workload in args.workloads or WORKLOADS:
        new = facts.of_this_run()
        both = not (workload in ONCE or args.quick or args.one_thread)
        for threads in ["one thread"] + ["all threads"] * both:
            print(f"\n{workload}, {threads}", flush=True)
            new[threads], absent = measured(workload, threads, args)
            missing |= absent
            print(page.table(workload, new[threads]), flush=True)
        results[workload] = new
        if args.compare:
            print(page.changes(kept.get(workload), new))
        elif not args.quick:  # after each, so that what is interrupted is not lost
            RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", "utf-8")
            page.write(results)
    for name, why in missing.items():
        print(f"{name} is not in the tables: {why}.")


if __name__ == "__main__":
    main()
