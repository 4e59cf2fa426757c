"""Forty promises, each with its test: here are those that had no better place."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import hypothesis
import numpy as np
import pytest

import tinygrad_edu as tg

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

# --- 10: a gradient of a wrong shape does not reach np.add.at, which could crash --------------


@pytest.mark.promise(10)
@pytest.mark.parametrize("shape", [(2,), (3, 1), (5, 2), (), (2, 3), (1, 3, 2)], ids=str)
@pytest.mark.parametrize(
    "index", [[0, 1, 0], [True, False, True, True], (slice(3), slice(None))], ids=str
)
def test_a_gradient_of_a_wrong_shape_never_comes_to_an_index(index, shape):
    @tg.differentiable
    def wrong(x, /):
        return x * 1, lambda g: np.ones(shape)

    x = tg.Tensor(np.ones((4, 2)), requires_grad=True)
    with pytest.raises(ValueError, match=r"backward: grad has shape"):
        x[index].backward(np.ones(shape))
    with pytest.raises(tg.GradientError, match=r"wrong: .*\(3, 2\)"):
        wrong(x[index]).sum().backward()
    assert x.grad is None


# --- 28: a network that is written wrongly ----------------------------------------------------


@pytest.mark.promise(28)
def test_a_subclass_may_forget_to_call_super():
    class Small(tg.nn.Module):
        def __init__(self):
            self.layer = tg.nn.Linear(3, 2)

        def forward(self, x):
            return self.layer(x)

    model = Small()
    model(np.ones((4, 3))).sum().backward()
    assert list(model.state_dict()) == ["layer.weight", "layer.bias"]
    assert model.train() is model
    assert model.layer.weight.grad.shape == (2, 3)


# --- 17 and 35: pictures ----------------------------------------------------------------------


def drawing():
    return pytest.importorskip("tinygrad_edu.show.picture.draw").draw


NASTY = ['a "quoted" name', "back\\slash", "two\nlines", "<b>bold</b> & {braces}|[x]", "☃ é", ""]


@pytest.mark.promise(35)
@pytest.mark.parametrize("name", NASTY, ids=["quotes", "backslash", "lines", "html", "ü", "none"])
def test_any_name_can_be_drawn(name):
    x = tg.Tensor([1.0, 2.0], requires_grad=True, name=name)
    picture = drawing()((x * x).sum())
    assert "<b>bold" not in picture.svg()


@pytest.mark.promise(17, 35)
def test_a_graph_that_is_very_deep_or_has_very_many_paths_can_be_drawn():
    x = tg.Tensor(1.0, requires_grad=True)
    deep = wide = x
    for _ in range(5000):
        deep = deep + 1.0
    for _ in range(25):
        wide = wide + wide
    for y in (deep, wide):
        assert drawing()(y).source.startswith("digraph")
    wide.backward()
    assert x.grad == 2**25


@pytest.mark.promise(35)
def test_drawing_touches_no_gradient_and_frees_nothing():
    x = tg.Tensor([1.0, 2.0], requires_grad=True)
    (x * 3).sum().backward()
    loss = (x * x).sum()
    before = x.grad.copy()
    drawing()(loss)
    np.testing.assert_array_equal(x.grad, before)
    loss.backward()
    np.testing.assert_array_equal(x.grad, [5, 7])


@pytest.mark.promise(35)
def test_without_dot_the_error_names_it_and_the_source_is_there(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    picture = drawing()(tg.Tensor(2.0, requires_grad=True) * 3)
    assert "digraph" in picture.source
    with pytest.raises(RuntimeError, match="`dot`"):
        picture.save(tmp_path / "graph.svg")


# --- 38: planted mistakes ---------------------------------------------------------------------

PLANTED = {
    "a sign": ("ops/elementwise.py", "lambda: 1, lambda: -1", "lambda: 1, lambda: 1"),
    "a missing term": ("ops/activations.py", "lambda: y - y * y", "lambda: y"),
    "a missing sum": (
        "engine/broadcasting.py", "undo_broadcasting(node, i, d)\n",
        "d[:1, ..., :1].reshape(x.shape)\n",
    ),
    "overwritten, not added": (
        "engine/graph.py", "gradients[x] + d if x in gradients else d", "d",
    ),
    "an ignored seed": (
        "watch/seed.py", "return seed.astype(dtype, copy=False)", "return np.ones(shape)",
    ),
    "+= for add.at": ("ops/shape.py", "np.add.at(y, index, x)", "y[index] += x"),
    "swapped axes": ("ops/linalg.py", "lambda g: g @ y.mT", "lambda g: g @ y"),
    "the mean by a wrong count": (
        "ops/reduce.py", "n = count(x.shape, axis)", "n = 1 + count(x.shape, axis)",
    ),
    "shared gradients": ("engine/leaves.py", "g = np.array(g)  #", "pass  #"),
    "softmax not shifted": ("ops/activations.py", "return x - top, top", "return x - 0 * top, top"),
}  # fmt: skip


@pytest.mark.promise(38)
@pytest.mark.parametrize("mistake", PLANTED)
def test_a_planted_mistake_turns_a_test_red(mistake, tmp_path):
    """A sample of what tests/mutants plants by the hundred."""
    module, old, new = PLANTED[mistake]
    source = (ROOT / "tinygrad_edu" / module).read_text("utf-8")
    assert source.count(old) == 1, f"{module} no longer holds {old!r}"
    (tmp_path / "planted.py").write_text(source.replace(old, new), "utf-8")
    code = f"""
