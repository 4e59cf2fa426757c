"""Errors that teach: each mistake of the catalogue raises what it says, and its fix works."""

import importlib.util
import traceback
import warnings
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = str(ROOT / "tinygrad_edu")
MAKER = ROOT / "docs" / "generators" / "make_errors.py"


def load():
    """docs/generators/make_errors.py as a module."""
    spec = importlib.util.spec_from_file_location("make_errors", MAKER)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


book = load()
TABLE = book.table()
each = pytest.mark.parametrize("mistake", TABLE, ids=lambda mistake: mistake.title)


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@each
def test_a_mistake_raises_its_error_with_words_that_help(mistake):
    error = book.caught(mistake)
    assert type(error).__name__ == mistake.error
    text = "".join(traceback.format_exception_only(error))
    for words in mistake.words:
        assert words in text


@each
def test_at_most_three_of_our_frames_follow_the_users_own_line(mistake):
    frames = traceback.extract_tb(book.caught(mistake).__traceback__)
    users = [i for i, frame in enumerate(frames) if frame.filename == "mistake.py"]
    assert users, "no line of the user's is in the traceback"
    behind = frames[users[-1] + 1 :]
    assert len(behind) <= 3, behind
    assert all(frame.filename.startswith(PACKAGE) for frame in behind)


@each
def test_no_second_error_is_shown_beside_it(mistake):
    error = book.caught(mistake)
    assert error.__cause__ is None
    assert error.__context__ is None or error.__suppress_context__


@each
def test_the_fix_works(mistake):
    space = book.names()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        book.run(mistake.before, space)
        book.run(mistake.fix, space)


def test_there_are_thirty_mistakes_and_each_is_listed_once():
    assert len(TABLE) >= 30
    assert len({mistake.title for mistake in TABLE}) == len(TABLE)
    assert all(mistake.words for mistake in TABLE)


def test_the_page_is_up_to_date():
    page = book.PAGE.read_text(encoding="utf-8")
    assert page == book.page(TABLE), "run python docs/generators/make_errors.py"
