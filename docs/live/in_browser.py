"""Python's half of the playground and the live cells.

The page sends a request, a program to run or an answer to check.  While it is worked on, `tell`
reports each thing there is to see: text, pictures, pages, files.
"""

from __future__ import annotations

import ast
import base64
import builtins
import dataclasses
import errno
import functools
import io
import json
import linecache
import os
import re
import sys
import time
import traceback
import types
import urllib.error
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import js
import numpy as np

import tinygrad_edu as tg
from tinygrad_edu.datasets import _digits
from tinygrad_edu.learn import judge, probing
from tinygrad_edu.learn.catalogue import EXERCISES
from tinygrad_edu.learn.screen import answer_in
from tinygrad_edu.show.picture.picture import Picture
from tinygrad_edu.show.picture.style import COLOURS
from tinygrad_edu.show.player.play import digest
from tinygrad_edu.watch import notices

WORK = Path("/work")
MOST_TEXT, MOST_FILE = 200_000, 20_000_000  # characters that are shown, bytes that are handed on
MOST_WARNINGS = 50  # of one run
AT_ONCE = 2000  # texts of one run that are passed on as they come; later ones wait for each other
SOON = 0.1  # seconds after which printed text is passed on
FEWER = (
    "mnist() gives 1,000 of the 60,000 training digits here, and 500 of the 10,000 test digits: "
    "what you see is quick, and differs from the numbers in the text."
)
spaces: dict[str, types.ModuleType] = {}  # the names of each chapter's cells, and of the program


def start() -> None:
    """Make the package at home here."""
    WORK.mkdir(exist_ok=True)
    folder = Path(_digits.SHIPPED)
    _digits.SHA256.update(json.loads((folder / "sha256.json").read_text("utf-8")))
    tg.datasets.mnist = with_a_note(tg.datasets.mnist)
    time.sleep = after_printing(time.sleep)
    probing.progress = lambda text: tell("progress", text)
    begin_anew()


FILTERS, ERRORS, OPTIONS = [*warnings.filters], np.geterr(), np.get_printoptions()


def begin_anew() -> None:
    """Undo what a program may have set for all that come after it."""
    os.chdir(WORK)
    sys.stdout, sys.stderr = Printed("out"), Printed("err")
    builtins.input = no_keyboard
    warnings.resetwarnings()
    warnings.filters = [*FILTERS]
    warnings.showwarning = show_warning
    notices.said_at.clear()
    np.seterr(**ERRORS)
    np.set_printoptions(**OPTIONS)
    tg.set_default_dtype(np.float64)
    tg.show.render_with(draw)


def answer(request: str) -> str:
    """Do what the page asks for; what it needs at the end."""
    asked = json.loads(request)
    os.environ["COLUMNS"] = str(asked.get("columns", 80))
    done = run if asked["kind"] == "run" else check
    found = done(asked)
    sys.stdout.flush()
    sys.stderr.flush()
    return json.dumps(found)


def tell(kind: str, data: Any) -> None:
    """Send the page something to show."""
    sys.stdout.flush()
    sys.stderr.flush()
    js.tell(kind, js.JSON.parse(json.dumps(data)))


# --- programs ---------------------------------------------------------------------------------


def run(asked: dict[str, Any]) -> dict[str, Any]:
    """Run a program or a cell, and show the value of its last line."""
    source, name = asked["source"], asked["name"]
    fresh = asked["fresh"] or asked["space"] not in spaces
    if fresh:
        begin_anew()
        spaces[asked["space"]] = types.ModuleType("__main__")
    module = spaces[asked["space"]]
    sys.modules["__main__"] = module
    module.__dict__["__file__"] = name
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    before = files()
    Printed.left, Printed.at_once, Printed.warnings = MOST_TEXT, AT_ONCE, 0
    try:
        value = value_of_last_line(source, name, module.__dict__)
        if value is not None:
            module.__dict__["_"] = value
            show(value)
        good = True
    except SystemExit as error:
        if not isinstance(error.code, int | None):  # as Python does: words are printed
            print(error.code, file=sys.stderr)
        good = True
    except BaseException as error:
        tell("error", in_words(error, source, name))
        good = False
    hand_on(before)
    return {"good": good}


def value_of_last_line(source: str, name: str, names: dict[str, Any]) -> Any:
    """What the last line gives, if it is an expression."""
    tree = ast.parse(source, name)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, name, "exec"), names)
    if last is None:
        return None
    return eval(compile(ast.Expression(last.value), name, "eval"), names)


