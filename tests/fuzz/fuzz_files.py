"""Read thousands of damaged files: each loads, or is refused with an error of ours.

    python -m tests.fuzz.fuzz_files [--files 10000] [--seed 0]

An error of ours is a ValueError that names the file.  Nothing else may come out, no parameter may
change when a state is refused, and no file may need more than 64 MB.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import tempfile
import time
import tracemalloc
from collections import Counter
from pathlib import Path

import numpy as np

import tinygrad_edu as tg
from tests.fuzz.damage import HONEST, model, one_of

MOST = 64 << 20


class Reader:
    """Reads files, and keeps a network that no damaged file may change."""

    def __init__(self) -> None:
        self.model = model()
        self.before = {k: v.copy() for k, v in self.model.state_dict().items()}

    def read(self, path: Path) -> str:
        """`read`, `refused` or `unfit`: a state that is whole, but of another network."""
        try:
            if ".idx" in path.name:
                tg.datasets.load_idx(path)
                return "read"
            state = tg.load(path)
        except ValueError as error:
            if type(error) is not ValueError or str(path) not in str(error):
                raise AssertionError("not an error of ours, which names the file") from error
            return "refused"
        weights = state.get("model", state)
        try:
            self.model.load_state_dict(weights)
        except (ValueError, TypeError):
            for name, array in self.model.state_dict().items():
                np.testing.assert_array_equal(array, self.before[name])
            return "unfit"
        self.model.load_state_dict(self.before)
        return "read"


def fuzz(folder: Path, files: int, seed: int) -> tuple[Counter[str], int]:
    """Read that many damaged files; how each ended, and the most memory that one took."""
    reader, ends, most = Reader(), Counter[str](), 0
    honest = {name: make(folder) for name, make in HONEST.items()}
    for name, data in honest.items():
        (folder / name).write_bytes(data)
        assert reader.read(folder / name) == "read", f"{name} is whole"
    tracemalloc.start()
    try:
        for i in range(files):
            name = list(honest)[i % len(honest)]
            path = folder / name
            path.write_bytes(one_of(name, honest[name], np.random.default_rng([seed, i])))
            tracemalloc.reset_peak()
            before = tracemalloc.get_traced_memory()[0]
            try:
                ends[reader.read(path)] += 1
            except BaseException as error:
                error.add_note(f"file {i} of seed {seed}, which is still there: {path}")
                raise
            most = max(most, tracemalloc.get_traced_memory()[1] - before)
            assert most < MOST, f"file {i} of seed {seed} took {most >> 20} MB: {path}"
    finally:
        tracemalloc.stop()
    return ends, most


def main() -> None:
    import resource  # Windows has none, and the tests there need none

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**32))
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}")
    folder = Path(tempfile.mkdtemp())
    start, peak = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ends, most = fuzz(folder, arguments.files, arguments.seed)
    seconds = time.perf_counter() - start
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak) / 1024
    if sys.platform == "darwin":
        grown /= 1024
    print(", ".join(f"{n} {end}" for end, n in ends.most_common()))
    print(
        f"{arguments.files} files in {seconds:.0f} s; at most {most / 2**20:.1f} MB for one of "
        f"them, and the process grew by {grown:.0f} MB in all"
    )


if __name__ == "__main__":
    main()