import importlib.util, sys

class Planted:
    def find_spec(self, name, *_):
        if name == "tinygrad_edu.{module[:-3].replace("/", ".")}":
            return importlib.util.spec_from_file_location(name, {str(tmp_path / "planted.py")!r})

sys.meta_path.insert(0, Planted())
import pytest
sys.exit(pytest.main(["tests/engine/test_graph.py", "tests/ops/test_conventions.py",
    "tests/ops/test_extremes.py", "tests/ops/test_numpy_names.py", "-x", "-q",
    "-p", "no:cacheprovider", "-p", "no:randomly",
    "-k", "not million and not fork and not threads"]))
"""
    environment = {**os.environ, "HYPOTHESIS_PROFILE": "brief"}
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        encoding="utf-8",
    )
    assert run.returncode == 1, run.stdout + run.stderr
    assert "FAILED" in run.stdout


# --- 39 and 40: how the tests are run ---------------------------------------------------------


@pytest.mark.promise(39)
def test_a_warning_in_any_test_is_an_error():
    assert PROJECT["tool"]["pytest"]["ini_options"]["filterwarnings"] == ["error"]
    with pytest.raises(RuntimeWarning):
        np.log(np.zeros(1))


@pytest.mark.promise(39)
def test_the_oldest_numpy_and_python_claimed_are_in_the_matrix():
    matrix = (ROOT / "tests" / "matrix.sh").read_text("utf-8")
    (numpy,) = (d for d in PROJECT["project"]["dependencies"] if d.startswith("numpy"))
    assert numpy == "numpy>=2"
    assert "numpy==2.0.0" in matrix
    assert PROJECT["project"]["requires-python"] == ">=3.11"
    assert "python3.11" in matrix


@pytest.mark.promise(40)
def test_ci_draws_the_same_examples_and_thorough_draws_at_random():
    profiles = hypothesis.settings
    assert profiles.get_profile("ci").derandomize
    assert not profiles.get_profile("thorough").derandomize
    assert profiles.get_profile("thorough").max_examples >= 2000
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert re.search(r"^thorough:.*\n(\t.*\n)*?.*HYPOTHESIS_PROFILE=thorough", makefile, re.M)
    assert "--hypothesis-seed=" in makefile
    assert "HYPOTHESIS_PROFILE=ci" in (ROOT / ".ci" / "run").read_text("utf-8")
