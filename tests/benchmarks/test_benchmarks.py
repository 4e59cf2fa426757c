"""The benchmark compares what computes the same, and its page shows what was measured."""

import json
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
BENCHMARKS = ROOT / "tests" / "benchmarks"
sys.path.append(str(BENCHMARKS))

import harness  # noqa: E402 - they lie beside the benchmark
import page  # noqa: E402
from workloads import convolution_step, layers, video_step, wide_step  # noqa: E402

RESULTS = json.loads((BENCHMARKS / "results.json").read_text("utf-8"))
ON_NUMPY = ["NumPy by hand", "NumPy tuned", "tinygrad_edu", "replayed"]
QUICK = harness.Effort(3, 0.001)


def test_the_page_holds_what_the_results_make():
    text = page.PAGE.read_text("utf-8")
    assert page.filled(text, RESULTS) == text


@pytest.mark.parametrize("workload", sorted(RESULTS))
def test_every_result_has_its_place_in_the_page_and_says_where_it_is_from(workload):
    assert f"<!-- {workload} -->" in page.PAGE.read_text("utf-8")
    assert import_module(f"workloads.{workload}").TITLE
    assert RESULTS[workload].keys() >= {"commit", "date", "machine", "versions", "one thread"}


@pytest.mark.parametrize(
    ("workload", "task", "names"),
    [
        ("video", video_step.task(3), ON_NUMPY),
        ("video", video_step.task(1), ON_NUMPY),
        ("wide", wide_step.task([20, 8, 7, 4], 5), ON_NUMPY),
        ("convolution", convolution_step.task(), ["NumPy by hand", "tinygrad_edu"]),
    ],
    ids=["video, batch 3", "video, batch 1", "wide", "convolution"],
)
def test_the_contenders_on_numpy_come_to_the_same_weights(workload, task, names):
    steps, missing = harness.prepared(workload, *task, names=names)
    assert list(steps) == names
    assert not missing


@pytest.mark.parametrize("case", layers.CASES, ids=lambda case: f"{case[0]} of {case[2]}")
def test_every_single_layer_has_a_gradient_for_each_of_its_parameters(case):
    steps, _ = harness.prepared("layer", *layers.task(*case), names=["tinygrad_edu"])
    assert np.isfinite(steps["tinygrad_edu"]())


def contender(cost, weight):
    return lambda: cost, lambda: [np.full(2, weight)]


@pytest.mark.parametrize(
    ("other", "message"),
    [(contender(1.01, 1.0), "cost of other"), (contender(1.0, 1.01), "parameter 0 of other")],
    ids=["another cost", "another weight"],
)
def test_a_contender_that_computes_something_else_is_found_out(other, message):
    made = {"first": contender(1.0, 1.0), "other": other}
    steps = {name: step for name, (step, _) in made.items()}
    with pytest.raises(AssertionError, match=message):
        harness.agree(steps, {name: weights for name, (_, weights) in made.items()})


def test_twice_the_work_takes_twice_the_time(monkeypatch):
    now = [0.0]

    def once():
        now[0] += 0.001  # a clock of our own: on a busy machine the true one tells anything

    def twice():
        once()
        once()

    monkeypatch.setattr(harness, "clock", lambda: now[0])
    times = harness.take_turns({"tinygrad_edu": twice, "by hand": once}, QUICK)
    assert harness.summary(times)["by hand"]["ours"] == [2, 2, 2]


def test_a_loss_is_told_and_noise_is_not():
    def result(a, b):
        return {
            "commit": "abc",
            "date": "today",
            "one thread": {
                "batch 1": {"by hand": {"ours": [a, a, a]}, "peer": {"ours": [b, b, b]}}
            },
        }

    text = page.changes(result(1.0, 0.5), result(1.2, 0.51))
    assert "slower: batch 1, one thread, ours ÷ by hand: 1.00 → 1.20" in text
    assert "peer" not in text
    assert page.changes(result(1, 1), result(1, 1)).endswith("none")
    assert "faster" in page.changes(result(1.0, 0.5), result(1.0, 0.3))
    assert page.changes(None, result(1, 1)) == "Nothing is kept of this workload yet."
