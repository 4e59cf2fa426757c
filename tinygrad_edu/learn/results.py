"""What a probe gave: made plain, compared with what is right, and the difference in words."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from typing import Any

import numpy as np

from .._tensor import Tensor
from ..watch.digits import numbers, short

LIKE_A_NUMBER = "biuf"
MANY = 24  # larger arrays are not printed


@dataclasses.dataclass(frozen=True)
class Failure:
    """A probe that raised an error: its kind, its text, and the line of the answer."""

    kind: str
    text: str
    line: int | None = dataclasses.field(
        default=None, compare=False
    )  # a mistake may stand anywhere


def tidy(value: Any) -> Any:
    """Arrays for tensors, numbers and lists of them; tuples for other lists; else a text.

    >>> tidy([1, 2.5])
    array([1. , 2.5])
    >>> tidy((np.ones(2), [1.0]))
    (array([1., 1.]), array([1.]))
    """
    if value is None or value is ... or isinstance(value, str | Failure):
        return None if value is ... else value
    if isinstance(value, Tensor):
        return tidy(value.data)
    if isinstance(value, list | tuple):
        parts = [tidy(part) for part in value]
        alike = parts and all(isinstance(part, np.ndarray) for part in parts)
        if alike and len({part.shape for part in parts}) == 1:
            return np.array(parts)
        return tuple(parts) if parts else np.zeros(0)
    if isinstance(value, Fraction):
        return np.asarray(float(value))
    if isinstance(value, np.ndarray | np.generic | int | float):
        array = np.asarray(value)
        if array.dtype.kind in LIKE_A_NUMBER:
            return array.astype(np.float64)
        return tidy(array.tolist()) if array.dtype == object else str(value)
    return f"a {type(value).__name__}" if not isinstance(value, type) else f"class {value.__name__}"


def agree(a: Any, b: Any, tolerance: float) -> bool:
    """Whether two plain results agree, numbers up to a relative tolerance."""
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        if a.shape != b.shape:
            return False
        size = float(np.abs(b[np.isfinite(b)]).max(initial=0))
        return np.allclose(a, b, tolerance, tolerance * size / 100 + 1e-12, equal_nan=True)
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(agree(x, y, tolerance) for x, y in zip(a, b, strict=True))
    return type(a) is type(b) and not isinstance(a, np.ndarray) and bool(a == b)


def difference(found: Any, right: Any) -> str:
    """What is wrong with a result, as the rest of a sentence that begins with its name."""
    if isinstance(found, Failure):
        return f"raises {found.kind}: {found.text.rstrip('.')}"
    if found is None:
        return "gives nothing back (None); a `return` is missing, or None is returned"
    if isinstance(right, Failure):
        return f"gives {shown(found)}; it should raise {right.kind}"
    if isinstance(right, tuple) and isinstance(found, tuple) and len(found) == len(right):
        i, (x, y) = next(
            (i, pair)
            for i, pair in enumerate(zip(found, right, strict=True))
            if not agree(*pair, 1e-6)
        )
        return f"gives {len(right)} results, and number {i + 1} {difference(x, y)}"
    if isinstance(right, tuple) and isinstance(found, tuple | np.ndarray):
        several = isinstance(found, tuple)
        count = f"{len(found)} results" if several else f"one array, of shape {np.shape(found)}"
        return f"gives {count}; it should give {len(right)} results"
    if not isinstance(found, np.ndarray) or not isinstance(right, np.ndarray):
        return f"gives {shown(found)}; it should give {shown(right)}"
    if found.shape != right.shape:
        return f"has {size_in_words(found)}; it should have {size_in_words(right)}"
    if not right.shape:
        return f"is {shown(found)}; it should be {shown(right)}"
    wrong = np.argwhere(~np.isclose(found, right, 1e-4, 1e-9, equal_nan=True))
    if not len(wrong):  # the smallest entries, next to large ones
        wrong = np.argwhere(found != right)
    at = tuple(map(int, wrong[0]))
    place = f"[{', '.join(map(str, at))}]"
    few = "" if found.size == 1 else f" ({len(wrong)} of {found.size} entries differ)"
    return f"has {short(found[at])} at {place}; it should have {short(right[at])}{few}"


def pattern(found: Any, right: Any) -> str:
    """What all entries of a wrong array have in common, where there is something."""
    if not isinstance(found, np.ndarray) or not isinstance(right, np.ndarray):
        return ""
    if found.ndim == 2 and found.T.shape == right.shape and agree(found.T, right, 1e-6):
        return "It is the right array with rows and columns exchanged."
    if found.shape != right.shape or right.size < 2 or not right.any():
        return ""
    factor = float((found * right).sum() / (right * right).sum())
    if not agree(found, factor * right, 1e-6) or not np.isfinite(factor):
        return ""
    if factor == 0:
        return "All its entries are 0."
    if agree(np.array(factor), np.array(-1.0), 1e-6):
        return "Each entry has the right size, and the wrong sign."
    return f"Each entry is {short(factor)} times what it should be."


def size_in_words(array: Any) -> str:
    """The shape of an array: "shape (2, 3)", or that it is a number."""
    return f"shape {array.shape}" if array.shape else "shape () (it is one number)"


def shown(value: Any) -> str:
    """A result in print, on one line."""
    if isinstance(value, str):
        return repr(value) if not value.startswith(("a ", "class ")) else value
    if isinstance(value, tuple):
        return f"{len(value)} results: {', '.join(map(shown, value))}"
    if isinstance(value, np.ndarray):
        if not value.shape:
            return short(float(value), 6)
        if value.size <= MANY:
            return " ".join(listed(value).split())
        return f"an array of shape {value.shape}"
    return str(value)


def listed(array: Any) -> str:
    """An array in print, row by row."""
    words = np.array(numbers(array), dtype=object).reshape(array.shape)
    return str(np.array2string(words, separator=", ", formatter={"object": str}))
