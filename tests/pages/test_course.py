"""The examples of the course run as a learner runs them, and show what they promise."""

import importlib
import re
import runpy
import sys
from pathlib import Path

import numpy as np
import pytest

import tinygrad_edu as tg

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "examples"
COURSE = sorted(path.stem for path in FOLDER.glob("[0-9][0-9]_*.py"))


@pytest.fixture(autouse=True)
def as_a_script(monkeypatch):
    monkeypatch.setattr(sys, "path", [str(FOLDER), *sys.path])
    monkeypatch.delitem(sys.modules, "ipykernel", raising=False)  # which other tests may import


@pytest.fixture
def run(monkeypatch, tmp_path, capsys):
    """Run an example in its quick setting; what it prints, and the numbers in it."""

    def of(name, *options):
        monkeypatch.setattr(sys, "argv", [name, "--quick", "--out", str(tmp_path), *options])
        runpy.run_path(str(FOLDER / f"{name}.py"), run_name="__main__")
        told, complaints = capsys.readouterr()
        assert complaints == ""
        saved = {path.name for path in tmp_path.iterdir()}
        assert set(re.search(r"saved in .*?: (.*)", told)[1].split(", ")) == saved
        pictures = list(tmp_path.glob("*.png"))
        assert pictures or saved == {"backprop.html"}
        assert all(path.read_bytes().startswith(b"\x89PNG") for path in pictures)
        lines = told.rpartition("\n\n")[0].rpartition("\n\n")[2].splitlines()
        pairs = re.findall(r"^(.*?) {2,}([−\d.,e]+)", "\n".join(lines), re.M)
        return told, {name: float(x.replace("−", "-").replace(",", "")) for name, x in pairs}

    return of


@pytest.mark.parametrize("name", COURSE)
def test_an_example_asks_a_question_says_how_it_is_run_and_is_short(name):
    text = (FOLDER / f"{name}.py").read_text(encoding="utf-8")
    about = text.split('"""')[1]
    assert "?" in about.splitlines()[0]
    assert f"\n    python examples/{name}.py " in about
    assert re.search("second|minute|at once", about.partition("#")[2])
    assert "\n# %%" in text
    assert len(text.splitlines()) <= 105


def test_the_readme_lists_every_example_with_its_question_and_its_time():
    lines = (FOLDER / "README.md").read_text(encoding="utf-8").splitlines()
    for name in [*COURSE, "mnist", "draw", "mnist_conv"]:
        about = (FOLDER / f"{name}.py").read_text(encoding="utf-8").split('"""')[1]
        row = next(line for line in lines if line.startswith(f"| [{name}]({name}.py) | "))
        assert f"| {about.splitlines()[0]} |" in row
        if name in COURSE:
            assert f"| {re.search(r'# (.*)', about)[1]} |" in row
        for picture in re.findall('src="(.*?)"', row):
            assert (FOLDER / picture).is_file(), picture


def near(value, **rest):
    return pytest.approx(value, **rest)


