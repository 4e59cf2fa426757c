"""Parts of error messages: a class of errors, and the user's names on one line."""

from __future__ import annotations

from typing import Any


class GradientError(ValueError):
    """Derivatives that cannot be right, in their count, shape or value."""


def printable(text: str) -> str:
    """The text with a placeholder for each control character, and others that do not print."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def one_line(text: object, most: int = 0) -> str:
    """The text on one line of at most `most` characters, without control characters."""
    kept = printable(" ".join(str(text).split()))
    return kept if not most or len(kept) <= most else kept[: most - 1] + "…"


def name_and_shape(x: Any, unnamed: str = "a tensor") -> str:
    """A tensor in an error message."""
    return f"{one_line(x.name or unnamed)} of shape {x.value.shape}"
