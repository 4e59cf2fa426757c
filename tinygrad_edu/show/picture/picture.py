"""A picture that can be shown, saved, and read: DOT, and what Graphviz makes of it."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from ..._files import replacing
from .render import render
from .style import quoted

FORMATS = ("svg", "png", "pdf", "dot")


class Picture:
    """A drawn graph.  `.source` is its DOT; `.text()` says the same in words."""

    def __init__(self, lines: list[str], description: str, table: list[str]) -> None:
        self.lines, self.description, self.table = lines, description, table

    @property
    def source(self) -> str:
        """The graph in DOT: print it where `dot` is missing, and draw it elsewhere."""
        return "digraph {\n" + "".join(f"\t{line}\n" for line in self.lines) + "}\n"

    @property
    def digraph(self) -> Any:
        """The same as a `graphviz.Digraph`, to add to or to draw by its own means."""
        import graphviz

        return graphviz.Digraph(body=[f"\t{line}\n" for line in self.lines])

    def text(self) -> str:
        """The facts of the picture as a table."""
        return "\n".join(self.table)

    def __repr__(self) -> str:
        return f"<Picture: {self.description}>"

    # --- drawn ---

    def svg(self) -> str:
        """The picture as SVG that says to a screen reader what it is."""
        drawn = render(self.source, "svg").decode()
        drawn = drawn[drawn.index("<svg") :]
        words = quoted(self.description)[1:-1].replace("\\\\", "\\")
        about = f"<title>Computation graph</title>\n<desc>{words}</desc>\n"
        return re.sub(r"<svg([^>]*)>\s*", r'<svg role="img"\1>\n{}', drawn, count=1).replace(
            "{}", about, 1
        )

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write an .svg, .png, .pdf or .dot file: the whole file, or nothing."""
        path = Path(path)
        if path.is_dir():
            raise IsADirectoryError(f"save: {path} is a folder; name the file in it, graph.svg")
        kind = path.suffix.lower().removeprefix(".")
        if kind not in FORMATS:
            raise ValueError(
                f"save: {path.name!r} does not say what to write; "
                f"end it with {', '.join(f'.{k}' for k in FORMATS[:-1])} or .{FORMATS[-1]}"
            )
        if kind == "svg":
            data = self.svg().encode()
        elif kind == "dot":
            data = self.source.encode()
        else:
            data = render(self.source, kind)
        with replacing(os.fspath(path)) as file:
            file.write(data)
        return path

    # --- in a notebook: never a traceback ---

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """The SVG where it can be drawn, and always the text."""
        bundle = {"text/plain": self.text()}
        svg = self._repr_svg_()
        return bundle if svg is None else {"image/svg+xml": svg, **bundle}

    def _repr_svg_(self) -> str | None:
        """The SVG, or None where it cannot be drawn."""
        try:
            return self.svg()
        except Exception:  # no `dot`, or one that failed: the text is shown instead
            return None
