"""Values, arrays and indices in print; the numbers in them are those of `watch/digits.py`."""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np

from ...engine.arrays import Array
from ...watch.digits import number, numbers, short
from ...watch.tables import aligned

SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
LARGEST = 4  # rows and columns of an array, and entries of an index, that are all shown
WIDTH = 96  # of a page


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
    """Whether every entry is shown."""
    return array.ndim <= 2 and max(array.shape, default=1) <= LARGEST and array.size > 0


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
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent)


def beside(label: str, array: Array) -> list[str]:
    """The rows of an array beside a label; of a large one its mean, deviation, least, greatest."""
    whole = f"{' × '.join(map(str, array.shape))}: {' · '.join(statistics(array))}"
    rows = aligned(grid(array) if is_small(array) else [[whole]], left=0)
    return [((" " * len(label) if k else label) + row).rstrip() for k, row in enumerate(rows)]
