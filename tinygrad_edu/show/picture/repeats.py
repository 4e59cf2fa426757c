"""Equal parts of a graph in a row: the blocks of a deep network, the steps of a loop."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

LONGEST_PART = 50  # cards


def longest_row(
    kinds: Sequence[object], used: Sequence[list[int]], scopes: Sequence[set[int]], least: int
) -> tuple[int, int, int] | None:
    """The longest row of `least` equal parts or more: where it starts, a part's size, its end.

    Of each card: its kind, which cards it uses, and the modules around it.  Equal parts have the
    same kinds of cards, and the same arrows inside.  Each part uses a result of the part in front
    of it; none begins in the middle of a module.  A tenth of the cards or more are saved.
    """
    numbers: dict[object, int] = {}
    marks = np.array([numbers.setdefault(kind, len(numbers)) for kind in kinds])

    def near(k: int, start: int, reach: int) -> list[int | None]:
        """The cards that card k of a part uses, in it or, if results, a little in front of it."""
        low = start - reach
        return [x - start if x >= start or (x >= low and used[x]) else None for x in used[k]]

    def alike(a: int, b: int, size: int, reach: int = 0) -> bool:
        """Whether two parts have the same arrows."""
        return all(near(a + k, a, reach) == near(b + k, b, reach) for k in range(size))

    def results(start: int, size: int) -> set[int]:
        """The results of the part in front that a part uses."""
        ends = {k for found in used[start : start + size] for k in found}
        return {k for k in ends if start - size <= k < start and used[k]}

    def row(start: int, size: int, most: int) -> tuple[int, int, bool, int, int, int]:
        """The row that starts here: cards saved, how few results are passed on, a leaf first, …"""
        second = end = start + size
        if alike(start, second, size):
            while end + size <= most and results(end, size) and alike(second, end, size, size):
                end += size
        if end - start < least * size:
            return 0, 0, False, -start, size, end
        outer = scopes[start] & scopes[end - 1]
        borders = range(start or size, min(end + 1, len(kinds)), size)
        whole = all(scopes[k - 1] & scopes[k] <= outer for k in borders)
        saved = whole * (end - start - size)
        return saved, -len(results(second, size)), not used[start], -start, size, end

    little = len(kinds) // 10  # not worth a card
    best = (little, 0, False, 0, 0, 0)
    for size in range(1, min(LONGEST_PART, len(kinds) // least) + 1):
        same = np.concatenate(([False], marks[size:] == marks[:-size], [False]))
        changes = np.flatnonzero(same[1:] != same[:-1]).tolist()
        for start, last in zip(changes[::2], changes[1::2], strict=True):
            end = last + size
            while end - start - size > best[0] and end - start >= least * size:
                starts = range(start, min(start + size, end - least * size + 1))
                rows = [row(k, size, end) for k in starts]
                best = max([best, *rows])
                start = max(found[-1] for found in rows)
    return (-best[3], *best[4:]) if best[-1] else None
