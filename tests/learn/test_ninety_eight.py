"""The last exercise: recipes, the training by them, what was recorded of it, and its page."""

import dataclasses
import functools
import json
import os
import re

import numpy as np
import pytest

import tinygrad_edu as tg
from tests.learn.recordings import NAME, PATIENCE, SEEDS, trainable
from tinygrad_edu.learn import judge, probing, recipes, training_page
from tinygrad_edu.learn.catalogue import EXERCISES

THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
GOOD = {"layers": [8], "rate": 0.2, "last_rate": 0.0, "epochs": 2, "batch": 50}
RUNS = json.loads(recipes.RECORDED.read_text("utf-8"))


def quiet(text):
    """Where progress goes in a test."""


@pytest.fixture(scope="module", autouse=True)
def digits_are_read_once():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recipes, "mnist", functools.cache(recipes.mnist))
        yield


@pytest.fixture(scope="module")
def outcome():
    return recipes.train(GOOD, quiet, count=500)


# --- recipes ----------------------------------------------------------------------------------


def test_a_good_recipe_has_nothing_to_complain_of():
    assert recipes.complaint(GOOD) == ("", "")
    assert recipes.complaint({**GOOD, "layers": (np.int64(8),), "rate": np.float32(1)}) == ("", "")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("layers", []),
        ("layers", "128-64"),
        ("layers", 128),
        ("layers", [16.5]),
        ("layers", [16, 0]),
        ("layers", [True]),
        ("layers", ...),
        ("rate", 0),
        ("rate", -0.1),
        ("rate", float("nan")),
        ("rate", float("inf")),
        ("rate", "0.1"),
        ("last_rate", -1e-9),
        ("last_rate", None),
        ("epochs", 0),
        ("epochs", 2.0),
        ("batch", 0),
        ("batch", 60_000),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_with_what_is_needed(name, value):
    where, needed = recipes.complaint({**GOOD, name: value})
    assert where == f"{name!r}: {value!r}"
    assert needed == recipes.SETTINGS[name][1]


def test_settings_that_are_missing_or_too_many_are_named():
    assert recipes.complaint([16])[0] == "a list"
    without = {name: value for name, value in GOOD.items() if name != "rate"}
    assert recipes.complaint(without)[0] == "without 'rate'"
    assert recipes.complaint({**GOOD, "momentum": 0.9})[0] == "'momentum': 0.9"


def test_a_network_has_at_most_half_a_million_weights():
    assert recipes.weights([16, 16]) == 13_002  # the video's
    assert recipes.complaint({**GOOD, "layers": [628]}) == ("", "")
    where, needed = recipes.complaint({**GOOD, "layers": [629]})
    assert where == "500,065 weights and biases"
    assert "500,000" in needed


# --- training ---------------------------------------------------------------------------------


def test_a_training_says_how_far_it_is():
    said = []
    recipes.train(GOOD, said.append, count=200)
    assert said[0] == "reading the digits"
    assert re.fullmatch(r"epoch 2 of 2: \d+\.\d\d% of the digits kept aside, \d+ s", said[-1])
    assert len(said) == 3


def test_a_training_gives_its_curve_and_what_the_network_misreads(outcome):
    assert outcome.is_finished
    assert len(outcome.curve) == 2
    misread = outcome.network.misread
    assert outcome.accuracy == pytest.approx(1 - len(misread) / 10_000)
    assert all(m.label != m.answer for m in misread)
    assert [m.sure for m in misread] == sorted([m.sure for m in misread], reverse=True)


def test_the_rate_goes_evenly_from_the_first_to_the_last(monkeypatch):
    rates = []

    class Noting(recipes.SGD):
        def step(self):
            rates.append(self.lr)
            super().step()

    monkeypatch.setattr(recipes, "SGD", Noting)
    recipes.train({**GOOD, "rate": 0.3, "last_rate": 0.1, "epochs": 1}, quiet, count=250)
    np.testing.assert_allclose(rates, [0.3, 0.25, 0.2, 0.15, 0.1])


def test_a_training_stops_when_its_time_is_over_or_will_certainly_be():
    assert not recipes.train(GOOD, quiet, limit=0.0, count=500).is_finished
    long = {**GOOD, "epochs": 10**9}
    assert len(recipes.train(long, quiet, limit=1000.0, count=500).curve) == 1


def test_a_training_whose_loss_is_no_number_ends_at_once():
    with pytest.warns(tg.TrainingWarning), np.errstate(all="ignore"):
        outcome = recipes.train({**GOOD, "rate": 1e6, "layers": [8] * 6}, quiet, count=500)
    assert outcome.is_finished
    assert outcome.accuracy < 0.2
    assert len(outcome.curve) < 2


# --- what was recorded ------------------------------------------------------------------------


