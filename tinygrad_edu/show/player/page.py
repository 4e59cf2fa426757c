"""The player's page: picture, steps and script in one file that may load nothing else."""

from __future__ import annotations

import binascii
import os
import re
from functools import cached_property
from pathlib import Path
from string import Template
from typing import Any

from ...engine.terminal import printable
from ..picture.picture import Picture, write
from ..picture.style import COLOURS
from ..words.numerals import plural
from .stage import stage
from .states import Data

FRAME = 'width="100%" height="720" frameborder="0"'


class Page:
    """A page that plays a backward pass.  `.html` is all of it; `.save(path)` writes it."""

    def __init__(self, heading: str, picture: Picture, data: Data) -> None:
        self.heading, self.picture, self.data = heading, picture, data

    def __repr__(self) -> str:
        steps = plural(len(self.data["steps"]), "step")
        return f"<Page: the backward pass of {self.heading} in {steps}>"

    @cached_property
    def html(self) -> str:
        """The whole page; raises a RuntimeError where Graphviz is missing."""
        import json

        svg, data = stage(self.picture.svg()), clean(self.data)
        script = source("panel.js") + source("page.js")
        style = palette() + size(svg) + source("page.css")
        facts = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        return Template(source("page.html")).substitute(
            policy=f"default-src 'none'; script-src '{digest(script)}'; "
            f"style-src '{digest(style)}'; base-uri 'none'; form-action 'none'",
            title=f"Backward pass of {text(self.heading)}",
            heading=f"Backward pass of <code>{text(self.heading)}</code>",
            steps=len(data["steps"]),
            table=table(data),
            data=facts.replace("<", "\\u003c"),  # or a name could end the script
            svg=svg,
            script=script,
            style=style,
        )

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page to an .html file: all of it, or nothing."""
        hint = " (for a picture as .svg, .png or .pdf take tg.draw)"
        return write(path, ("html", "htm"), lambda _: self.html.encode(), hint)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """For a notebook: the page in a frame where it can be drawn, and always the text."""
        from html import escape

        bundle = {"text/plain": self.picture.text()}
        try:
            page = escape(self.html)
        except Exception:  # no `dot`, or one that failed: the text is shown instead
            return bundle
        frame = f'<iframe sandbox="allow-scripts" title="backward pass" srcdoc="{page}" {FRAME}>'
        return {"text/html": frame + "</iframe>", **bundle}


def source(name: str) -> str:
    """A file that lies beside this one."""
    return (Path(__file__).parent / name).read_text("utf-8")


def digest(text: str) -> str:
    """How a content security policy names the one script or style that it allows."""
    import hashlib

    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{binascii.b2a_base64(digest, newline=False).decode()}"


def palette() -> str:
    """The colours of both themes as variables."""
    light = "".join(f"--{name}:{colour};" for name, (colour, _) in COLOURS.items())
    dark = "".join(f"--{name}:{colour};" for name, (_, colour) in COLOURS.items())
    return f":root{{{light}}}\n@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"


def size(svg: str) -> str:
    """How large the picture would be at its full size, as variables."""
    found = re.search(r'width="([\d.]+pt)" height="([\d.]+pt)"', svg)
    return f":root{{--width:{found[1]};--height:{found[2]};}}\n" if found else ""


def clean(thing: Any) -> Any:
    """The data with each letter that cannot be printed, or encoded, replaced."""
    if isinstance(thing, str):
        return printable(thing)
    if isinstance(thing, dict):
        return {key: clean(value) for key, value in thing.items()}
    return [clean(item) for item in thing] if isinstance(thing, list) else thing


def text(words: str) -> str:
    """Words, escaped."""
    from html import escape

    return escape(clean(words))


# --- all steps as a table ---------------------------------------------------------------------


def table(data: Data) -> str:
    """All steps as rows: what is computed, what flows where, and the numbers."""
    head = "".join(f'<th scope="col">{word}</th>' for word in ("step", "at", "in words", "numbers"))
    rows = "".join(row(k, step, data["arrays"]) for k, step in enumerate(data["steps"]))
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def row(k: int, step: Data, arrays: list[Data]) -> str:
    """A step as a row of the table."""
    blocks = [block for blocks in step["rows"] for block in blocks]
    results = [block for block in blocks if block["kind"] in ("result", "sum")] or blocks
    shown = "".join(text(block["label"]) + matrix(arrays[block["array"]]) for block in results)
    at = f"<td>{text(step['title'])}<br><code>{text(step['formula'])}</code></td>"
    words = "".join(f"<p>{''.join(map(part, sentence))}</p>" for sentence in step["says"])
    start = f'<tr data-step="{k}"><th scope="row">{k + 1}</th>'
    return f"{start}{at}<td>{words}</td><td>{shown}</td></tr>"


def part(words: str | list[str]) -> str:
    """A part of a sentence: text, or bold text in a list of its own."""
    return text(words) if isinstance(words, str) else f"<b>{text(words[0])}</b>"


def matrix(array: Data) -> str:
    """An array as a table."""
    rows = ("".join(f"<td>{text(cell)}</td>" for cell in cells) for cells in array["rows"])
    return f'<table class="{array["kind"]}">{"".join(f"<tr>{row}</tr>" for row in rows)}</table>'
