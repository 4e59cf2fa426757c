"""A picture that can be shown, saved, and read: DOT, and what Graphviz makes of it."""

from __future__ import annotations

import binascii
import errno
import os
import re
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from functools import cached_property
from html import escape
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from ..._files import write_kind
from ..._terminal import folded, page_width
from ...engine.arrays import Array
from ...engine.messages import one_line
from ...watch.digits import numbers
from ...watch.tables import aligned
from ..record.story import Entry, Story, Use
from ..words.numerals import grid, in_columns, is_small, plural, statistics
from .cards import added_up
from .pixels import with_data, with_files, without_images
from .plan import Plan

# an arrowhead, whose outline would reach into the card; nothing else is filled with its outline
HEAD = re.compile(r'(<polygon fill="([^"]+)" stroke="\2") stroke-width="[\d.]+"')


class Picture:
    """A drawn graph.  `.source` is its DOT; `.text()` says the same in words."""

    def __init__(self, lines: list[str], table: list[str]) -> None:
        self.lines, self.table = lines, table  # DOT, with images; words, a sentence first

    @property
    def source(self) -> str:
        """The graph in DOT: print it where `dot` is missing, and draw it elsewhere.

        Where `.svg()` and `.save` show images, it has histograms.
        """
        return without_images(in_braces(self.lines))

    @property
    def digraph(self) -> Any:
        """The same as a `graphviz.Digraph`, to add to or to draw by its own means."""
        import graphviz

        return graphviz.Digraph(body=[without_images(f"\t{line}\n") for line in self.lines])

    def text(self) -> str:
        """The facts of the picture as a table."""
        sentence, *facts = self.table
        return "\n".join([*folded([sentence], deeper=""), *folded(facts)])

    def __repr__(self) -> str:
        return f"<Picture: {self.table[0]}>"

    @cached_property
    def laid_out(self) -> str:
        """What Graphviz makes of it, as SVG."""
        return render(in_braces(self.lines), "svg").decode()

    @property
    def size(self) -> tuple[float, float]:
        """Its width and height in pixels of a browser, 4/3 to a point."""
        found = re.search(r'width="([\d.]+)pt" height="([\d.]+)pt"', self.laid_out)
        return (float(found[1]) * 4 / 3, float(found[2]) * 4 / 3) if found else (0.0, 0.0)

    def svg(self) -> str:
        """The picture as SVG that says to a screen reader what it is."""
        start, _, rest = self.laid_out.partition("<svg")[2].partition(">")
        rest = HEAD.sub(r'\1 stroke-width="0.5"', rest)
        about = f"<title>Computation graph</title>\n<desc>{escape(one_line(self.table[0]))}</desc>"
        return f'<svg role="img"{start}>\n{about}\n{rest.lstrip()}'

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write an .svg, .png, .pdf or .dot file: the whole file, or nothing."""

        def drawn(kind: str) -> bytes:
            if kind == "svg":
                return self.svg().encode()
            if kind == "dot":
                return self.source.encode()
            return render(in_braces(self.lines), kind)

        write_kind(path, ("svg", "png", "pdf", "dot"), drawn, "")
        return Path(path)

    @cached_property
    def png(self) -> str:
        """The picture as PNG in base64; "" where it cannot be drawn, or there are no letters."""
        try:
            drawn = render(in_braces(self.lines), "png") if has_fonts() else b""
        except Exception:  # as in `_repr_svg_`
            return ""
        return binascii.b2a_base64(drawn, newline=False).decode()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """The SVG and a PNG, for a notebook that is not trusted, and always the text."""
        drawn = {"image/svg+xml": self._repr_svg_(), "image/png": self.png}
        return {kind: text for kind, text in drawn.items() if text} | {"text/plain": self.text()}

    def _repr_svg_(self) -> str | None:
        """The SVG, or None where it cannot be drawn."""
        try:
            return self.svg()
        except Exception:  # no `dot`, or one that failed: the text is shown instead
            return None


def in_braces(lines: list[str]) -> str:
    """The lines as a whole DOT file."""
    return "digraph {\n" + "".join(f"\t{line}\n" for line in lines) + "}\n"


def numbers_of(array: Array) -> str:
    """All numbers of a small array, rows set apart by semicolons; of a large one, statistics."""
    if not is_small(array):
        return " · ".join(statistics(array))
    rows = "; ".join(" ".join(row) for row in grid(array))
    return f"[{rows}]" if array.ndim else rows


def rule_and_value(use: Use) -> str:
    """The rule, and what it gave if that is one number."""
    d = np.asarray(use.contribution)
    return f"{use.rule} = {numbers(d)[0]}" if d.size == 1 else use.rule


def table_of(story: Story, plan: Plan) -> list[str]:
    """The graph in a sentence or two, a line for each tensor of the picture and for each arrow."""
    root = story.root
    parameters = sum(entry.role == "parameter" for entry in story.entries)
    text = f"A graph of {plural(len(story.entries), 'tensor')}, {parameters:,} of them "
    text += "a parameter." if parameters == 1 else "parameters."
    if root.value.size == 1:
        text += f" {one_line(root.name)} = {numbers_of(root.value)}."
    if note := one_line(story.note):
        text += f" {note[0].upper()}{note[1:]}."
    shown = [x for x in story.entries if x in plan.of]
    carried = [use for x in shown for use in x.inputs if use.contribution is not None]
    arrows = [(f"{use.source.name} → {use.result.name}", rule_and_value(use)) for use in carried]
    tables = [in_one_table(shown)]
    if arrows:
        tables.append([("arrow", "what it carries back"), *arrows])
    lines = [line for rows in tables for line in aligned(rows, left=len(rows[0]))]
    if any(len(line) > page_width() for line in lines):
        lines = ["", *in_paragraphs(shown), "", *lines[len(shown) + 1 :]]
    if plan.left_out:
        lines.append(f"… {plan.left_out:,} more tensors, further from {root.name}")
    return [text, *lines]


def in_one_table(entries: list[Entry]) -> list[tuple[str, ...]]:
    """A row for each tensor."""
    rows: list[tuple[str, ...]] = [("name", "role", "shape", "formula", "value", "gradient")]
    for x in entries:
        gradient = ""
        if x.gradient is not None:
            gradient = f"{x.label} = {numbers_of(x.gradient)}"
            sums = added_up(x)
            if sums:
                gradient += f" = {sums}" if "+" in sums else f" from {sums}"
        facts = x.full_name, x.role, str(x.value.shape), x.formula, numbers_of(x.value), gradient
        rows.append(tuple(one_line(fact) for fact in facts))
    return rows


def in_paragraphs(entries: list[Entry]) -> Iterator[str]:
    """A heading for each tensor, and its value and gradient below, as on a card."""
    for x in entries:
        made = f" = {x.formula}" if x.op else f" {x.formula}".rstrip()
        inside = f" in {x.wording.places.title(x.scope)}" if x.scope else ""
        yield one_line(f"{x.name}{made}") + f"   {x.role} {x.value.shape}{inside}"
        arrays = [("value", x.value)]
        if x.gradient is not None:
            arrays.append((x.label, x.gradient))
        yield from in_columns(arrays, "    ")
        if sums := added_up(x):
            yield f"    added up from {sums}"


# --- Graphviz: what `render_with` was given, else the program `dot`, else pygraphviz -----------

MISSING = """\
draw: Graphviz is not installed: there is no program `dot` on the PATH. Install it:
  Debian, Ubuntu   sudo apt-get install graphviz
  Fedora           sudo dnf install graphviz
  macOS            brew install graphviz
  Windows          winget install graphviz
  conda            conda install graphviz
  without admin    pip install "pygraphviz>=2.0"   (brings its own Graphviz)
  in a browser     tg.show.render_with(function)   (it gets DOT and "svg", and gives bytes)
