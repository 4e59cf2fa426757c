"""The exercises in a terminal: python -m tinygrad_edu.learn."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from . import report, screen, watching
from .catalogue import EXERCISES, Exercise, find
from .child import Child
from .folder import Workbook
from .judge import Verdict

FOLDER = "tinygrad_exercises"
COMMANDS = {
    "list": "all exercises, by chapter",
    "check": "check the current one, or those named, and end",
    "hint": "the next hint for the current one, or for the one named",
    "solution": "our solution; asked once before yours is right",
    "reset": "lay the given text out again; yours stays beside it",
    "quiz": "predict a gradient, then see it",
}


def parser() -> argparse.ArgumentParser:
    """The command line."""
    lines = "\n".join(f"  {name:<9} {about}" for name, about in COMMANDS.items())
    made = argparse.ArgumentParser(
        "python -m tinygrad_edu.learn",
        usage="python -m tinygrad_edu.learn [COMMAND [NAME ...]] [--folder FOLDER]",
        description="Exercises on backpropagation. Without a command, the folder is watched, and "
        "each exercise is checked when it is saved.",
        epilog=f"commands:\n{lines}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("words", nargs="*", help=argparse.SUPPRESS)
    made.add_argument("--folder", default=FOLDER, help=f"of the exercises; ./{FOLDER} by default")
    made.add_argument("--once", action="store_true", help="check the current exercise, and end")
    return made


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line asks for; 1 if an answer was not right."""
    given = parser().parse_args(arguments)
    command, names = (given.words or [""])[0], given.words[1:]
    if command and command not in COMMANDS:
        given.folder, command = command, ""
    try:
        if command == "quiz":
            from ..show import quiz

            quiz().ask()
            return 0
        return obey(command, names, given)
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print()
        return 0


def obey(command: str, names: list[str], given: argparse.Namespace) -> int:
    """Do one command in the learner's folder."""
    exercises = list(map(find, names))
    book = Workbook(given.folder)
    new = not book.progress_file.exists()
    book.lay_out()
    if new:
        print(welcome(book))
    for line in filter(None, book.news + [improved(book, name) for name in book.improved]):
        print(f"  {line}")
    current = exercises or list(filter(None, [book.next_after()]))
    if command == "list":
        print("\n".join(screen.list_lines(book.solved(), current[0].name if current else None)))
    elif not current:
        print("All exercises are solved.")
    elif command == "hint":
        print_hint(book, current[0])
    elif command == "solution":
        print_solution(book, current[0])
    elif command == "reset":
        reset(book, exercises)
    elif command == "check" or given.once or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return check_once(book, current)
    else:
        watching.watch_folder(book)
        print(how_to_go_on(book))
    return 0


def improved(book: Workbook, name: str) -> str:
    """Check again what is newer than the learner's answer; what is said if that is not right."""
    verdict, _ = checked(book, EXERCISES[name])
    if verdict.passed:
        return ""
    book.note(name, solved=None)
    return (
        f"{name} has improved since you wrote yours, which stays as it is. "
        f"`reset {name}` lays out the new one beside it."
    )


def welcome(book: Workbook) -> str:
    """What is said when the folder is new."""
    first = book.path("hello")
    return (
        f"{len(EXERCISES)} exercises are in {book.root}{os.sep}, a file each.\n"
        f"Open {first} in an editor, do what it asks for, and save it."
    )


def how_to_go_on(book: Workbook) -> str:
    """What is said when a learner leaves."""
    folder = "" if book.root == Path(FOLDER) else f" {book.root}"
    return f"\nGo on at any time with: python -m tinygrad_edu.learn{folder}"


def check_once(book: Workbook, exercises: list[Exercise]) -> int:
    """Check exercises once, as lines: 0 if all are right, else 1."""
    wrong = 0
    for exercise in exercises:
        verdict, source = checked(book, exercise)
        report.note_verdict(book, verdict)
        print("\n".join(report.report_lines(verdict, book.path(exercise.name), source)))
        wrong += not verdict.passed
    following = book.next_after(exercises[-1].name)
    if not wrong and following:
        print(f"\n  Next: {book.path(following.name)}")
    print(f"\n  {screen.progress_bar(len(book.solved()))}")
    return 1 if wrong else 0


def checked(book: Workbook, exercise: Exercise) -> tuple[Verdict, str]:
    """The verdict on the learner's file, and its text."""
    name = exercise.name
    try:
        source = book.text(name)
    except (FileNotFoundError, UnicodeDecodeError) as error:
        return report.unreadable(name, book.path(name), error), ""
    return Child(name).verdict(source, book.path(name), print), source


def print_hint(book: Workbook, exercise: Exercise) -> None:
    """Print the next hint; after the third, the first again."""
    number = (book.count(exercise.name, "hints") - 1) % 3 + 1
    print("\n".join(report.hint_lines(exercise, number)[1:]))


def print_solution(book: Workbook, exercise: Exercise) -> None:
    """Print the solution; ask first, if the learner's own is not right yet."""
    if exercise.name not in book.solved():
        print(f"{exercise.name} is not solved yet. `hint {exercise.name}` says less. ", end="")
        print("See the solution all the same? y/n ", end="", flush=True)
        if sys.stdin.readline().strip().lower() not in ("y", "yes"):
            return
    print(exercise.solution.strip())


def reset(book: Workbook, exercises: list[Exercise]) -> None:
    """Lay exercises out again; the learner's files stay."""
    if not exercises:
        raise ValueError("reset which one? python -m tinygrad_edu.learn reset NAME")
    for exercise in exercises:
        kept = book.reset(exercise.name)
        print(f"{book.path(exercise.name)} is new; yours is kept as {kept.name}.")


if __name__ == "__main__":
    sys.exit(main())
