"""Damaged files, killed processes, full disks: tried for a moment, by `make thorough` for long."""

import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

import tinygrad_edu as tg
from tests.fuzz.damage import HONEST
from tests.fuzz.fuzz_files import Reader, fuzz

THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"


@pytest.mark.promise(31, 33)
def test_a_damaged_file_is_read_or_refused_and_costs_little(tmp_path):
    pytest.importorskip("safetensors")
    seed = int.from_bytes(os.urandom(4)) if THOROUGH else 0
    ends, most = fuzz(tmp_path, 10_000 if THOROUGH else 300, seed)
    assert ends["refused"] > ends["read"] > 0
    assert ends["unfit"] > 0
    assert most < 16 << 20


@pytest.mark.parametrize("name", HONEST)
def test_every_format_is_refused_when_it_is_cut_at_any_byte(tmp_path, name):
    pytest.importorskip("safetensors")
    whole, reader = HONEST[name](tmp_path), Reader()
    for length in range(len(whole)) if THOROUGH else {*range(0, len(whole), 29), len(whole) - 1}:
        (tmp_path / name).write_bytes(whole[:length])
        assert reader.read(tmp_path / name) == "refused", length


SAVING = """
import itertools, os, sys
import numpy as np
from tinygrad_edu._files import save

if sys.argv[2] == "named":
    vars(os).pop("O_TMPFILE", None)
for n in itertools.count():
    save(sys.argv[1], n=n, x=np.full(200_000, n))
    print(n, flush=True)
"""


@pytest.mark.promise(32)
@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
@pytest.mark.parametrize("way", ["unnamed", "named"])
def test_a_process_killed_amid_many_saves_leaves_a_whole_file(tmp_path, way):
    """Where a file may be without a name until it is whole, no half of one stays beside it."""
    if way == "unnamed" and not hasattr(os, "O_TMPFILE"):
        pytest.skip("this system has no files without a name")
    rng = np.random.default_rng(0)
    for _ in range(50 if THOROUGH else 4):
        path = tmp_path / "weights.npz"
        command = [sys.executable, "-c", SAVING, path, way]
        with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as process:
            assert process.stdout.readline() == "0\n"
            time.sleep(rng.uniform(0, 0.05))
            process.send_signal(signal.SIGKILL)
            told = [0, *map(int, process.stdout.read().split())]
        state = tg.load(path)
        assert state["n"] >= told[-1]
        np.testing.assert_array_equal(state["x"], np.full(200_000, state["n"]))
        for other in set(tmp_path.iterdir()) - {path}:
            if way == "unnamed":  # it had its name already, and not yet its place
                assert tg.load(other)["n"] == state["n"] + 1
            other.unlink()


LIMITED = """
import resource, signal, sys
import numpy as np
from tinygrad_edu._files import save

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    save(sys.argv[1], w=np.ones(1_000_000))
except OSError as error:
    print(error.errno, end="")
"""


@pytest.mark.promise(32)
@pytest.mark.skipif(sys.platform != "linux", reason="needs a limit on the size of files")
@pytest.mark.parametrize("name", ["weights.npz", "weights.safetensors"])
def test_a_file_that_may_not_grow_any_further_leaves_the_old_one(tmp_path, name):
    pytest.importorskip("safetensors")
    path = tmp_path / name
    tg.save(path, w=np.zeros(3))
    run = subprocess.run(
        [sys.executable, "-c", LIMITED, path], capture_output=True, encoding="utf-8", check=True
    )
    assert run.stdout == "27", run.stderr  # EFBIG
    np.testing.assert_array_equal(tg.load(path)["w"], np.zeros(3))
    assert os.listdir(tmp_path) == [name]
