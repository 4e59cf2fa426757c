"""The exercises as lines: without a terminal, in any encoding, by the Run button, in a notebook."""

import dataclasses
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path, PurePosixPath, PureWindowsPath

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import learn
from tinygrad_edu.learn import __main__ as program
from tinygrad_edu.learn import judge, report, screen, watching
from tinygrad_edu.learn.catalogue import EXERCISES
from tinygrad_edu.learn.folder import Workbook

RIGHT = EXERCISES["slope"].solution


@pytest.fixture
def root(tmp_path):
    return tmp_path / "exercises"


@pytest.fixture
def run(root, capsys, monkeypatch):
    """A function that runs the program in this process: its exit status, and what it said."""

    def run(*words, stdin=""):
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        status = program.main([*words, "--folder", str(root)])
        said, complaints = capsys.readouterr()
        return status, said + complaints

    return run


def save(root, text, name="slope"):
    Workbook(root).path(name).write_text(text, "utf-8")


def test_the_first_start_says_what_to_do(run, root):
    status, said = run()
    assert status == 1
    assert said.startswith(f"{len(EXERCISES)} exercises are in {root}{os.sep}, a file each.\nOpen ")
    assert "✗ hello" in said
    assert "target = 2  # TODO: make it 3" in EXERCISES["hello"].given
    assert f"0 of {len(EXERCISES)}" in said


def test_from_hello_to_the_next_exercise(run, root):
    run()
    save(root, EXERCISES["hello"].given.replace("= 2", "= 3"), "hello")
    status, said = run("--once")
    assert status == 0
    assert "✓ hello" in said
    assert f"Next: {Workbook(root).path('slope')}" in said
    status, said = run("--once")
    assert status == 1
    assert "slope.py is as it was given: nothing is written yet." in said


def test_exercises_are_checked_by_name(run, root):
    run("list")
    save(root, RIGHT)
    status, said = run("check", "slope", "bias")
    assert status == 1
    assert "✓ slope" in said
    assert "✗ bias" in said
    assert run("check", "slope")[0] == 0


def test_the_list_has_every_question(run):
    status, said = run("list")
    words = " ".join(said.split())
    assert status == 0
    assert all(" ".join(e.question.split()) in words for e in EXERCISES.values())


def test_hints_come_in_turn(run):
    run("list")
    said = [run("hint", "slope")[1] for _ in range(4)]
    assert [text.strip()[:11] for text in said] == [f"Hint {k} of 3" for k in (1, 2, 3, 1)]


def test_the_solution_is_asked_for_twice_before_success(run, root):
    run("list")
    assert "2 * x" not in run("solution", "slope")[1]
    assert "2 * x" not in run("solution", "slope", stdin="n\n")[1]
    assert "2 * x" in run("solution", "slope", stdin="y\n")[1]
    save(root, RIGHT)
    run("check", "slope")
    assert "2 * x" in run("solution", "slope")[1]


def test_reset_says_where_the_old_text_is(run, root):
    run("list")
    save(root, RIGHT)
    status, said = run("reset", "slope")
    assert status == 0
    assert "yours is kept as slope.mine-1.py" in said
    assert run("reset")[0] == 2


@pytest.mark.parametrize("answer", [RIGHT, "def slope(x):\n    return x\n"])
def test_an_answer_to_an_older_text_is_checked_again(run, root, answer):
    run("list")
    save(root, answer)
    book = Workbook(root)
    book.note("slope", given="what an older version gave", solved="2026-01-01 12:00")
    said = run("list")[1]
    assert ("slope has improved since you wrote yours" in said) is (answer != RIGHT)
    assert ("slope" in book.solved()) is (answer == RIGHT)
    assert book.text("slope") == answer


def test_what_is_unknown_is_told(run, root):
    status, said = run("check", "slop")
    assert status == 2
    assert said.startswith("There is no exercise 'slop'; did you mean slope or ")
    root.write_text("a file", "utf-8")
    status, said = run("list")
    assert status == 2
    assert "is a file; give the name of a folder" in said


def test_all_solved_is_said(run, root):
    run("list")
    for name in EXERCISES:
        Workbook(root).solve(name)
    assert run()[1].strip() == "All exercises are solved."


def test_a_folder_may_be_given_without_a_word_before_it(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    program.main([str(tmp_path / "mine")])
    assert (tmp_path / "mine" / "progress.json").exists()


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "ascii"])
def test_it_prints_on_any_code_page(root, encoding):
    command = [sys.executable, "-m", "tinygrad_edu.learn", "--folder", str(root)]
    environment = {**os.environ, "PYTHONIOENCODING": "", "PYTHONUTF8": "0"}
    environment["PYTHONIOENCODING"] = encoding
    ran = subprocess.run(command, capture_output=True, env=environment, check=False)
    assert ran.returncode == 1, ran.stderr.decode()
    assert ran.stderr == b""
    assert "NO hello" in ran.stdout.decode(encoding)