HERE = {  # what is to be known of an error that has to do with the browser
    ModuleNotFoundError: ". Here are most of Python's own modules, NumPy and tinygrad_edu, "
    "and no others; install Python to use more.",
    MemoryError: "The memory is full. Is there a list or an array that grows without end?",
    urllib.error.URLError: ". There is no network here.",
}


def in_words(error: BaseException, source: str, name: str) -> dict[str, Any]:
    """What a beginner needs to know of an error: where it happened, and what it says."""
    lines = source.splitlines()
    kind, text = type(error).__name__, str(error)
    if isinstance(error, SyntaxError) and error.filename == name:
        way, text = [error.lineno or 1], str(error.msg)
        said = f"Line {way[0]} is not Python yet"
    else:
        way = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == name]
        said = f"Line {way[-1]} stops the program" if way else "The program stopped"
    text += next((words for what, words in HERE.items() if isinstance(error, what)), "")
    if isinstance(error, OSError) and error.errno == errno.ENOTSUP:
        text = "a browser starts no other programs"
    shown = [{"line": k, "code": lines[k - 1]} for k in way[-1:] if k and 0 < k <= len(lines)]
    called = [k for k in dict.fromkeys(way[:-1]) if k != way[-1]] if way else []
    if called:
        said += f" (called from line {', '.join(map(str, called))})"
    return {"said": f"{said}.", "kind": kind, "text": text.strip(), "lines": shown}


def no_keyboard(prompt: object = "") -> str:
    """In place of `input`."""
    raise RuntimeError(
        "input() cannot wait for the keyboard here; write the value into the program instead. "
        "(tg.quiz(loss) as the last line asks its questions on a page.)"
    )


def with_a_note(mnist: Callable[..., Any]) -> Callable[..., Any]:
    """The digits, and a sentence about how many there are."""

    @functools.wraps(mnist)
    def noted(*args: Any, **named: Any) -> Any:
        if not (args or "folder" in named):
            tell("note", FEWER)
        return mnist(*args, **named)

    return noted


def after_printing(sleep: Callable[[float], None]) -> Callable[[float], None]:
    """A sleep before which all that was printed is shown."""

    @functools.wraps(sleep)
    def asleep(seconds: float, /) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        sleep(seconds)

    return asleep


def show_warning(message: Any, category: type[Warning], *where: Any, **others: Any) -> None:
    """A warning as one paragraph, with its line."""
    Printed.warnings += 1
    if Printed.warnings > MOST_WARNINGS:
        if Printed.warnings == MOST_WARNINGS + 1:
            tell("note", "… further warnings are left out")
        return
    line = where[1] if len(where) > 1 else 0
    tell("warning", {"kind": category.__name__, "text": str(message), "line": line})


class Printed(io.TextIOBase):
    """A stream whose text appears on the page; the limits of a run are of both streams."""

    left, at_once, warnings = MOST_TEXT, AT_ONCE, 0

    def __init__(self, kind: str) -> None:
        self.kind, self.text, self.last = kind, "", 0.0

    def write(self, text: str) -> int:
        """Keep the text for a moment, as a message for each word of many would be slow."""
        self.text += text
        Printed.at_once -= 1
        now = time.monotonic()
        if Printed.at_once >= 0 or now - self.last > SOON:
            self.flush()
            self.last = now
        return len(text)

    def flush(self) -> None:
        """Pass on what was kept."""
        text, self.text = self.text[: max(Printed.left, 0)], ""
        if not text:
            return
        Printed.left -= len(text)
        if Printed.left <= 0:
            text += "\n… the rest of the output is left out"
        js.tell(self.kind, text)

    def writable(self) -> bool:
        """Yes."""
        return True

    @property
    def encoding(self) -> str:
        """The page shows all letters."""
        return "utf-8"


# --- what is shown ----------------------------------------------------------------------------


def show(value: Any) -> None:
    """The value of a last line, as a notebook shows it."""
    if isinstance(value, Picture):
        tell("picture", as_picture(value.svg(), value.table[0]))
        return
    try:
        page = getattr(value, "html", None)
    except RuntimeError as error:
        page = None
        print(error)
    if isinstance(page, str) and page.lstrip().lower().startswith("<!doctype html"):
        title = "A quiz" if "Quiz" in type(value).__name__ else "The player"
        tell("page", as_page(page, title))
    elif not isinstance(value, Path):  # of a file, which is shown
        print(repr(value))


def as_picture(svg: str, words: str) -> dict[str, Any]:
    """A picture for light pages and for dark ones, with its size in pixels."""
    found = re.search(r'width="([\d.]+)pt" height="([\d.]+)pt"', svg)
    size = [float(found[k]) * 4 / 3 for k in (1, 2)] if found else [600, 400]
    return {"svg": svg, "dark": darkened(svg), "words": words, "size": size}


