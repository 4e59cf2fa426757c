"""A page that computes: one HTML file with its data and scripts, which may load nothing else."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..._files import write_kind
from ..player.play import clean, digest, in_frame, in_json, source, text, themes

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
{body}
<script id="data" type="application/json">{data}</script>
{worker}<script>{script}</script>
</body>
</html>
"""

# Of a script: texts and patterns, which stay as they are; signs, around which a space says nothing;
# comments, and spaces at the start of a line.
TOKEN = r"""(?xm) (
    "(?:\\.|[^"\\])*" | '(?:\\.|[^'\\])*'
  | `(?: \\. | \$\{ (?: [^`{}] | `[^`]*` | \{[^{}]*\} )* \} | [^`\\] )*`
  | (?: (?<= [(=:,!&|?] ) | (?<= [(=:,!&|?]\ ) ) / (?![/*]) (?: \\. | \[[^\]]*\] | [^/\\\n] )+ /
  ) | \ * //.* | ^\ + | \ ([+-])\ (?![+-]) | \ * ( [,;{(\[] ) \s* | \s* ( [)\]}] ) \ *
  | \ * ( [=:?<>*%&|!] ) \ *"""


class Sheet:
    """A page about a network.  `.html` is all of it; `.save(path)` writes it."""

    def __init__(self, title: str, html: str) -> None:
        self.title, self.html = title, html

    def __repr__(self) -> str:
        return f"<Sheet: {self.title}, {len(self.html.encode()) / 1000:,.0f} kB>"

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page to an .html file: all of it, or nothing."""
        write_kind(path, ("html", "htm"), lambda _: self.html.encode(), "")
        return Path(path)

    def _repr_html_(self) -> str:
        """For a notebook: the page in a frame."""
        return in_frame(self.html, self.title)


def sheet(
    title: str,
    body: str,
    data: Any,
    scripts: Sequence[str],
    styles: Sequence[str],
    worker: Sequence[str] = (),
) -> Sheet:
    """The page of an HTML body and its data; scripts, styles and a worker's scripts are files here.

    The scripts run in one function, so that they see each other and the page sees none of them.
    """
    script = f'(() => {{\n"use strict";\n{bare(scripts)}}})();\n'
    plain = re.sub(r"(?m)^ +|/\*.*?\*/\n?", "", "".join(map(beside, styles)))
    style = themes() + plain
    may = f"script-src '{digest(script)}'; style-src '{digest(style)}'"
    more = f'<script id="worker" type="text/plain">{bare(worker)}</script>\n' if worker else ""
    html = PAGE.format(
        policy=f"default-src 'none'; {may}{'; worker-src blob:' * bool(worker)}",
        title=text(title),
        style=style,
        body=body,
        data=in_json(clean(data)),
        worker=more,
        script=script,
    )
    return Sheet(title, html)


def beside(name: str) -> str:
    """A file that lies beside this one."""
    return source(f"../digits/{name}")


def bare(scripts: Sequence[str]) -> str:
    """Scripts, one after the other, without comments and the spaces that nobody needs."""
    spaced = "".join(map(beside, scripts))
    return re.sub(
        r"\n+", "\n", re.sub(TOKEN, lambda x: x[x.lastindex] if x.lastindex else "", spaced)
    )
