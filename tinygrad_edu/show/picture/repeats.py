"""Equal parts of a graph in a row: the blocks of a deep network, the steps of a loop."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

LONGEST_PART = 100  # cards


def longest_row(
    kinds: Sequence[object], used: Sequence[list[int]], scopes: Sequence[set[int]], least: int
) -> tuple[int, int, int] | None:
    """The longest row of `least` equal parts or more: where it starts, a part's size, its end.

    Of each card: its kind, which cards it uses, and the modules around it.  Equal parts have the
    same kinds of cards, and the same arrows inside.  Each part uses a result of the part in front
    of it; none begins in the middle of a module.
    """
    numbers: dict[object, int] = {}
    marks = np.array([numbers.setdefault(kind, len(numbers)) for kind in kinds])

    def arrows(start: int, size: int) -> list[list[int]]:
        """Which cards of the part each card in it uses; −1 is outside."""
        return [[max(k - start, -1) for k in found] for found in used[start : start + size]]

    def results(start: int, size: int) -> set[int]:
        """The results of the part in front that a part uses."""
        ends = {k for found in used[start : start + size] for k in found}
        return {k for k in ends if start - size <= k < start and used[k]}

    def row(start: int, size: int, most: int) -> tuple[int, int, bool, int, int, int]:
        """The row that starts here: cards saved, how few results are passed on, a leaf first, …"""
        first, end = arrows(start, size), start + size
        while end + size <= most and results(end, size) and arrows(end, size) == first:
            end += size
        outer = scopes[start] & scopes[end - 1]
        borders = range(start or size, min(end + 1, len(kinds)), size)
        whole = all(scopes[k - 1] & scopes[k] <= outer for k in borders)
        saved = end - start - size if whole and end - start >= least * size else 0
        return saved, -len(results(start + size, size)), not used[start], -start, size, end

    best = (0, 0, False, 0, 0, 0)
    for size in range(1, min(LONGEST_PART, len(kinds) // least) + 1):
        same = np.concatenate(([False], marks[size:] == marks[:-size], [False]))
        changes = np.flatnonzero(same[1:] != same[:-1]).tolist()
        for start, last in zip(changes[::2], changes[1::2], strict=True):
            if last - start > best[0]:
                starts = range(start, min(start + size, last + size - least * size + 1))
                best = max([best, *(row(k, size, last + size) for k in starts)])
    return (-best[3], *best[4:]) if best[0] else None
