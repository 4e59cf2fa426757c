"""What errors need: a class, and names of the user's in one line."""

from __future__ import annotations


class GradientError(ValueError):
    """A derivative that cannot be right: its count, its shape or its value."""


def printable(text: str) -> str:
    """The text with a sign in place of each letter that would steer a terminal or has no form."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def one_line(text: object, most: int = 0) -> str:
    """The text in one line of at most `most` letters, without control characters."""
    kept = printable(" ".join(str(text).split()))
    return kept if not most or len(kept) <= most else kept[: most - 1] + "…"