The Python package graphviz alone does not bring `dot`. Without it, tg.draw(...).text() says what
the picture shows, tg.explain(...) what the player does, and print(picture.source) gives DOT that
another machine can draw."""

Renderer = Callable[[str, str], bytes | None]  # None leaves it to `dot` or pygraphviz
chosen: Renderer | None = None


def render_with(function: Renderer | None) -> None:
    """Let a function draw: DOT and "svg", "png" or "pdf" in, bytes out.  None restores `dot`."""
    if function is not None and not callable(function):
        raise TypeError(f"render_with: needs a function, not a {type(function).__name__}")
    global chosen
    chosen = function


def render(source: str, kind: str) -> bytes:
    """The picture as svg, png or pdf; raises a RuntimeError where nothing can draw it."""
    if kind == "png":  # sharp on the screens of today
        source = source.replace("{\n", "{\n\tgraph [dpi=144]\n", 1)
    with TemporaryDirectory() as folder:
        source, images = with_files(source, folder)
        drawn = chosen(source, kind) if chosen else None
        if not isinstance(drawn, bytes | None):
            raise TypeError(f"render_with: its function gave a {type(drawn).__name__}, not bytes")
        drawn = drawn or by_dot(source, kind) or by_pygraphviz(source, kind)
    return drawn if kind != "svg" else with_data(drawn, images)


def by_dot(source: str, kind: str) -> bytes | None:
    """The picture by the program `dot`; None where it cannot be started."""
    import graphviz

    try:
        return graphviz.pipe("dot", kind, source.encode(), quiet=True)
    except graphviz.CalledProcessError as error:
        words = (error.stderr or str(error).encode()).decode(errors="replace").strip()
        raise RuntimeError(f"draw: `dot` failed: {words}") from error
    except (graphviz.ExecutableNotFound, OSError) as error:
        if getattr(error, "errno", errno.ENOTSUP) != errno.ENOTSUP:
            raise
        return None  # there is no `dot`; or Python runs in a browser, which starts no programs


PYGRAPHVIZ = """
import sys, pygraphviz; sys.tracebacklimit = 0
graph = pygraphviz.AGraph(string=sys.stdin.buffer.read().decode("utf-8"))
sys.stdout.buffer.write(graph.draw(format=sys.argv[1], prog="dot"))
"""


def by_pygraphviz(source: str, kind: str) -> bytes:
    """The picture by pygraphviz, in a process of its own, as its Graphviz knows no threads."""
    if find_spec("pygraphviz") is None:
        raise RuntimeError(MISSING)
    if kind != "svg" and not has_fonts():
        warnings.warn(NO_FONTS, stacklevel=6)  # at the line that calls picture.save
    command = [sys.executable, "-P", "-c", PYGRAPHVIZ, kind]
    drawn = subprocess.run(command, input=source.encode(), capture_output=True, check=False)
    if drawn.returncode:
        raise RuntimeError(f"draw: pygraphviz failed: {drawn.stderr.decode(errors='replace')}")
    return drawn.stdout


FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
NO_FONTS = """\
there are no fonts on this machine, so the letters of a PNG or PDF become boxes; save an .svg, \
whose letters are drawn where it is shown, or install fonts (apt-get install fonts-liberation)"""


def has_fonts() -> bool:
    """Whether there are letters to draw with; macOS and Windows bring theirs."""
    files = (path for folder in FONTS for path in Path(folder).expanduser().rglob("*.[to]t[fc]"))
    return sys.platform != "linux" or any(files)