FACTS = {
    "01_valleys": lambda told: told["different valleys reached"] == 4,
    "02_steepest": lambda told: (
        told["gradient at (1 1): first entry"] == 3
        and told["the steepest direction found"] == near(told["the gradient points to"], abs=0.1)
        and told["length of the gradient"] == near(told["steepest climb found"], abs=1e-3)
    ),
    "03_untrained": lambda told: (
        told["weights and biases"] == 13_002 and told["test accuracy"] < 30
    ),
    "04_nudges": lambda told: (
        told["same sign"] == 100
        and told["largest difference"] < 1
        and told["correlation of promised and true"] == near(1, abs=1e-4)
    ),
    "05_backprop": lambda told: (
        told["largest difference ÷ largest slope"] < 1e-6 and told["times faster"] > 500
    ),
    "06_step": lambda told: (
        told["length of the gradient with step"] == told["change of accuracy with step"] == 0
        and told["test accuracy with sigmoid"] > 2 * told["test accuracy with step"]
    ),
    "07_wider": lambda told: (
        95 > told["test accuracy of 784-128-64-10"] > told["test accuracy of 784-16-16-10"] > 85
    ),
    "08_relu": lambda told: (
        told["validation after one epoch with ReLU"]
        > told["validation after one epoch with sigmoid"]
    ),
    "09_mistakes": lambda told: (
        told["mistakes of 10,000 images"] < 1500
        and told["largest output of mistakes (median)"]
        < told["largest output of right answers (median)"]
    ),
    "10_weights": lambda told: (
        told["shuffled: median correlation"] == near(0, abs=0.02)
        and told["started large: median correlation"] < told["started small: median correlation"]
    ),
    "11_noise": lambda told: (
        told["noise: above 0.9"] < told["noise: largest output above 0.5"]
        and told["digits: largest output above 0.5"] > 80
    ),
    "12_random_labels": lambda told: (
        told["random labels: training accuracy"] == told["true labels: training accuracy"] == 100
        and told["random labels: test accuracy"] == near(10, abs=5)
        and told["times as many epochs for random labels"] > 1.5
    ),
    "13_label_noise": lambda told: (
        told["40 % wrong: test accuracy at the end"] < told["40 % wrong: highest test accuracy"] - 2
    ),
    "14_minima": lambda told: (
        told["width 32: standard deviation"] < told["width 4: standard deviation"]
    ),
    "20_nielsen_first_network": lambda told: (
        told["30 neurons peak"] > 40 > 20 > max(told["rate 0.001 end"], told["rate 100 end"])
    ),
    "21_nielsen_one_neuron": lambda told: told["easy start with squared error"] == 0.09396,
    "22_nielsen_overfitting": lambda told: (
        told["training accuracy without L2"] - 5 > told["test accuracy without L2 peak"] > 60
    ),
    "23_nielsen_first_weights": lambda told: (
        told["small weights after 1 epoch"] > told["large weights after 1 epoch"] + 10
    ),
    "24_nielsen_rates": lambda told: (
        told["cost at the end at rate 0.25"]
        < min(told["cost at the end at rate 0.025"], told["cost at the end at rate 2.5"])
    ),
    "25_nielsen_more_data": lambda told: (
        told["50,000 images"] > 85 > told["5,000 images"] > 70 > told["100 images"]
    ),
    "26_nielsen_wider": lambda told: told["test accuracy end"] > 50,
    "27_nielsen_vanishing": lambda told: (
        told["4 hidden layers: last is faster than first"]
        > 2 * told["3 hidden layers: last is faster than first"]
        > 4 * told["2 hidden layers: last is faster than first"]
    ),
    "28_nielsen_softmax": lambda told: told["test accuracy"] > 70,
    "30_second_derivatives": lambda told: (
        told["distance after 6 steps"] < 1e-9
        and told["cost after 1 × the best rate"]
        < min(told["cost after 0.5 × the best rate"], told["cost after 1.5 × the best rate"])
        and told["cost after 2 × the best rate"] < told["cost after 0 × the best rate"]
    ),
    "31_gradient_penalty": lambda told: (
        [told[f"derivative {k} of tanh at 0"] for k in range(1, 7)] == near([1, 0, -2, 0, 16, 0])
        and told["gradient penalty: off by"] < told["no penalty: off by"]
    ),
    "32_own_layer": lambda told: told["snake: off by beyond"] < told["tanh: off by beyond"],
    "33_recurrent_cell": lambda told: (
        told["sums of 40 digits right"] > 95
        and told["correlation of a neuron with the carry"] > 0.7
    ),
    "36_player": lambda told: 0 < told["loss"] < 1,
    "37_many_machines": lambda told: (
        told["float32: largest difference"] < 1e-6
        and told["float64: largest difference"] < 1e-12
        and told["784-16-16-10 with 1,000 images: sending to 2"] > 0
    ),
    "38_replay": lambda told: told["weights that differ"] == 0,
    "34_language": lambda told: 5 < told["characters to choose from: unseen"] < 16,
}


@pytest.mark.parametrize("name", COURSE)
def test_a_quick_run_shows_what_the_example_promises(run, name):
    if name == "37_many_machines":
        pytest.importorskip("distributed", reason="Dask is not installed: pip install '.[cluster]'")
    told, numbers = run(name)
    assert numbers, told
    assert FACTS.get(name, lambda numbers: True)(numbers), told


def test_the_convolutional_network_reads_most_digits_after_a_quick_run(run):
    told, _ = run("mnist_conv")
    assert float(re.search(r"test accuracy: ([\d.]+)%", told)[1]) > 80


def test_as_a_notebook_it_runs_without_a_command_line(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "ipykernel", sys)
    monkeypatch.setattr(sys, "argv", ["ipykernel_launcher.py", "-f", "kernel.json"])
    runpy.run_path(str(FOLDER / "01_valleys.py"), run_name="__main__")
    assert [path.name for path in (tmp_path / "output" / "01_valleys").iterdir()] == ["valleys.png"]


def test_right_derivatives_of_a_custom_op_pass(run):
    assert "snake's derivatives are right, up to the third order" in run("32_own_layer")[0]


def test_a_seed_gives_the_same_numbers_again_and_another_seed_others(run):
    first, again, other = (run("30_second_derivatives", "--seed", seed)[1] for seed in "112")
    assert first == again != other


def test_attention_never_looks_ahead():
    layer = importlib.import_module("34_language").Attention(8, 2, np.random.default_rng(0))
    x = np.random.default_rng(1).normal(size=(2, 5, 8))
    changed = x.copy()
    changed[:, 3] += 1
    before, after = layer(tg.Tensor(x)).data, layer(tg.Tensor(changed)).data
    np.testing.assert_array_equal(before[:, :3], after[:, :3])
    assert (before[:, 3:] != after[:, 3:]).any(axis=-1).all()


def test_attentions_gradients_are_right():
    layer = importlib.import_module("34_language").Attention(4, 2, np.random.default_rng(0))
    assert tg.gradcheck(layer, np.random.default_rng(1).normal(size=(2, 3, 4)))


def test_the_sonnets_are_whole():
    text = (FOLDER / "data" / "sonnets.txt").read_text(encoding="utf-8")
    assert [len(poem.splitlines()) for poem in text.strip().split("\n\n")] == [14] * 26
    assert text.isascii()
