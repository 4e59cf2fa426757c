"""Text on a page: sentences of one width, and numbers below each other."""

from __future__ import annotations

import textwrap

from ...engine.arrays import Array
from ...watch.tables import aligned
from .numerals import cells

WIDTH = 96


def wrapped(text: str, indent: str = "") -> list[str]:
    """The lines of a sentence."""
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent)


def beside(label: str, array: Array) -> list[str]:
    """The rows of an array beside a label."""
    rows = aligned(cells(array), left=0)
    return [((" " * len(label) if k else label) + row).rstrip() for k, row in enumerate(rows)]
