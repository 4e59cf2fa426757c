"""Numbers in print: one format for all entries of an array, and a summary of a large one."""

from __future__ import annotations

import math
import re
import textwrap
from typing import Any

import numpy as np

from ...engine.arrays import Array
from ...watch.tables import aligned

SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
LARGEST = 4  # rows and columns of an array, and entries of an index, that are all shown
WIDTH = 96  # of a page


def on_paper(number: str) -> str:
    """A number that Python wrote: −, ∞, and 1.4e−4 for 1.4e-04."""
    return re.sub(r"e\+?(-?)0*(?=\d)", r"e\1", number).replace("inf", "∞").replace("-", "−")


def short(value: float, digits: int = 4, sign: str = "") -> str:
    """One number, to this many digits; with sign="+" a positive one has a plus."""
    return on_paper(f"{value + 0.0:{sign if value else ''}.{digits}g}")


def number(value: float) -> str:
    """One number, as `numbers` writes it."""
    return numbers(np.array(value, dtype=np.float64))[0]


def numbers(array: Array) -> list[str]:
    """The entries, in row-major order and in one format: three digits, fewer if that is exact.

    >>> numbers(np.array([0.4, -0.25, 0.0])), numbers(np.array([3.0, 12.0]))
    (['0.40', '−0.25', '0.00'], ['3', '12'])
    """
    values = np.asarray(array).reshape(-1)
    if values.dtype.kind in "biu":
        return [on_paper(str(v)) for v in values.tolist()]
    tolerance = 8 * float(np.finfo(values.dtype).eps)
    floats = values.astype(np.float64) + 0.0  # never −0
    finite = np.abs(floats[np.isfinite(floats)])
    largest = float(finite.max(initial=0.0))
    if largest and (largest >= 1e5 or largest < 1e-3):
        texts = [on_paper(f"{v:.1e}") for v in floats.tolist()]
        return [text.replace(".0e", "e").removesuffix("e0") for text in texts]
    decimals = min(max(2 - math.floor(math.log10(largest)), 0), 4) if largest else 0
    for fewer in range(decimals):
        rounded = np.round(finite, fewer)
        if np.all(np.abs(finite - rounded) <= tolerance * np.maximum(finite, 1e-3)):
            decimals = fewer
            break
    return [on_paper(f"{v:z.{decimals}f}") for v in floats.tolist()]


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
        mean, std, low, high = map(number, moments(values))
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
    mean = part.mean() if abs(part.mean()) > 1e-13 * np.abs(part).max() else 0.0  # rounding alone
    return [float(x) for x in (mean * scale, part.std() * scale, low, high)]


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
