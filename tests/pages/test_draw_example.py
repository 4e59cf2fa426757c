"""examples/draw.py takes the network that is there, or trains one, and says where its pages are."""

import gzip
import importlib
import json
import os
import re
import subprocess
import sys
from base64 import b64decode
from pathlib import Path

import numpy as np
import pytest

import tinygrad_edu as tg
from tests.pages.interrupts import stopped

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "examples" / "draw.py"
THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"


def data_of(path):
    """The data of a page."""
    page = path.read_text("utf-8")
    return json.loads(re.search(r'<script id="data"[^>]*>(.*?)</script>', page, re.S)[1])


def run(*options):
    """What the example says."""
    command = [sys.executable, SCRIPT, *map(str, options)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=600, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the network and the pages of a quick run, and with what was said."""
    folder = tmp_path_factory.mktemp("output")
    told = run("--quick", "--network", folder / "mnist", "--out", folder / "draw")
    (folder / "told.txt").write_text(told, "utf-8")
    return folder


@pytest.fixture
def draw(monkeypatch):
    """The example, to be called."""
    monkeypatch.setattr(sys, "path", [str(SCRIPT.parent), *sys.path])
    return importlib.import_module("draw")


# --- a run -------------------------------------------------------------------------------------


def test_it_trains_a_network_if_there_is_none_and_says_where_the_pages_are(folder):
    told = (folder / "told.txt").read_text("utf-8")
    assert f"There is no trained network in {folder / 'mnist'} yet, so one is trained now." in told
    assert "epoch   3" in told
    assert sorted(path.name for path in (folder / "draw").iterdir()) == ["draw.html", "train.html"]
    assert told.splitlines()[-1] == (folder / "draw" / "draw.html").as_uri()


def test_the_page_holds_the_network_that_was_trained(folder):
    told = (folder / "told.txt").read_text("utf-8")
    data, saved = data_of(folder / "draw" / "draw.html"), tg.load(folder / "mnist" / "weights.npz")
    assert [layer["m"] for layer in data["layers"]] == [16, 16, 10]
    weight = np.frombuffer(b64decode(data["layers"][0]["weight"]), "<f4").reshape(16, 784)
    np.testing.assert_array_equal(weight, saved["model"]["0.weight"])
    assert data["mean"] == pytest.approx(saved["mean"])
    assert data["tested"] == 10_000
    assert f"test accuracy: {data['accuracy']:.2%} of 10,000 images" in told  # as mnist.py says
    assert re.search(rf"test accuracy +{100 * data['accuracy']:.2f} %", told)
    assert data["settings"] == [
        "10,000 digits; 3 epochs, 32 digits a step; squared error, learning rate 5 (cosine); "
        "weight decay 0.0001, seed 0"
    ]


def test_the_other_page_shows_the_training_from_its_first_step_to_its_last(folder):
    film = data_of(folder / "draw" / "train.html")["recording"]
    steps = [frame["step"] for frame in film["frames"]]
    assert (steps[0], steps[-1]) == (0, 3 * 313)
    assert film["frames"][-1]["epoch"] == pytest.approx(3)
    assert film["frames"][0]["accuracy"] < 0.2 < 0.85 < film["frames"][-1]["accuracy"]
    assert film["images"] == 10_000
    assert film["settings"][0] == "3 epochs, 32 digits a step"
    weights = np.frombuffer(gzip.decompress(b64decode(film["weights"])), np.int8)
    last = weights.reshape(len(steps), -1)[-1][: 16 * 784] * film["frames"][-1]["scales"][0]
    saved = tg.load(folder / "mnist" / "weights.npz")["model"]["0.weight"]
    assert np.abs(last - saved.ravel()).max() <= 0.51 * film["frames"][-1]["scales"][0]


def test_the_pages_are_small_and_whole(folder):
    assert (folder / "draw" / "draw.html").stat().st_size <= 200_000
    train = (folder / "draw" / "train.html").stat().st_size
    assert train - len(json.dumps(data_of(folder / "draw" / "train.html")["recording"])) < 1.5e6
    assert train < 2.25e6
    for page in (folder / "draw").iterdir():
        assert not re.findall(r'(?:src|href)="(?!data:|#)', page.read_text("utf-8"))


# --- which network it takes --------------------------------------------------------------------


def test_a_network_that_is_there_is_taken_as_it_is(folder, draw, capsys):
    state = draw.network(folder / "mnist")
    assert state["recipe"]["quick"]
    again = draw.network(folder / "mnist", ["--quick"])  # the same options
    np.testing.assert_array_equal(state["model"]["0.weight"], again["model"]["0.weight"])
    assert capsys.readouterr().out == ""


def test_with_other_options_another_network_is_trained(folder, draw, capsys, tmp_path):
    for name in ("weights.npz", "recording.npz"):
        (tmp_path / name).write_bytes((folder / "mnist" / name).read_bytes())
    state = draw.network(tmp_path, ["--quick", "--epochs", "1", "--hidden", "12"])
    told = capsys.readouterr().out
    assert f"The network in {tmp_path} was trained with other options" in told
    assert state["model"]["0.weight"].shape == (12, 784)
    assert state["recording"]["layers"][0]["m"] == 12
    assert draw.network(tmp_path)["recipe"]["hidden"] == [12]


@pytest.mark.parametrize("what", ["of an older version", "damaged"])
def test_a_network_that_cannot_be_used_is_trained_anew(draw, capsys, tmp_path, what):
    if what == "damaged":
        (tmp_path / "weights.npz").write_bytes(b"no network")
    else:
        tg.save(tmp_path / "weights.npz", model={"0.weight": np.zeros((16, 784))}, mean=0.13)
    state = draw.network(tmp_path, ["--quick", "--epochs", "1"])
    told = capsys.readouterr().out
    assert f"The network in {tmp_path} is from another version, or damaged, so one is" in told
    assert state["recipe"]["epochs"] == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")
def test_ctrl_c_ends_the_training_and_what_was_learned_is_shown(tmp_path):
    command = [sys.executable, str(SCRIPT), "--quick", "--hidden", "--batch", "1"]
    command += ["--network", str(tmp_path), "--out", str(tmp_path)]
    shown = stopped(command, "epoch   1")
    epochs = int(re.search(r"those after (\d+) complete epochs", shown)[1])
    film = data_of(tmp_path / "train.html")["recording"]
    assert film["frames"][-1]["step"] == 10_000 * epochs
    assert tg.load(tmp_path / "weights.npz")["recipe"]["epochs"] == epochs
    saved = tg.load(tmp_path / "weights.npz")["model"]["0.weight"]
    assert film["frames"][-1]["scales"][0] == pytest.approx(np.abs(saved).max() / 127, rel=1e-5)


def test_a_network_that_no_page_can_show_is_trained_all_the_same(draw, tmp_path):
    mnist, training = (importlib.import_module(name) for name in ("mnist", "shared.training"))
    args = mnist.options(["--quick", "--hidden", "1400"])
    model = mnist.build(784, args.hidden, args.activation, args.loss, np.random.default_rng(0))
    few = np.zeros((2, 784)), np.zeros(2)
    digits = mnist.Digits(*few, validation=few, test=few, mean=0)
    assert training.recording_of(model, digits, args) is None
    state = {"model": model.state_dict(), "mean": 0.13, "recipe": mnist.recipe_of(args)}
    with pytest.raises(ValueError, match=r"^draw_page: .* weights and biases"):
        draw.pages({**state, "recording": None}, tmp_path)


# --- what the docs say -------------------------------------------------------------------------


@pytest.mark.skipif(not THOROUGH, reason="trains for some time: make thorough")
def test_the_numbers_on_the_page_about_drawing_are_those_of_make_mnist(tmp_path):
    run("--network", tmp_path, "--out", tmp_path)
    found = data_of(tmp_path / "draw.html")["figures"]
    wanted = [found["right"], *(found["shift"][k] for k in (0, 1, 3)), found["inverted"]["right"]]
    wanted += [found[way][found["amounts"].index(0.1)] for way in ("chance", "against")]
    page = (ROOT / "docs" / "draw.md").read_text("utf-8")
    table = [int(share) for share in re.findall(r"^\| [^|]* \| (\d+) % \|$", page, re.M)]
    assert table == pytest.approx([100 * x for x in [*wanted, found["biases"]]], abs=3)
    noise = int(re.search(r"more than half sure of (\d+) %", page)[1])
    assert noise == pytest.approx(100 * found["noise"]["half"], abs=5)
