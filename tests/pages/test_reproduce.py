"""The runner of the claims, its results, and the page that is made from them."""

import importlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER, DOCS = ROOT / "examples", ROOT / "docs"
FAST = ["01_valleys", "02_steepest", "03_untrained"]


@pytest.fixture(autouse=True)
def as_a_script(monkeypatch):
    monkeypatch.setattr(sys, "path", [str(FOLDER), *sys.path])


def load(name):
    return importlib.import_module(name)


def reproduce(docs, *options):
    command = [sys.executable, FOLDER / "reproduce.py", "--quick", "--docs", docs, *options]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    )


def finish(docs, *options):
    with reproduce(docs, *options) as process:
        told, complaints = process.communicate(timeout=600)
    assert (process.returncode, complaints) == (0, "")
    return told


def runs_in(folder):
    path = folder / "reproductions.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else []


# --- the table of claims ------------------------------------------------------------------------


def test_each_claim_has_an_example_that_measures_it():
    for claim in load("reproduce").CLAIMS:
        assert callable(load(claim.example).measure)
        assert claim.numbers
        assert claim.seeds >= 1


def test_each_row_of_the_video_and_of_the_papers_has_a_claim():
    examples = {claim.example for claim in load("claims.video").CLAIMS}
    examples |= {claim.example for claim in load("claims.papers").CLAIMS}
    course = {path.stem for path in FOLDER.glob("[01][0-9]_*.py")}
    assert examples == course | {"mnist", "mnist_conv"}


def test_what_has_been_run_holds_the_numbers_that_the_claims_show():
    reproduce, page = load("reproduce"), load("shared.page")
    runs = [run for run in runs_in(FOLDER) if not run["quick"]]
    assert runs
    for claim in reproduce.CLAIMS:
        values = page.values_of(claim, runs)
        if values:
            assert set(claim.numbers) <= set(values), claim.example
            assert claim.verdict(values)


# --- running, interrupting, going on ------------------------------------------------------------


def test_a_killed_runner_loses_at_most_one_run_and_goes_on_where_it_was(tmp_path):
    with reproduce(tmp_path, "--only", *FAST) as process:
        while not runs_in(tmp_path):
            assert process.poll() is None, process.stderr.read()
            time.sleep(0.01)
        process.kill()
    before = runs_in(tmp_path)
    assert 1 <= len(before) < 3 or [run["example"] for run in before] == FAST
    told = finish(tmp_path, "--only", *FAST)
    after = runs_in(tmp_path)
    assert [run["example"] for run in after] == FAST
    assert after[: len(before)] == before
    assert [f"=== {name}, seed 0" in told for name in FAST] == [
        name not in {run["example"] for run in before} for name in FAST
    ]
    assert "=== " not in finish(tmp_path, "--only", *FAST)
    text = (tmp_path / "reproductions.md").read_text("utf-8")
    assert text.startswith("# A first try, in small settings")
    assert text.count("not run yet") == len(load("reproduce").CLAIMS) - 4  # of 03 there are two
    run = after[0]
    assert run["quick"] is True
    assert set(run) == {*"example seed quick values seconds date numpy python tinygrad_edu".split()}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")
def test_ctrl_c_in_a_training_does_not_leave_half_a_run(tmp_path):
    def listen():  # a background job, which this test may be part of, ignores the signal
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    command = [sys.executable, "-u", FOLDER / "reproduce.py", "--only", "mnist", "--docs", tmp_path]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes, preexec_fn=listen) as process:
        while "epoch   1" not in process.stdout.readline():
            assert process.poll() is None, process.stderr.read()
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=600)
    assert process.returncode == 1
    assert complaints.strip().startswith("Stopped.  Finished runs are kept")
    assert runs_in(tmp_path) == []


def test_an_unknown_example_is_an_error_that_lists_those_there_are(tmp_path):
    with reproduce(tmp_path, "--only", "99_nothing") as process:
        _, complaints = process.communicate(timeout=600)
    assert process.returncode == 1
    assert "there is no 99_nothing; try 01_valleys, " in complaints


# --- the results --------------------------------------------------------------------------------


def test_a_run_is_added_and_a_newer_one_takes_its_place(tmp_path):
    results, path = load("shared.results"), tmp_path / "results.json"
    for seed, quick, value in [(1, False, 1.0), (0, False, 2.0), (0, True, 3.0), (1, False, 4.0)]:
        results.record(path, "an example", seed, quick, {"x": value}, 0.123)
    found = [(run["seed"], run["quick"], run["values"]["x"]) for run in results.read(path)]
    assert found == [(0, False, 2.0), (1, False, 4.0), (0, True, 3.0)]
    assert len(path.read_text("utf-8").splitlines()) == 5  # a line for each run
    assert [file.name for file in tmp_path.iterdir()] == ["results.json"]


def test_a_number_that_is_none_is_refused_and_the_file_stays_as_it_was(tmp_path):
    results, path = load("shared.results"), tmp_path / "results.json"
    results.record(path, "an example", 0, False, {"x": 1.0}, 1)
    before = path.read_text("utf-8")
    with pytest.raises(ValueError, match="JSON"):
        results.record(path, "an example", 1, False, {"x": float("nan")}, 1)
    assert path.read_text("utf-8") == before