def test_nothing_is_coloured_that_no_terminal_reads(run, monkeypatch):
    assert "\x1b" not in run()[1]
    monkeypatch.setattr(screen, "is_terminal", lambda: True)
    assert "\x1b[31m✗ hello" in run()[1]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[31m" not in run()[1]


def test_a_place_on_windows_can_be_clicked():
    verdict = judge.verdict_on("slope", "def slope(x):\n    return x * x\n")
    place = PureWindowsPath("exercises") / EXERCISES["slope"].path
    assert screen.verdict_lines(verdict, place, "def slope(x): ...")[0].endswith(
        "exercises\\1_slope\\slope.py:1"
    )


def test_the_quiz_begins_with_its_first_question(run):
    status, said = run("quiz", stdin="q\n")
    assert status == 0
    assert "Question 1 of 12" in said


def test_ctrl_c_leaves_calmly(run, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(program, "obey", interrupted)
    assert run("list") == (0, "\n")


def test_what_an_answer_made_is_saved_beside_it(tmp_path):
    state = {"model": {"0.weight": np.ones((2, 3))}, "mean": 0.5}
    pages = {"page": "<html>", "drawing": "<canvas>"}
    verdict = judge.Verdict("ninety_eight", True, "That is right.", **pages, state=state)
    kept = report.save_what_was_made(verdict, tmp_path / "ninety_eight.py")
    assert (tmp_path / "ninety_eight.html").read_text("utf-8") == "<html>"
    assert (tmp_path / "ninety_eight_draw.html").read_text("utf-8") == "<canvas>"
    saved = tg.load(tmp_path / "ninety_eight.npz")
    assert saved["mean"] == 0.5
    np.testing.assert_array_equal(saved["model"]["0.weight"], np.ones((2, 3)))
    assert (kept.page, kept.drawing, kept.state) == ("", "", None)  # which no screen shows
    for name in ("ninety_eight.html", "ninety_eight_draw.html", "ninety_eight.npz"):
        assert any(name in line for line in kept.details)


# --- the Run button ---------------------------------------------------------------------------


def run_file(path, **environment):
    """What a file says when it is run by itself."""
    ran = subprocess.run(
        [sys.executable, str(path)], capture_output=True, check=False, encoding="utf-8",
        env={**os.environ, **environment},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_a_file_checks_itself_when_it_is_run(run, root):
    run("list")
    path = Workbook(root).path("slope")
    save(root, path.read_text("utf-8").replace("...  #", "return x * x  #"))
    said = run_file(path)
    assert "✗ slope" in said
    assert "That is the height of the curve" in " ".join(said.split())
    assert Workbook(root).progress()["slope"]["tries"] == 1
    save(root, path.read_text("utf-8").replace("x * x", "2 * x"))
    assert "✓ slope" in run_file(path)
    assert Workbook(root).solved() == {"slope"}


def test_a_file_that_was_renamed_is_told_so(run, root):
    run("list")
    path = Workbook(root).path("slope")
    path = path.rename(path.with_name("slopes.py"))
    said = run_file(path)
    assert "There is no exercise 'slopes'; did you mean slope" in said
    assert "A file has the name of its exercise." in said


def test_a_file_outside_of_any_folder_is_checked_too(tmp_path):
    path = tmp_path / "bias.py"
    path.write_text(EXERCISES["bias"].given, "utf-8")
    assert "nothing is written yet" in run_file(path)
    assert {p.name for p in tmp_path.iterdir()} == {"bias.py"}


# --- notebooks --------------------------------------------------------------------------------


def test_a_notebook_gives_functions_classes_values_or_text():
    assert learn.check("slope", lambda x: 2 * x).passed
    assert learn.check("hello", target=3).passed
    assert learn.check("slope", RIGHT).passed
    verdict = learn.check("slope", lambda x: x * x)
    assert repr(verdict).startswith("✗ slope\nslope(x=3.0) is 9; it should be 6.\nThat is")


def test_several_functions_go_by_their_names():
    names = judge.load_answer("backward", EXERCISES["backward"].solution)
    asked = judge.asked_for(EXERCISES["backward"])
    assert learn.check("backward", *(names[name] for name in asked)).passed


# --- the verdict ------------------------------------------------------------------------------


def test_a_verdict_is_plain_data():
    verdict = judge.verdict_on("bias", EXERCISES["bias"].given)
    assert json.loads(json.dumps(dataclasses.asdict(verdict)))["name"] == "bias"


@pytest.mark.parametrize(
    ("source", "said", "line"),
    [
        ("def slope(x)\n    return 2 * x", "This is not Python yet: expected ':'.", 1),
        ("def slope(x):\nreturn 2 * x", "This is not Python yet: expected an indented block", 2),
        ("1 / 0", "slope.py stops with ZeroDivisionError: division by zero.", 1),
        ("def slop(x): return 2 * x", "There is no slope in slope.py.", None),
        ("def slope(x):\n    return y", "slope(x=3.0) raises NameError: name 'y' is not", 2),
        ("def slope(x):\n    2 * x", "slope(x=3.0) gives nothing back (None); a `return`", None),
        ("def slope(x):\n    return '6'", "slope(x=3.0) gives '6'; it should give 6.", None),
        ("def slope(x):\n    return [x, x]", "slope(x=3.0) has shape (2,); it should have", None),
        ("def slope():\n    return 6", "slope(x=3.0) raises TypeError: slope() takes 0", None),
        ("slope = 6", "slope is of type int; it should be a function or a class.", None),
        ("def slope(x): return slope(x)", "slope(x=3.0) raises RecursionError", 1),
        ("\0", "This is not Python yet: source code string cannot contain null bytes", None),
        ("import sys; sys.exit('bye')", "slope.py stops with SystemExit: bye.", 1),
    ],
)
def test_what_is_said_first_is_what_is_wrong(source, said, line):
    verdict = judge.verdict_on("slope", source)
    assert not verdict.passed
    assert verdict.said.startswith(said), verdict.said
    assert verdict.line == line
    assert "Traceback" not in repr(verdict)


def test_what_an_answer_prints_is_shown_and_its_input_is_empty():
    verdict = judge.verdict_on("slope", "def slope(x):\n    print('x', x)\n    return 2 * x")
    assert verdict.passed
    assert verdict.printed.splitlines()[0] == "x 3.0"
    verdict = judge.verdict_on("slope", "input()")
    assert "EOFError" in verdict.said


def test_an_unknown_mistake_is_said_to_be_unknown():
    verdict = judge.verdict_on("slope", "def slope(x):\n    return 3 * x + 1")
    assert verdict.mistake == ""
    assert verdict.hint == "This is not a mistake that I know."


def test_arrays_are_shown_beside_the_verdict():
    verdict = judge.verdict_on("bias", "def bias_gradient(g):\n    return g.sum(axis=0) * 3")
    assert verdict.hint.startswith("Each entry is 3 times what it should be.")
    assert verdict.details[0].startswith("g = [[")
    assert len(verdict.details) == 4


def test_inner_sizes_that_differ_are_said_in_plain_words():
    source = "import numpy as np\ndef slope(x):\n    return np.ones((4, 3)) @ np.ones((2, 3))"
    said = judge.verdict_on("slope", source).said
    assert said == "slope(x=3.0) raises ValueError: matmul: the inner sizes 3 and 2 differ."


def test_warnings_of_the_framework_are_part_of_the_verdict():
    verdict = judge.verdict_on(
        "slope",
        "import warnings\nimport tinygrad_edu as tg\n"
        "warnings.warn('loss: it is odd', tg.TrainingWarning)\nwarnings.warn('mine')\n" + RIGHT,
    )
    assert verdict.warnings == ("loss: it is odd",)


def test_an_answer_spoils_no_array_of_the_check():
    verdict = judge.verdict_on("bias", "def bias_gradient(g):\n    g *= 0\n    return g.sum(0)")
    assert "All its entries are 0." in verdict.hint
    other = judge.verdict_on("bias", "def bias_gradient(g):\n    return g.sum(0) * 3")
    assert verdict.details == other.details  # g, as it was given
    assert judge.verdict_on("bias", EXERCISES["bias"].solution).passed


# --- the page ---------------------------------------------------------------------------------

PAGE = (Path(__file__).parents[2] / "docs" / "exercises.md").read_text("utf-8")


def test_the_page_shows_a_verdict_as_it_is_on_the_screen(monkeypatch):
    monkeypatch.setenv("COLUMNS", "88")
    exercise = EXERCISES["bias"]
    source = exercise.given.replace("...  # TODO: return it", "return g")
    verdict = judge.verdict_on("bias", source)
    place = PurePosixPath("tinygrad_exercises") / exercise.path
    lines = screen.verdict_lines(verdict, place, source)
    shown = [*lines, "", screen.keys_line(watching.HELP, 18)]
    assert "\n".join(shown) == re.search("```console\n(.*?)\n```", PAGE, re.DOTALL)[1]


def test_the_page_has_all_keys_and_commands():
    for part in f"{watching.HELP}   {watching.HELP_AFTER}".split("   "):
        assert f"| `{part.split()[0]}` |" in PAGE
    assert all(f"`{command}" in PAGE for command in {*program.COMMANDS} - {"check"})
    assert f"{len(EXERCISES)} exercises" in PAGE
