"""The examples run as a learner runs them, and keep what they promise."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import tinygrad_edu as tg
from tests.pages.interrupts import stopped

ROOT = Path(__file__).parents[2]
MNIST = [sys.executable, str(ROOT / "examples" / "mnist.py")]


def run(*arguments):
    return subprocess.run(
        [*MNIST, *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )


def test_a_quick_run_reads_most_digits_and_saves_weights_and_pictures(tmp_path):
    result = run("--quick", "--out", tmp_path)
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    accuracy = float(re.search(r"test accuracy: ([\d.]+)%", result.stdout)[1])
    assert accuracy > 85
    for picture in ("learning_curve.png", "weights.png", "mistakes.png"):
        assert (tmp_path / picture).read_bytes().startswith(b"\x89PNG")
    weights = tg.load(tmp_path / "weights.npz")["model"]
    assert weights["0.weight"].shape == (16, 784)
    readme, names = (ROOT / "README.md").read_text("utf-8"), {}
    code = re.search(r"```py\n(.*?weights.npz.*?)```", readme, re.DOTALL)[1]
    exec(code.replace("output/mnist", str(tmp_path)), names)
    assert 100 * (names["answers"] == names["labels"]).mean() == pytest.approx(accuracy, abs=0.01)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_it_runs_on_a_terminal_of_another_encoding(tmp_path, monkeypatch, encoding):
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    result = run("--quick", "--epochs", 1, "--out", tmp_path)
    assert result.returncode == 0, result.stderr
    assert "0: Linear(784 -> 16)" in result.stdout


def test_the_same_seed_trains_the_same_network_and_another_seed_another(tmp_path):
    first, again, other = (
        run("--quick", "--epochs", 1, "--seed", seed, "--out", tmp_path / name).stdout
        for seed, name in [(1, "a"), (1, "b"), (2, "c")]
    )
    shown = [re.findall(r"[\d.]+%", text) for text in (first, again, other)]
    assert shown[0] == shown[1] != shown[2]


@pytest.mark.parametrize(
    "options",
    [
        ["--hidden", 24, "--activation", "relu", "--loss", "cross-entropy"],
        ["--hidden", "--schedule", "step", "--rate", 0.5],
        ["--activation", "tanh", "--schedule", "constant", "--batch", 100],
    ],
    ids=["relu and cross-entropy", "no hidden layer", "tanh"],
)
def test_other_networks_learn_too(tmp_path, options):
    result = run("--quick", "--out", tmp_path, *options)
    assert result.returncode == 0, result.stderr
    assert float(re.search(r"test accuracy: ([\d.]+)%", result.stdout)[1]) > 40


def test_a_folder_without_data_is_an_error_that_names_the_files(tmp_path):
    result = run("--data", tmp_path)
    assert result.returncode != 0
    assert "train-images-idx3-ubyte" in result.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")
def test_ctrl_c_keeps_the_weights_of_the_last_whole_epoch(tmp_path):
    command = [*MNIST, "--epochs", "500", "--out", str(tmp_path)]
    shown = stopped(command, "epoch   2")
    assert re.search(r"those after \d+ complete epochs", shown)
    assert (tmp_path / "weights.npz").exists()
