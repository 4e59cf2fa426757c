"""What follows from a verdict: it is noted, and it is put into lines for a reader.

The same for each way in: the watched folder, the command line, and a file that is run.
"""

from __future__ import annotations

import dataclasses
import functools
import sys
from pathlib import Path

from .._files import save
from . import judge, probing, screen
from .catalogue import EXERCISES, Exercise
from .folder import Workbook, book_of, replace, text_of
from .judge import Verdict


def note_verdict(book: Workbook, verdict: Verdict) -> None:
    """Note a verdict in the learner's folder."""
    if verdict.passed:
        book.solve(verdict.name)
    elif verdict.mistake != "given":
        book.count(verdict.name, "tries")


def save_what_was_made(verdict: Verdict, path: Path) -> Verdict:
    """Save what an answer made beside its file, and say so: pages, and a trained network."""
    made = []
    if verdict.page:
        made.append(f"Its curve, and what it misreads: {path.with_suffix('.html')}")
        replace(path.with_suffix(".html"), verdict.page)
    if verdict.drawing:
        drawing = path.with_name(f"{path.stem}_draw.html")
        made.append(f"Draw a digit for it: {drawing}")
        replace(drawing, verdict.drawing)
    if verdict.state:
        made.append(f"The network: {path.with_suffix('.npz')}")
        save(path.with_suffix(".npz"), **verdict.state)
    details = (*verdict.details, *made)
    return dataclasses.replace(verdict, details=details, page="", drawing="", state=None)


def report_lines(verdict: Verdict, path: Path, source: str) -> list[str]:
    """A verdict in lines, and what follows from it."""
    lines = screen.verdict_lines(verdict, path, source)
    if verdict.passed:
        lines += screen.success_lines(EXERCISES[verdict.name], source)
    return lines


def hint_lines(exercise: Exercise, number: int) -> list[str]:
    """One of the three hints, in lines."""
    lines = exercise.hints[number - 1].splitlines()
    return ["", f"  Hint {number} of 3", *(f"  {line}".rstrip() for line in lines)]


def unreadable(name: str, path: Path, error: Exception) -> Verdict:
    """The verdict on a file that is not there, or is no text in UTF-8."""
    if isinstance(error, FileNotFoundError):
        hint = f"Move it back, or lay it out again: python -m tinygrad_edu.learn reset {name}"
        return Verdict(name, False, f"{path.name} is not there.", hint)
    return Verdict(name, False, f"{path.name} is not UTF-8.", "Save it with the encoding UTF-8.")


def check_file(path: Path) -> Verdict:
    """Check the file of an answer, print the verdict, and note it in the learner's folder."""
    name, source = path.name.partition(".")[0], ""
    try:
        source = text_of(path)
        probing.progress = functools.partial(print, " ", file=sys.stdout, flush=True)
        verdict = save_what_was_made(judge.verdict_on(name, source), path)
    except (FileNotFoundError, UnicodeDecodeError) as error:
        verdict = unreadable(name, path, error)
    except ValueError as error:  # the file was renamed
        verdict = Verdict(name, False, str(error), "A file has the name of its exercise.")
    book = book_of(path)
    if book and name in EXERCISES:
        note_verdict(book, verdict)
    print("\n".join(report_lines(verdict, path, source)))
    return verdict
