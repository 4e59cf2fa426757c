"""Text on a page: sentences of one width, and numbers below each other."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from ..arrays import Array
from .numerals import cells

WIDTH = 96


def wrapped(text: str, indent: str = "") -> list[str]:
    """The lines of a sentence."""
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent)


def beside(label: str, array: Array) -> list[str]:
    """The rows of an array beside a label."""
    rows = grid(cells(array))
    return [((" " * len(label) if k else label) + row).rstrip() for k, row in enumerate(rows)]


def grid(rows: Sequence[Sequence[str]]) -> list[str]:
    """The rows with their cells right-aligned below each other."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=False)]
    return ["  ".join(c.rjust(w) for c, w in zip(row, widths, strict=False)) for row in rows]
