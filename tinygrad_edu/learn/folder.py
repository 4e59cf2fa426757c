"""The learner's folder: one file for each exercise, and progress.json beside them.

Nothing in it that a learner wrote is ever replaced or deleted.  A new version of the exercises
lays its texts over those that are as they were given, and leaves all others alone.
"""

from __future__ import annotations

import datetime
import json
import os
from pathlib import Path
from typing import Any

from .._files import replacing
from .catalogue import EXERCISES, Exercise, chapter_of, digest_of, find, once_shipped

PROGRESS = "progress.json"


class Workbook:
    """The files of a learner in a folder, and how far they are.

    `news` is what the learner should know of a new version of the exercises, and `improved` names
    those whose text is newer than what the learner changed, which stays.
    """

    def __init__(self, root: str | os.PathLike[str]) -> None:
        self.root = Path(root)
        self.news: list[str] = []
        self.improved: list[str] = []

    def lay_out(self) -> None:
        """Write the files that are missing, and renew those that are as they were given.

        Raises a NotADirectoryError if the folder is a file.
        """
        if self.root.exists() and not self.root.is_dir():
            raise NotADirectoryError(f"{self.root} is a file; give the name of a folder")
        self.root.mkdir(parents=True, exist_ok=True)
        known, shipped = self.progress(), once_shipped()
        came = [name for name in EXERCISES if self.settle(name, known, shipped.get(name, []))]
        gone = [name for name in known if name not in EXERCISES and self.path(name).exists()]
        self.write(known)
        if came and len(came) < len(EXERCISES):
            self.news.append(f"New or improved: {', '.join(came)}.")
        if gone:
            self.news.append(f"No longer part of the exercises: {', '.join(gone)}.")

    def settle(self, name: str, known: dict[str, Any], shipped: list[str]) -> bool:
        """Bring the file of an exercise up to date; whether that changed it."""
        exercise, path = EXERCISES[name], self.path(name)
        new = digest_of(exercise.given)
        entry = known.setdefault(name, {})
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            create(path, exercise.given)
            entry["given"] = new
            return True
        mine = digest_of(text_of(path, errors="replace"))  # the check will say what is wrong
        if mine == new:
            entry["given"] = new
        elif mine in (*shipped, entry.get("given")):
            replace(path, exercise.given)
            entry["given"] = new
            return True
        elif entry.setdefault("given", new) != new and entry.get("told") != new:
            entry["told"] = new
            self.improved.append(name)
        return False

    # --- files --------------------------------------------------------------------------------

    @property
    def progress_file(self) -> Path:
        """Where progress is noted."""
        return self.root / PROGRESS

    def path(self, name: str) -> Path:
        """The file of an exercise: where a learner moved it, or where it belongs."""
        exercise = EXERCISES.get(name)
        places = [self.root / exercise.path] if exercise else []
        places += [*sorted(self.root.glob(f"*/{name}.py")), self.root / f"{name}.py"]
        return next((place for place in places if place.exists()), places[0])

    def text(self, name: str) -> str:
        """What the learner wrote.  Raises a FileNotFoundError or a UnicodeDecodeError."""
        return text_of(self.path(name))

    def reset(self, name: str) -> Path:
        """Lay the given text out again; the learner's file stays beside it, by the name returned.

        Raises a ValueError if there is no exercise of this name.
        """
        exercise, path = find(name), self.path(name)
        numbers = (path.with_name(f"{name}.mine-{k}.py") for k in range(1, 10_000))
        kept = next(other for other in numbers if not other.exists())
        if path.exists():
            os.rename(path, kept)
        path.parent.mkdir(parents=True, exist_ok=True)
        create(path, exercise.given)
        self.note(name, given=digest_of(exercise.given), solved=None)
        return kept

    # --- progress -----------------------------------------------------------------------------

    def progress(self) -> dict[str, Any]:
        """What is noted of each exercise: when it was solved, tries, hints, and the text given.

        A file that cannot be read is kept under another name.
        """
        path = self.progress_file
        try:
            noted = json.loads(path.read_text("utf-8"))["exercises"]
            return {name: dict(entry) for name, entry in noted.items()}
        except FileNotFoundError:
            return {}
        except (ValueError, KeyError, TypeError, AttributeError):
            kept = path.with_name("progress.unreadable.json")
            os.replace(path, kept)
            self.news.append(f"{PROGRESS} could not be read; it is kept as {kept.name}.")
            return {}

    def write(self, known: dict[str, Any]) -> None:
        """Replace progress.json, in one step."""
        replace(self.progress_file, json.dumps({"exercises": known}, indent=1) + "\n")

    def note(self, name: str, **changes: Any) -> None:
        """Note something of an exercise."""
        known = self.progress()
        known.setdefault(name, {}).update(changes)
        self.write(known)

    def count(self, name: str, what: str) -> int:
        """Count one more try, or one more hint; return how many there are now."""
        number = int(self.progress().get(name, {}).get(what, 0)) + 1
        self.note(name, **{what: number})
        return number

    def solve(self, name: str) -> None:
        """Note that an exercise is solved, from now on."""
        now = datetime.datetime.now().isoformat(" ", "minutes")
        self.note(name, solved=self.progress().get(name, {}).get("solved") or now)

    def solved(self) -> set[str]:
        """The names of the exercises that are solved."""
        return {name for name, entry in self.progress().items() if entry.get("solved")}

    def next_after(self, name: str | None = None) -> Exercise | None:
        """The next exercise to do after this one, or the first; None if all are done.

        Who solves the last one of a chapter need not do those before it.
        """
        solved = self.solved()
        done = {e.name for e in EXERCISES.values() if chapter_of(e)[-1].name in solved} | solved
        order = list(EXERCISES.values())
        start = order.index(EXERCISES[name]) + 1 if name else 0
        return next((e for e in order[start:] + order[:start] if e.name not in done), None)


def text_of(path: Path, errors: str = "strict") -> str:
    """A learner's file, with whatever line ends, and with the mark that Windows likes."""
    return path.read_text("utf-8-sig", errors)


def create(path: Path, text: str) -> None:
    """Write a new file, whole or not at all.  One that is there meanwhile is left alone."""
    new = path.with_name(f".{path.name}.{os.urandom(4).hex()}.tmp")
    try:
        new.write_text(text, "utf-8", newline="\n")
        try:
            os.link(new, path)
        except FileExistsError:
            return
        except OSError:  # a file system without links, where a rename replaces nothing
            os.rename(new, path)
    finally:
        new.unlink(missing_ok=True)


def replace(path: Path, text: str) -> None:
    """Replace a file, in one step."""
    with replacing(os.fspath(path)) as file:
        file.write(text.encode())


def book_of(path: Path) -> Workbook | None:
    """The folder that a learner's file belongs to, by its progress.json."""
    found = (folder for folder in path.parents[:3] if (folder / PROGRESS).exists())
    return next((Workbook(folder) for folder in found), None)
