"""The smaller examples run as a learner runs them, and show what they promise."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PICTURES = {
    "derivatives": ["tanh.png", "penalty.png"],
    "own_layer": ["beyond.png"],
    "recurrent_cell": ["memory.png"],
    "language": ["learning_curve.png"],
}


def run(name, *options):
    """What an example prints."""
    command = [sys.executable, ROOT / "examples" / f"{name}.py", "--quick", *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """What each example printed, run at most once; its pictures are there."""
    texts = {}

    def of(name):
        if name not in texts:
            out = tmp_path_factory.mktemp(name)
            texts[name] = run(name, "--out", out)
            for picture in PICTURES[name]:
                assert (out / picture).read_bytes().startswith(b"\x89PNG")
        return texts[name]

    return of


def test_newtons_method_ends_at_the_lowest_point(shown):
    assert re.search(r"step 6: x = \( 1\.000000,  1\.000000\)", shown("derivatives"))


def test_the_best_rate_along_the_gradient_is_the_best(shown):
    told = shown("derivatives")
    start = float(re.search(r"(\d\.\d+) to", told)[1])
    half, best, more, twice = (float(x) for x in re.findall(r"to (\d\.\d+) with", told))
    assert best < min(half, more) < twice < start


def test_the_derivatives_of_tanh_at_0_are_known_numbers(shown):
    line = re.search(r"six derivatives are (.*)", shown("derivatives"))[1]
    assert [abs(int(n)) for n in line.split()] == [0, 1, 0, 2, 0, 16, 0]


def test_an_own_layer_goes_on_where_tanh_does_not(shown):
    told = shown("own_layer")
    miss = dict(re.findall(r"(tanh|snake) .*by (\d\.\d+) beyond", told))
    assert "derivatives are right" in told
    assert float(miss["snake"]) < float(miss["tanh"])


def test_a_cell_learns_to_carry_and_adds_longer_numbers(shown):
    told = shown("recurrent_cell")
    assert float(re.findall(r"right: ([\d.]+)%", told)[-1]) > 95
    assert float(re.search(r"correlation ([\d.]+)", told)[1]) > 0.7


def test_a_language_model_learns_to_guess_the_next_character(shown):
    choices = [float(x) for x in re.findall(r"([\d.]+) in unseen text", shown("language"))]
    assert choices[0] > 50
    assert choices[-1] < 16


@pytest.fixture
def language(monkeypatch):
    """The example as a module."""
    monkeypatch.syspath_prepend(ROOT / "examples")
    spec = importlib.util.spec_from_file_location("language", ROOT / "examples" / "language.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_attention_never_looks_ahead(language):
    np = language.np
    layer = language.Attention(8, 2, np.random.default_rng(0))
    x = np.random.default_rng(1).normal(size=(2, 5, 8))
    changed = x.copy()
    changed[:, 3] += 1
    before, after = layer(language.tg.Tensor(x)).data, layer(language.tg.Tensor(changed)).data
    np.testing.assert_array_equal(before[:, :3], after[:, :3])
    assert (before[:, 3:] != after[:, 3:]).any(axis=-1).all()


def test_attentions_gradients_are_right(language):
    np, tg = language.np, language.tg
    layer = language.Attention(4, 2, np.random.default_rng(0))
    assert tg.gradcheck(layer, np.random.default_rng(1).normal(size=(2, 3, 4)))


def test_the_sonnets_are_whole():
    text = (ROOT / "examples" / "data" / "sonnets.txt").read_text(encoding="utf-8")
    assert [len(poem.splitlines()) for poem in text.strip().split("\n\n")] == [14] * 26
    assert text.isascii()
