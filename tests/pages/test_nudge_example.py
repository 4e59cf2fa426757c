"""examples/35_nudge.py: the error of a gradient's promise falls as the square of the nudge."""

import re
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "examples" / "35_nudge.py"
ROW = re.compile(r"^ +([\d.]+)  ([+-]\S+)  ([+-]\S+)  ([+-]\S+)$", re.MULTILINE)


def test_a_tenth_of_the_nudge_leaves_a_hundredth_of_the_error(tmp_path):
    command = [sys.executable, SCRIPT, "--quick", "--out", tmp_path]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=600, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "nudge.png").read_bytes().startswith(b"\x89PNG")
    rows = [[float(x) for x in row] for row in ROW.findall(done.stdout)]
    assert len(rows) == 3 * 7  # three layers, seven sizes
    by_size = {h: [row for row in rows if row[0] == h] for h in (0.01, 0.001)}
    for large, small in zip(by_size[0.01], by_size[0.001], strict=True):
        assert 60 < large[3] / small[3] < 150
        for _, predicted, actual, error in (large, small):
            assert abs(actual - predicted - error) < 0.01 * abs(actual)
            assert abs(error) < 0.05 * abs(predicted)
    slopes = re.findall(r"slope of a line +([\d.]+)", done.stdout)
    assert all(1.7 < float(slope) < 2.3 for slope in slopes)
