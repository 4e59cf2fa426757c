"""The page of examples/36_player.py shows a step that lessens the loss."""

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

pytestmark = pytest.mark.usefixtures("graphviz")
SCRIPT = Path(__file__).parents[2] / "examples" / "36_player.py"


def page_of(folder, *options):
    """What the example says, and the page that it saves."""
    command = [sys.executable, SCRIPT, "--out", folder, *options]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=600, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert [path.name for path in folder.iterdir()] == ["backprop.html"]
    return done.stdout, (folder / "backprop.html").read_text("utf-8")


def weights_in(page):
    """The parameters before and after the last step: [(before, gradient, after)]."""
    data = json.loads(re.search(r'<script id="data"[^>]*>(.*?)</script>', page, re.S)[1])
    return [
        [np.array(data["arrays"][block["array"]]["exact"]) for block in row]
        for row in data["steps"][-1]["rows"]
    ]


def loss(w1, b1, w2, b2):
    """The network of the example in plain NumPy."""
    x, y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0])
    hidden = np.tanh(x @ w1.reshape(3, 2).T + b1)
    return np.mean((1 / (1 + np.exp(-(hidden @ w2 + b2))) - y) ** 2)


@pytest.mark.parametrize("options", [(), ("--after", "500")], ids=["at first", "trained"])
def test_the_step_on_the_page_lessens_the_loss(tmp_path, options):
    told, page = page_of(tmp_path, *options)
    before, gradients, after = zip(*weights_in(page), strict=True)
    assert f"{loss(*before):.4f}" in told
    assert loss(*after) < loss(*before)
    for w, g, moved in zip(before, gradients, after, strict=True):
        np.testing.assert_array_equal(w - 2 * g, moved)


def test_training_makes_the_answers_better(tmp_path):
    losses = []
    for steps in ("0", "500"):
        folder = tmp_path / steps
        folder.mkdir()
        told, _ = page_of(folder, "--after", steps)
        losses.append(float(re.search(r"\d\.\d{4}", told)[0]))
    assert losses[1] < losses[0] / 5
