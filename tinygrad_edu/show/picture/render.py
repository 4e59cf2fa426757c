"""Graphviz: DOT in, a picture out.  By the program `dot`, else by the package pygraphviz."""

from __future__ import annotations

import subprocess
import sys
import warnings
from importlib.util import find_spec
from pathlib import Path

MISSING = """\
draw: Graphviz is not installed: there is no program `dot` on the PATH. Install it:
  Debian, Ubuntu   sudo apt-get install graphviz
  Fedora           sudo dnf install graphviz
  macOS            brew install graphviz
  Windows          winget install graphviz
  conda            conda install graphviz
  without admin    pip install "pygraphviz>=2.0"   (brings its own Graphviz)
The Python package graphviz alone does not bring `dot`. Without it, tg.draw(...).text() says what
the picture shows, tg.explain(...) what the player does, and print(picture.source) gives DOT that
another machine can draw."""


def render(source: str, kind: str) -> bytes:
    """The picture as svg, png or pdf; raises a RuntimeError where nothing can draw it."""
    import graphviz

    if kind == "png":  # sharp on the screens of today
        source = source.replace("{\n", "{\n\tgraph [dpi=144]\n", 1)
    try:
        return graphviz.pipe("dot", kind, source.encode(), quiet=True)
    except graphviz.ExecutableNotFound:
        pass
    except graphviz.CalledProcessError as error:
        words = (error.stderr or b"").decode(errors="replace").strip()
        raise RuntimeError(f"draw: `dot` failed: {words or error}") from error
    return by_pygraphviz(source, kind)


PYGRAPHVIZ = """
import sys, pygraphviz
sys.tracebacklimit = 0
graph = pygraphviz.AGraph(string=sys.stdin.buffer.read().decode("utf-8"))
sys.stdout.buffer.write(graph.draw(format=sys.argv[1], prog="dot"))
"""


def by_pygraphviz(source: str, kind: str) -> bytes:
    """What pygraphviz draws, which carries Graphviz inside.

    A process of its own draws: Graphviz in C knows no threads, and writes to stderr what it likes.
    """
    if find_spec("pygraphviz") is None:
        raise RuntimeError(MISSING)
    if kind != "svg" and not has_fonts():
        warnings.warn(NO_FONTS, stacklevel=4)  # at the line that calls picture.save
    command = [sys.executable, "-P", "-c", PYGRAPHVIZ, kind]
    drawn = subprocess.run(command, input=source.encode(), capture_output=True, check=False)
    if drawn.returncode:
        words = drawn.stderr.decode(errors="replace").strip()
        raise RuntimeError(f"draw: pygraphviz failed: {words}")
    return drawn.stdout


FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
NO_FONTS = """\
there are no fonts on this machine, so the letters of a PNG or PDF become boxes; save an .svg, \
whose letters are drawn where it is shown, or install fonts (apt-get install fonts-liberation)"""


def has_fonts() -> bool:
    """Whether there are letters to draw with; macOS and Windows bring theirs."""
    folders = [Path(folder).expanduser() for folder in FONTS]
    return sys.platform != "linux" or any(any(f.rglob("*.[to]t[fc]")) for f in folders)
