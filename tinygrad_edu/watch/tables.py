"""Text in columns: the tables that are printed."""

from __future__ import annotations

from collections.abc import Sequence

from .._terminal import folded, page_width

Rows = Sequence[Sequence[str]]


def aligned(rows: Rows, left: int = 1) -> list[str]:
    """A line for each row: the first `left` columns are left-aligned, the others right-aligned.

    >>> aligned([("op", "calls"), ("matmul", "3")])
    ['op      calls', 'matmul      3']
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if k < left else cell.rjust(width)
            for k, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def ruled(rows: Rows, rule: str = "─") -> list[str]:
    """The aligned rows with a line below the heading; records if they do not fit the page.

    A record is the first cell of a row, and below it each other cell with its heading.
    """
    head, *lines = aligned(rows)
    wide = max(map(len, (head, *lines)))
    if wide <= page_width():
        return [head, *([rule * wide] if rule else []), *lines]
    (_, *headings), *others = rows
    records = []
    for name, *cells in others:
        facts = [f"{heading} {cell}" for heading, cell in zip(headings, cells, strict=True) if cell]
        whole = [fact.replace(" ", "\xa0") for fact in facts]  # a fact is not broken
        records += [name, "    " + " · ".join(whole)]
    return [line.replace("\xa0", " ") for line in folded(records, deeper="")]