ASKED = "screen and (prefers-color-scheme:dark)"


def as_page(html: str, title: str) -> dict[str, Any]:
    """A page for a frame, and what to replace in it so that it is light or dark for good.

    A frame does not follow the page that it is in.  The policy of the page names the hash of its
    style, which is another one then.
    """
    found, themes = re.search("<style>(.*?)</style>", html, re.S), {}
    if found and html.count(ASKED) == found[1].count(ASKED) == 1:
        for theme, media in (("light", "not all"), ("dark", "screen")):
            changed = digest(found[1].replace(ASKED, media))
            meta = 'content="light dark"', f'content="{theme}"'
            themes[theme] = [(ASKED, media), (digest(found[1]), changed), meta]
    return {"html": html, "title": title, "themes": themes}


BRIGHT = {"page", "badge-ink"}  # the same as the ground of a card in light, and not in dark
DARK = {
    light.lower(): dark.lower()
    for name, (light, dark) in reversed(COLOURS.items())
    if name not in BRIGHT
}
DARK["white"] = DARK["#ffffff"]
PAINT = re.compile(r'(fill|stroke)="(#[0-9a-fA-F]{6}|white|black)"')


def darkened(svg: str) -> str:
    """A picture that was drawn in the light theme, in the dark one."""
    ground = PAINT.search(svg)  # the first thing that is painted, on all of the picture
    if ground and DARK.get(ground[2].lower()) == DARK["white"]:
        page = COLOURS["page"][1].lower()
        svg = f'{svg[: ground.start()]}fill="{page}"{svg[ground.end() :]}'
    return PAINT.sub(lambda f: f'{f[1]}="{DARK.get(f[2].lower(), f[2])}"', svg)


IMAGE = re.compile(r'WIDTH="(\d+)" HEIGHT="(\d+)"[^>]*><IMG SCALE="BOTH" SRC="([^"]+)"')


def draw(source: str, kind: str) -> bytes:
    """The picture by Graphviz in WebAssembly, which makes SVG alone."""
    if kind != "svg":
        raise RuntimeError(
            f"draw: a browser makes no {kind.upper()}; save the picture as .svg, "
            "which every browser and most programs open"
        )
    images = [
        {"name": name, "width": f"{width}px", "height": f"{height}px"}
        for width, height, name in IMAGE.findall(source)
    ]
    return str(js.dot_to_svg(source, json.dumps(images))).encode()


def files() -> dict[str, float]:
    """The files of the folder in which programs run, and when each was changed."""
    return {path.name: path.stat().st_mtime for path in WORK.iterdir() if path.is_file()}


def hand_on(before: dict[str, float]) -> None:
    """Show each file that was written, or offer it for download."""
    for name, changed in files().items():
        if before.get(name) == changed:
            continue
        data = (WORK / name).read_bytes()
        if len(data) > MOST_FILE:
            print(f"{name} has {len(data):,} bytes, which is too much to hand on")
            continue
        if name.endswith((".html", ".htm")):
            tell("page", as_page(data.decode("utf-8", "replace"), name))
        elif name.endswith(".svg"):
            tell("picture", as_picture(data.decode("utf-8", "replace"), name))
        tell("file", {"name": name, "base64": base64.b64encode(data).decode()})


# --- exercises --------------------------------------------------------------------------------


def check(asked: dict[str, Any]) -> dict[str, Any]:
    """The verdict on an answer to an exercise, as plain data."""
    name, source = asked["name"], asked["source"]
    if EXERCISES[name].all_digits:
        said = "This exercise trains on all 60,000 digits, and the playground has 1,000 of them."
        hint = "Install tinygrad_edu on a computer with Python to do it there."
        return dataclasses.asdict(judge.Verdict(name, False, said, hint))
    sys.stdout.flush()
    out, sys.stdout = sys.stdout, io.StringIO()
    try:
        verdict = judge.verdict_on(name, source)
    finally:
        sys.stdout = out
    if (name, verdict.mistake) == ("hello", "still_two"):  # whose hint is about saving a file
        verdict = dataclasses.replace(verdict, hint="In the editor, target is still 2. Change it.")
    found = dataclasses.asdict(dataclasses.replace(verdict, state=None))
    if verdict.passed:
        mine, ours = answer_in(source), answer_in(EXERCISES[name].solution)
        found["ours"] = "\n".join(ours) if ours != mine else ""
        found["now_change"] = EXERCISES[name].now_change.replace(", and save.", ", and check it.")
    return found
