"""Text in columns: the tables that are printed."""

from __future__ import annotations

from collections.abc import Sequence

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


def ruled(rows: Rows) -> list[str]:
    """The aligned rows, with a line below the heading."""
    head, *lines = aligned(rows)
    return [head, "─" * max(map(len, (head, *lines))), *lines]
