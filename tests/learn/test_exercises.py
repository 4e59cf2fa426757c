"""Every exercise refuses what is wrong, and names the mistake; it accepts every right answer."""

import itertools
import re
import time
from pathlib import Path

import pytest

from tinygrad_edu.learn import judge
from tinygrad_edu.learn.catalogue import EXERCISES, FOLDER, docstring_of
from tinygrad_edu.learn.results import agree

RIGHT = Path(__file__).parent / "right"
NAMES = [name for name in EXERCISES if (FOLDER / name).exists()]
WITHOUT_MISTAKES = ["hello"]  # it asks for one number

every_exercise = pytest.mark.parametrize("name", NAMES)


def right_answers(name):
    """Other right answers, by how they differ from the solution."""
    path = RIGHT / f"{name}.py"
    parts = re.split(r"^# --- (.*)\n", path.read_text("utf-8"), flags=re.M) if path.exists() else []
    imports = parts[0] if parts else ""  # what all of them need
    return {how: imports + text for how, text in zip(parts[1::2], parts[2::2], strict=True)}


def mistakes():
    return [(name, mistake) for name in NAMES for mistake in EXERCISES[name].wrong]


def others():
    return [(name, how) for name in NAMES for how in right_answers(name)]


def with_changes(name, changes):
    """The solution's program, with a part of it replaced."""
    return f"{EXERCISES[name].solution}\n\n{changes}"


# --- what is right, and what is not -----------------------------------------------------------


@every_exercise
def test_the_given_file_is_refused_with_guidance(name):
    verdict = judge.verdict_on(name, EXERCISES[name].given)
    assert not verdict.passed
    assert verdict.mistake
    assert verdict.hint


@every_exercise
def test_the_solution_is_accepted(name):
    verdict = judge.verdict_on(name, EXERCISES[name].solution)
    assert verdict.passed, verdict
    assert verdict.printed == ""


@pytest.mark.parametrize(("name", "mistake"), mistakes())
def test_a_mistake_is_refused_and_named(name, mistake):
    program = EXERCISES[name].wrong[mistake]
    verdict = judge.verdict_on(name, with_changes(name, program))
    assert not verdict.passed
    assert verdict.mistake == mistake, verdict
    assert verdict.hint == docstring_of(program)


@pytest.mark.parametrize(("name", "how"), others())
def test_another_right_answer_is_accepted(name, how):
    verdict = judge.verdict_on(name, f"{EXERCISES[name].given}\n\n{right_answers(name)[how]}")
    assert verdict.passed, verdict


@every_exercise
def test_all_results_are_pairwise_different(name):
    found = {mistake: judge.fingerprint(name, mistake) for mistake in EXERCISES[name].wrong}
    for (a, mine), (b, theirs) in itertools.combinations(found.items(), 2):
        pairs = list(zip(mine, theirs, strict=False))
        clear = [not agree(x, y, 1e-3) for (_, x), (_, y) in pairs]  # far beyond rounding
        assert len(mine) != len(theirs) or any(clear), f"{a} and {b} give the same results"


def test_there_are_enough_of_all():
    assert len([name for name in NAMES if name not in WITHOUT_MISTAKES]) >= 40
    for name in NAMES:
        assert len(EXERCISES[name].wrong) >= 3 or name in WITHOUT_MISTAKES, name
        assert right_answers(name) or name in WITHOUT_MISTAKES, name
    assert len(others()) >= 60


# --- words ------------------------------------------------------------------------------------


@every_exercise
def test_an_exercise_has_all_its_parts(name):
    exercise = EXERCISES[name]
    assert exercise.question.endswith((".", "?"))
    assert len(exercise.question) <= 76
    assert exercise.given.rstrip().endswith("check(__file__)")
    headings = re.findall("^# (.*)", (exercise.folder / "hints.md").read_text("utf-8"), re.M)
    assert headings == ["A question", "The rule", "The line, with a hole", "Now change …"]
    assert all(exercise.sections)
    assert "?" in exercise.hints[0]
    assert "..." in exercise.hints[2]
    for hint in map(docstring_of, exercise.wrong.values()):
        assert hint.endswith((".", "?", ")"))
        assert 30 <= len(hint) <= 330, hint


def test_the_list_is_what_lies_there():
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir()}
    assert folders - {"__pycache__"} == set(EXERCISES)


@every_exercise
def test_a_verdict_comes_at_once(name):
    judge.verdict_on(name, EXERCISES[name].solution)
    start = time.process_time()
    judge.verdict_on(name, EXERCISES[name].solution)
    assert time.process_time() - start < 0.2  # the page on performance has the real figure
