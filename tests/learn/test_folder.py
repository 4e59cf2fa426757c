"""The learner's folder: what a learner wrote is never lost, whatever happens."""

import json
import os
import sys
from pathlib import PureWindowsPath

import pytest

from tinygrad_edu.learn import folder
from tinygrad_edu.learn.catalogue import CHAPTERS, EXERCISES, digest_of, once_shipped
from tinygrad_edu.learn.folder import Workbook, book_of

MINE = "def slope(x):\n    return 2 * x  # mine ∂\n"


@pytest.fixture
def book(tmp_path):
    book = Workbook(tmp_path / "exercises")
    book.lay_out()
    return book


def start_again(book):
    """The folder, as the next session finds it."""
    again = Workbook(book.root)
    again.lay_out()
    return again


def everything(root):
    """All texts in a folder, by file."""
    return {path.name: path.read_text("utf-8") for path in root.rglob("*.py")}


# --- laying out -------------------------------------------------------------------------------


def test_a_new_folder_has_each_exercise_in_the_folder_of_its_chapter(book):
    for name, exercise in EXERCISES.items():
        assert book.path(name) == book.root / exercise.chapter / f"{name}.py"
        assert book.text(name) == exercise.given
    assert {path.name for path in book.root.iterdir()} == {*CHAPTERS, "progress.json"}
    assert book.news == []
    assert book.next_after().name == "hello"


def test_names_have_no_numbers():
    assert not [name for name in EXERCISES if any(map(str.isdigit, name))]


def test_each_text_that_is_given_is_in_the_list_of_those_that_ever_were():
    shipped = once_shipped()
    missing = [f"{n} {digest_of(e.given)}" for n, e in EXERCISES.items()
               if digest_of(e.given) not in shipped.get(n, [])]  # fmt: skip
    assert not missing, "append to learn/exercises/shipped.txt:\n" + "\n".join(missing)


def test_a_folder_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "notes").write_text("x", "utf-8")
    with pytest.raises(NotADirectoryError, match=r"notes is a file; give the name of a folder"):
        Workbook(tmp_path / "notes").lay_out()


def test_a_file_that_was_moved_is_found_and_one_that_was_deleted_comes_back(book):
    book.path("slope").write_text(MINE, "utf-8")
    book.path("slope").rename(book.root / "slope.py")
    book.path("step").unlink()
    again = start_again(book)
    assert again.path("slope") == book.root / "slope.py"
    assert again.text("slope") == MINE
    assert again.text("step") == EXERCISES["step"].given
    assert again.news == ["New or improved: step."]


# --- a new version ----------------------------------------------------------------------------

OLD = EXERCISES["slope"].given.replace("x²", "x^2")


@pytest.fixture
def older(book, monkeypatch):
    """A folder that an older version laid out, in which slope had another text."""
    book.path("slope").write_text(OLD, "utf-8")
    book.note("slope", given=digest_of(OLD))
    return book


def test_a_text_as_it_was_given_is_renewed(older):
    again = start_again(older)
    assert again.text("slope") == EXERCISES["slope"].given
    assert again.news == ["New or improved: slope."]
    assert start_again(older).news == []


def test_it_is_renewed_without_progress_too_if_it_was_ever_given(older, monkeypatch):
    (older.root / "progress.json").unlink()
    shipped = {**once_shipped(), "slope": [digest_of(OLD)]}
    monkeypatch.setattr(folder, "once_shipped", lambda: shipped)
    assert start_again(older).text("slope") == EXERCISES["slope"].given


def test_it_is_known_by_its_words_not_by_its_line_ends(older):
    path = older.path("slope")
    path.write_bytes(b"\xef\xbb\xbf" + OLD.replace("\n", "\r\n").encode())
    assert start_again(older).text("slope") == EXERCISES["slope"].given


def test_a_text_that_a_learner_changed_is_left_and_that_is_said_once(older):
    older.path("slope").write_text(MINE, "utf-8")
    older.solve("slope")
    again = start_again(older)
    assert again.text("slope") == MINE
    assert again.improved == ["slope"]
    assert "slope" in again.solved()
    assert start_again(older).improved == []


def test_a_changed_text_is_left_if_nothing_is_newer(book):
    book.path("slope").write_text(MINE, "utf-8")
    again = start_again(book)
    assert again.text("slope") == MINE
    assert (again.news, again.improved) == ([], [])


def test_a_text_in_another_encoding_is_left_and_stops_nothing(book):
    latin = MINE.replace("∂", "²").encode("latin-1")
    book.path("slope").write_bytes(latin)
    again = start_again(book)
    assert again.path("slope").read_bytes() == latin
    assert (again.news, again.improved) == ([], [])


def test_an_exercise_that_is_gone_stays_and_is_named(book):
    (book.root / "1_slope" / "hill.py").write_text(MINE, "utf-8")
    book.note("hill", given="…")
    again = start_again(book)
    assert again.news == ["No longer part of the exercises: hill."]
    assert (book.root / "1_slope" / "hill.py").read_text("utf-8") == MINE


