"""Graphviz: DOT in, a picture out.  By the program `dot`, else by the package pygraphviz."""

from __future__ import annotations

from typing import Any

MISSING = """\
draw: Graphviz is not installed: there is no program `dot` on the PATH. Install it:
  Debian, Ubuntu   sudo apt-get install graphviz
  Fedora           sudo dnf install graphviz
  macOS            brew install graphviz
  Windows          winget install graphviz
  conda            conda install graphviz
  without admin    pip install "pygraphviz>=2.0"   (brings its own Graphviz)
The Python package graphviz alone does not bring `dot`. Without it, .text() says what the picture
shows, and print(picture.source) gives DOT that another machine can draw."""


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


def by_pygraphviz(source: str, kind: str) -> bytes:
    """What pygraphviz draws, which carries Graphviz inside."""
    try:
        import pygraphviz
    except ImportError:
        raise RuntimeError(MISSING) from None
    drawn: Any = pygraphviz.AGraph(string=source).draw(format=kind, prog="dot")
    return drawn.encode() if isinstance(drawn, str) else drawn
