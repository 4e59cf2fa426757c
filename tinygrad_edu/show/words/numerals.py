"""Values, arrays and indices in print; the numbers in them are those of `watch/digits.py`."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..._terminal import folded, page_width
from ...engine.arrays import Array
from ...watch.digits import number, numbers, short
from ...watch.tables import aligned

SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
LARGEST = 4  # entries of an index that are all shown
MOST, LONGEST_SIDE = 20, 8  # entries of an array that are all shown, and its rows or columns


def literal(value: Any, digits: int = 4) -> str:
    """A value as Python writes it, but short, and with a true minus sign."""
    if isinstance(value, float | np.floating):
        return short(float(value), digits)
    if isinstance(value, tuple | list):
        inner = ", ".join(literal(v, digits) for v in value)
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if isinstance(value, slice):
        ends = [value.start, value.stop, *([] if value.step in (None, 1) else [value.step])]
        text = ":".join("" if end is None else str(end) for end in ends)
    elif isinstance(value, np.ndarray):
        many = "mask" if value.dtype == bool else "indices"
        text = str(value.tolist()) if value.size <= LARGEST else many
    elif isinstance(value, type | np.dtype):
        text = np.dtype(value).name if value is not type else str(value)
    else:
        text = "…" if value is ... else str(value)
    return text.replace("-", "−")


def index_in_print(value: Any) -> str:
    """An index in its brackets: [0, :2]."""
    parts = value if isinstance(value, tuple) and value else (value,)
    words = [literal(part) for part in parts]
    return f"[{', '.join(words if set(words) != {'indices'} else words[:1])}]"


def is_small(array: Array) -> bool:
    """Whether every entry is shown; leading axes of size 1 do not count."""
    flat = array.size == math.prod(array.shape[-2:])
    return flat and 0 < array.size <= MOST and max(array.shape, default=1) <= LONGEST_SIDE


def grid(array: Array) -> list[list[str]]:
    """The numbers of a small array, row by row."""
    texts = numbers(array)
    columns = array.shape[-1] if array.ndim else 1
    return [texts[k : k + columns] for k in range(0, len(texts), columns)]


def statistics(array: Array) -> list[str]:
    """`mean · std` and `min · max`, and how many numbers are not finite."""
    values = np.asarray(array, dtype=np.float64)
    odd = values.size - np.isfinite(values).sum()
    lines = [] if array.size else ["no entries"]
    if odd < values.size:
        facts = moments(values)
        mean, std, low, high = (number(fact, max(map(abs, facts))) for fact in facts)
        lines = [f"mean {mean} · std {std}", f"min {low} · max {high}"]
    return [*lines, f"{odd:,} are nan or ∞"] if odd else lines


def moments(values: Array) -> list[float]:
    """The mean, deviation, least and greatest of the finite numbers; nothing of none."""
    finite = values[np.isfinite(values)]
    if not finite.size:
        return []
    low, high = finite.min(), finite.max()
    scale = max(-low, high) if max(-low, high) > 1e150 else 1.0  # whose square would overflow
    part = finite / scale
    return [float(x) for x in (part.mean() * scale, part.std() * scale, low, high)]


def plural(n: int, word: str) -> str:
    """1 path, 2 paths."""
    return f"{n:,} {word}" if n == 1 else f"{n:,} {word}s"


def wrapped(text: str, indent: str = "") -> list[str]:
    """The lines of a sentence."""
    return folded([indent + text], deeper="")


def in_lines(array: Array) -> list[str]:
    """The rows of a small array; of a large one its shape, mean, deviation, least and greatest."""
    if is_small(array):
        return aligned(grid(array), left=0)
    shape = f"{array.shape}: "
    return [(" " * len(shape) if k else shape) + fact for k, fact in enumerate(statistics(array))]


def in_columns(arrays: Sequence[tuple[str, Array]], indent: str) -> list[str]:
    """Labels, and beside each its array; below a long label, or where the page is too narrow.

    A row that is longer than the page is in brackets, and continues further in, like NumPy's.
    """
    half = page_width() // 2
    wide = max((len(label) for label, _ in arrays if len(label) <= half), default=0)
    lines = []
    for label, array in arrays:
        rows = in_lines(array)
        start = f"{indent}{label:<{wide}}  "
        if len(label) > wide or len(start) + max(map(len, rows)) > page_width():
            lines += folded([indent + label] if label else [])
            start = indent + "    "
        room = page_width() - len(start)
        if max(map(len, rows)) > room:
            rows = [part for row in rows for part in textwrap.wrap(f"[{row}]", room)]
        starts = [start, *[" " * len(start)] * (len(rows) - 1)]
        lines += [(left + row).rstrip() for left, row in zip(starts, rows, strict=True)]
    return lines