# --- reset ------------------------------------------------------------------------------------


def test_reset_keeps_each_text_of_the_learner(book):
    for k in (1, 2):
        book.path("slope").write_text(MINE + f"# {k}\n", "utf-8")
        assert book.reset("slope").name == f"slope.mine-{k}.py"
        assert book.text("slope") == EXERCISES["slope"].given
    texts = everything(book.root)
    assert texts["slope.mine-1.py"].endswith("# 1\n")
    assert texts["slope.mine-2.py"].endswith("# 2\n")
    with pytest.raises(ValueError, match=r"no exercise 'slop'; did you mean slope"):
        book.reset("slop")


# --- progress ---------------------------------------------------------------------------------


def test_progress_goes_with_the_folder(book, tmp_path):
    book.solve("hello")
    assert book.count("slope", "tries") == 1
    assert book.count("slope", "tries") == 2
    book.root.rename(tmp_path / "elsewhere")
    moved = Workbook(tmp_path / "elsewhere")
    moved.lay_out()
    assert moved.solved() == {"hello"}
    assert moved.next_after().name == "slope"
    assert book_of(moved.path("slope")).root == moved.root
    noted = json.loads((moved.root / "progress.json").read_text("utf-8"))["exercises"]["slope"]
    assert noted["tries"] == 2
    assert noted["given"] == digest_of(EXERCISES["slope"].given)


def test_the_last_exercise_of_a_chapter_passes_the_chapter(book):
    assert book.next_after("steepest").name == "chain"
    book.solve("steepest")
    assert book.next_after().name == "chain"
    for name in EXERCISES:
        book.solve(name)
    assert book.next_after() is None


def test_after_the_last_one_come_those_that_were_left_out(book):
    book.solve("ninety_eight")
    assert book.next_after("ninety_eight").name == "hello"


@pytest.mark.parametrize("text", ["{", "[]", '{"exercises": 3}', '{"exercises": {"slope": 1}}'])
def test_progress_that_cannot_be_read_is_kept_beside(book, text):
    (book.root / "progress.json").write_text(text, "utf-8")
    again = start_again(book)
    assert again.news == [
        "progress.json could not be read; it is kept as progress.unreadable.json."
    ]
    assert (book.root / "progress.unreadable.json").read_text("utf-8") == text
    assert again.next_after().name == "hello"


def test_paths_of_windows_are_of_the_same_form():
    place = PureWindowsPath("C:\\Users\\ada\\exercises") / EXERCISES["bias"].path
    assert str(place) == "C:\\Users\\ada\\exercises\\4_shapes\\bias.py"


def no_links(*_, **__):
    raise PermissionError("links are not supported")


def test_a_file_system_without_links_will_do(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "link", no_links)
    folder.create(tmp_path / "slope.py", MINE)
    assert everything(tmp_path) == {"slope.py": MINE}


def test_a_file_that_appears_meanwhile_is_left_alone(tmp_path):
    path = tmp_path / "slope.py"
    path.write_text(MINE, "utf-8")
    folder.create(path, "another text")
    assert everything(tmp_path) == {"slope.py": MINE}


# --- killed at any moment ---------------------------------------------------------------------

TOUCHING = {"open", "os.rename", "os.link", "os.remove", "os.mkdir", "os.chmod", "os.truncate"}


def killed_at(k, work):
    """Do the work in a process that is killed at the kth thing it does to files; whether it was."""
    child = os.fork()
    if not child:
        left = [k]

        def kill(event, _):
            left[0] -= event in TOUCHING
            if left[0] < 0:
                os._exit(9)

        sys.addaudithook(kill)
        try:
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


WORKS = {
    "reset": lambda book: book.reset("slope"),
    "lay_out": start_again,
    "solve": lambda book: book.solve("slope"),
}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.parametrize("work", WORKS)
def test_a_kill_at_any_moment_loses_nothing(tmp_path, monkeypatch, work):
    few = {name: EXERCISES[name] for name in ("hello", "slope", "step")}
    monkeypatch.setattr(folder, "EXERCISES", few)
    for k in range(200):
        book = Workbook(tmp_path / f"{k}")
        book.lay_out()
        book.path("slope").write_text(MINE, "utf-8")
        book.note("step", given=digest_of(OLD), tries=7)
        book.path("step").write_text(OLD, "utf-8")  # to be renewed
        was_killed = killed_at(k, lambda book=book: WORKS[work](book))
        assert MINE in everything(book.root).values(), k
        again = start_again(book)
        assert again.progress()["step"]["tries"] == 7
        assert not [line for line in again.news if "read" in line]
        assert set(everything(again.root)) >= {"hello.py", "slope.py", "step.py"}
        if not was_killed:
            break
    assert 3 < k < 199  # each moment was tried