def test_every_recipe_of_the_exercise_is_recorded():
    recorded = {run["program"]: run["recipe"] for run in RUNS}
    assert recorded == trainable()


def test_the_recorded_solution_reads_98_percent_whatever_the_seed():
    accuracies = [run["accuracy"] for run in RUNS if run["program"] == "solution"]
    assert len(accuracies) == len(SEEDS)
    assert min(accuracies) >= 0.98


def test_other_recipes_have_no_record():
    assert recipes.recorded(GOOD) is None


@pytest.mark.skipif(not THOROUGH, reason="takes minutes: make thorough")
@pytest.mark.parametrize("program", trainable())
def test_a_training_gives_what_was_recorded(program):
    run = next(run for run in RUNS if run["program"] == program)
    outcome = recipes.train(run["recipe"], quiet, limit=PATIENCE)
    assert outcome.is_finished == run["is_finished"]
    assert outcome.accuracy == pytest.approx(
        run["accuracy"], abs=0.004 + 0.1 * (1 - run["accuracy"])
    )
    if program == "solution":
        assert outcome.accuracy >= 0.98


# --- the check --------------------------------------------------------------------------------


@pytest.fixture
def watched(monkeypatch, outcome):
    """As where somebody watches a training, which here was done before."""
    said = []
    monkeypatch.setattr(probing, "progress", said.append)

    def trained(recipe, say):
        say(f"training {recipe['layers']}")
        return outcome

    monkeypatch.setattr(recipes, "train", trained)
    return said


def test_a_training_that_is_watched_is_done_though_it_was_recorded(watched, outcome):
    verdict = judge.verdict_on(NAME, EXERCISES[NAME].solution)
    assert watched == ["training [256, 128]"]  # once, and not for the typical mistakes
    assert not verdict.passed
    assert f"{outcome.accuracy:.2%}" in verdict.said
    assert verdict.page.startswith("<!doctype html>")
    assert set(verdict.state) == {"model", "mean"}
    assert verdict.state["model"]["0.weight"].shape == (8, 784)


def test_only_after_success_there_is_a_page_to_draw_on(watched, outcome, monkeypatch):
    assert judge.verdict_on(NAME, EXERCISES[NAME].solution).drawing == ""
    success = dataclasses.replace(outcome, accuracy=0.981)
    monkeypatch.setattr(recipes, "train", lambda recipe, say: success)
    verdict = judge.verdict_on(NAME, EXERCISES[NAME].solution)
    assert verdict.passed
    data = json.loads(re.search(r'<script id="data"[^>]*>(.*?)</script>', verdict.drawing)[1])
    assert [layer["m"] for layer in data["layers"]] == [8, 10]
    assert data["mean"] == pytest.approx(outcome.network.mean)
    assert "learning rate from 0.2 to 0" in data["settings"][0]
    assert watched[-1] == "writing a page on which to draw a digit for it"


def test_nobody_waits_for_what_was_recorded():
    verdict = judge.verdict_on(NAME, EXERCISES[NAME].solution)
    assert verdict.passed
    assert (verdict.page, verdict.drawing, verdict.state) == ("", "", None)


def test_a_recipe_without_return_is_told_so():
    assert "a `return` is missing" in judge.verdict_on(NAME, "def recipe():\n    pass\n").said


def test_other_exercises_have_no_page():
    verdict = judge.verdict_on("slope", EXERCISES["slope"].solution)
    assert (verdict.page, verdict.drawing, verdict.state) == ("", "", None)


def test_a_recipe_that_stops_is_reported_with_its_line():
    verdict = judge.verdict_on(NAME, "def recipe():\n    return 1 / 0\n")
    assert "recipe() raises ZeroDivisionError" in verdict.said
    assert verdict.line == 2


# --- the page ---------------------------------------------------------------------------------


def test_the_page_is_whole_without_scripts_or_other_files(outcome):
    page = training_page.html_of(outcome)
    assert "<script" not in page
    assert re.findall(r'(?:src|href)="(?!data:)', page) == []
    assert page.count("<img ") == training_page.SHOWN
    assert page.count('alt="a ') == training_page.SHOWN
    assert page.count("<circle ") == len(outcome.curve)


def test_the_page_says_how_many_digits_are_misread(outcome):
    wrong = len(outcome.network.misread)
    page = training_page.html_of(outcome)
    assert f"it reads {10_000 - wrong:,} as they were meant, and {wrong:,} as another digit" in page
    assert "It was trained for 2 epochs" in page


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_a_phone(visit, outcome, tmp_path, scheme):
    path = tmp_path / "page.html"
    path.write_text(training_page.html_of(outcome), "utf-8")
    page = visit(path, size=(360, 800), color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    ink, ground = page.evaluate(
        "(({color, backgroundColor}) => [color, backgroundColor])(getComputedStyle(document.body))"
    )
    assert ink != ground
