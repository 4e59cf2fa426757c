"""What a learner reads in the terminal: plain lines, in colours where there are any."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterable
from pathlib import PurePath

from .._terminal import folded, page_width
from .catalogue import CHAPTERS, EXERCISES, Exercise
from .judge import Verdict, asked_for, pieces

COLOURS = {"green": "32", "red": "31", "yellow": "33", "grey": "90", "bold": "1"}
BAR = 18  # letters
CLEAR = "\x1b[2J\x1b[3J\x1b[H"


def is_terminal() -> bool:
    """Whether a person reads what is printed, on a screen that can be cleared and coloured.

    On Windows that is so in Windows Terminal and in VS Code, not in the old console.
    """
    known = sys.platform != "win32" or not {"WT_SESSION", "TERM_PROGRAM"}.isdisjoint(os.environ)
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb" and known


def in_colour(text: str, colour: str) -> str:
    """The text in a colour, on a terminal whose user has nothing against it."""
    if not is_terminal() or "NO_COLOR" in os.environ:
        return text
    return f"\x1b[{COLOURS[colour]}m{text}\x1b[0m"


def clear() -> None:
    """Begin with an empty screen, so that no old verdict is taken for a new one."""
    print(CLEAR if is_terminal() else "\n" * 3, end="")


# --- verdicts ---------------------------------------------------------------------------------


def verdict_lines(verdict: Verdict, place: PurePath, source: str) -> list[str]:
    """A verdict: the one thing to look at, then what may help."""
    mark, colour = ("✓", "green") if verdict.passed else ("✗", "red")
    line = "" if verdict.passed else f":{verdict.line or line_of(verdict.name, source)}"
    where = f"{place}{line}"
    gap = " " * max(page_width() - len(verdict.name) - len(where) - 2, 2)
    lines = [in_colour(f"{mark} {verdict.name}", colour) + gap + in_colour(where, "grey")]
    lines += indented(in_colour(text, "yellow") for text in verdict.warnings)
    lines += indented([verdict.said, *verdict.hint.splitlines()])
    if verdict.details:
        lines += ["", *(f"  {line}" for line in verdict.details)]
    if verdict.printed.strip():
        lines += ["", "  It printed:", *(f"    {x}" for x in verdict.printed.splitlines())]
    return lines


def indented(lines: Iterable[str]) -> list[str]:
    """The lines, a little to the right, and folded to the width of the page."""
    return folded((f"  {line}" for line in lines if line), deeper="")


def line_of(name: str, source: str) -> int:
    """The line at which the answer begins: that of the first name that is asked for."""
    try:
        found = pieces(source)
    except (SyntaxError, ValueError):
        return 1
    asked = asked_for(EXERCISES[name]) if name in EXERCISES else {}
    return next((found[wanted].lineno for wanted in asked if wanted in found), 1)


def success_lines(exercise: Exercise, mine: str) -> list[str]:
    """What is said after success: the solution beside one's own, and what to try next."""
    theirs = answer_in(exercise.solution)
    lines = ["", *side_by_side(answer_in(mine), theirs), ""] if theirs != answer_in(mine) else [""]
    return lines + indented([f"Now change: {exercise.now_change}"])


def answer_in(program: str) -> list[str]:
    """The functions, classes and variables of a program, without docstrings."""
    try:
        tree = ast.parse(program)
    except SyntaxError:
        return program.splitlines()
    texts = {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node)
        for line in range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1)
    }
    lines, found = program.splitlines(), []
    for node in tree.body:
        if not isinstance(node, ast.Import | ast.ImportFrom | ast.Expr):
            first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
            numbers = range(first, (node.end_lineno or first) + 1)
            found += ["", *(lines[k - 1] for k in numbers if k not in texts)]
    return found[1:]


def side_by_side(mine: list[str], theirs: list[str]) -> list[str]:
    """Two programs in two columns where there is room, else one below the other."""
    width = max((len(line) for line in [*mine, "Yours"]), default=0)
    room = page_width() - 2 - max(len(line) for line in [*theirs, "Ours"])
    if width + 4 > room:
        return [*indented_code("Yours", mine), "", *indented_code("Ours", theirs)]
    rows = max(len(mine), len(theirs))
    left = ["Yours", *mine, *[""] * (rows - len(mine))]
    right = ["Ours", *theirs, *[""] * (rows - len(theirs))]
    return [f"  {x:<{width + 4}}{y}".rstrip() for x, y in zip(left, right, strict=True)]


def indented_code(title: str, lines: list[str]) -> list[str]:
    """A program under its title."""
    return [f"  {title}", *(f"  {line}".rstrip() for line in lines)]


# --- where one is -----------------------------------------------------------------------------


def progress_bar(solved: int) -> str:
    """How many of all exercises are solved, as a bar and as numbers."""
    total = len(EXERCISES)
    full = -(-BAR * solved // total)  # the first one is seen, too
    return f"[{'█' * full}{'·' * (BAR - full)}] {solved} of {total}"


def keys_line(keys: str, solved: int) -> str:
    """The last line: what can be pressed, and how far one is."""
    bar = progress_bar(solved)
    gap = page_width() - len(keys) - len(bar) - 2
    return in_colour(f"  {keys}{' ' * gap}{bar}" if gap >= 2 else f"  {keys}\n  {bar}", "grey")


def list_lines(solved: set[str], current: str | None) -> list[str]:
    """All exercises by chapter, with their questions."""
    lines = []
    for chapter, names in CHAPTERS.items():
        lines += ["", in_colour(title_of(chapter), "bold")]
        for name in names.split():
            mark = "✓" if name in solved else "→" if name == current else " "
            text = f"  {mark} {name:<15} {EXERCISES[name].question}"
            lines += folded([text], deeper=" " * 20)
    return lines[1:]


def title_of(chapter: str) -> str:
    """A chapter's folder in words: "1  A slope"."""
    number, _, words = chapter.partition("_")
    return f"{number}  {words.replace('_', ' ').capitalize()}"