def test_an_interruption_while_writing_leaves_the_old_file(tmp_path, monkeypatch):
    results, path = load("shared.results"), tmp_path / "results.json"
    results.record(path, "an example", 0, False, {"x": 1.0}, 1)

    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(results.os, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        results.record(path, "an example", 1, False, {"x": 2.0}, 1)
    assert [run["seed"] for run in results.read(path)] == [0]
    assert not path.with_suffix(".lock").exists()


def test_two_runners_take_turns_and_a_lock_that_was_left_is_taken_over(tmp_path):
    results, path = load("shared.results"), tmp_path / "results.json"
    path.with_suffix(".lock").touch()
    start = time.monotonic()
    with results.only_one(path, patience=0.2):
        assert time.monotonic() - start >= 0.2
    assert not path.with_suffix(".lock").exists()


def test_many_runners_at_once_lose_nothing(tmp_path):
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from pathlib import Path\n"
        "from shared import results\n"
        "for seed in range(20): results.record(Path(sys.argv[2]), sys.argv[3], seed, False, {}, 1)"
    )
    path = tmp_path / "results.json"
    crowd = [
        subprocess.Popen([sys.executable, "-c", code, str(FOLDER), str(path), name])
        for name in ("a", "b", "c")
    ]
    assert [process.wait(timeout=600) for process in crowd] == [0, 0, 0]
    assert len(load("shared.results").read(path)) == 60


# --- verdicts and the page ----------------------------------------------------------------------


def test_verdicts_follow_the_numbers():
    claims = load("claims")
    close = claims.close_to("x", 96, within=0.5)
    assert close({"x": [95.9, 96.2, 90]}) == "**agrees**: the median is 0.1 below"
    assert close({"x": [97.0, 97.0, 90]}) == "**differs**: the median is 1 above"
    assert close({"x": [96]}) == "**agrees**: the median is equal"
    best = claims.best_of_three("x", 96, within=0.5)
    assert best({"x": [90, 95.8, 91, 99]}) == "best of three: 95.80; **agrees**: it is 0.2 below"
    least = claims.at_least("x", 96)
    assert least({"x": [96, 97]}) == "**reached** in all 2 runs"
    assert least({"x": [96]}) == "**reached**"
    assert least({"x": [95, 96, 97]}) == "**reached** by the median, and in 2 of 3 runs"
    assert least({"x": [94, 95, 97]}) == "**not reached**: the median is 1 below"
    holds = claims.holds(lambda run: run["x"] > run["y"])
    assert holds({"x": [1, 2], "y": [0, 1]}) == "**holds** in all 2 runs"
    assert holds({"x": [1, 2], "y": [0, 3]}) == "**holds only** in 1 of 2 runs"
    assert holds({"x": [1], "y": [1]}) == "**does not hold**"


def test_a_row_says_what_was_run_and_what_was_not():
    page, claims = load("shared.page"), load("claims")
    claim = claims.Claim(
        "e", "it reads | digits", "us", "96 %", ("a, %",), claims.at_least("a, %", 96), 3
    )
    link = r"| [It reads \| digits](../examples/e.py) | 96 %<br>(us) |"
    assert page.row(claim, []) == f"{link} not run yet | – |"
    runs = [
        {"example": "e", "seed": seed, "quick": False, "values": {"a, %": x}}
        for seed, x in enumerate([96.5, 95.25, 97])
    ]
    assert page.row(claim, runs[:2]) == (
        f"{link} a: {page.unbroken('95.88 (95.25 … 96.50) %')}<br>(2 of 3 runs so far) | "
        "**not reached**: the median is 0.12 below |"
    )
    assert page.row(claim, runs) == (
        f"{link} a: {page.unbroken('96.50 (95.25 … 97.00) %')} | "
        "**reached** by the median, and in 2 of 3 runs |"
    )


def test_quick_runs_are_not_on_the_page(tmp_path):
    reproduce, page = load("reproduce"), load("shared.page")
    runs = runs_in(FOLDER)
    quick = [run | {"quick": True, "values": {"nonsense": 0}} for run in runs]
    made = page.page(reproduce.SOURCES, runs[:1] + quick[:1], DOCS, quick=True)
    assert made.startswith("# A first try")
    assert "**" not in made
    both = page.page(reproduce.SOURCES, runs + quick, DOCS / "pictures" / "course")
    assert both == page.page(reproduce.SOURCES, runs, DOCS / "pictures" / "course")


def test_the_page_is_what_the_results_make():
    reproduce, page = load("reproduce"), load("shared.page")
    made = page.page(reproduce.SOURCES, runs_in(FOLDER), DOCS / "pictures" / "course")
    assert (DOCS / "reproductions.md").read_text("utf-8") == made


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("test accuracy, %", 96.123, "96.12 %"),
        ("weights and biases", 13_002, "13,002"),
        ("cost", 0.04239, "0.04239"),
        ("cost", -0.5, "−0.5"),
        ("ratio", 11234.5, "11,234"),
        ("angle, °", 18.4349, "18.43 °"),
    ],
)
def test_numbers_are_written_as_their_units_want_it(key, value, text):
    assert load("shared.course").written(key, value) == text
