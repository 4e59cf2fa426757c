"""Text for any terminal: plain letters if it lacks ∂, and no control characters."""

from __future__ import annotations

import codecs
import io
import re
import sys
import unicodedata

PLAIN = {
    "∂": "d", "·": "*", "×": "x", "÷": "/", "−": "-", "±": "+-", "√": "sqrt", "∞": "inf",
    "∫": "integral", "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~", "→": "->", "←": "<-", "↔": "<->",
    "–": "-", "•": "*", "°": " degrees", "′": "'", "⁄": "/",
    "─": "-", "│": "|", "├": "|", "└": "`", "█": "#", "▶": ">", "◀": "<", "⌊": "floor(", "⌋": ")",
    "⌈": "ceil(", "⌉": ")",
    "Σ": "sum", "Φ": "Phi", "β": "beta", "λ": "lambda", "π": "pi", "σ": "sigma", "μ": "u",
    "\N{COMBINING CIRCUMFLEX ACCENT}": "^", "“": '"', "”": '"', "’": "'",
    "\N{REPLACEMENT CHARACTER}": "?",
}  # fmt: skip
EXPONENT = "[⁰¹²³⁴⁵⁶⁷⁸⁹⁻ᵀᵗʸ]+"
HANDLER = "tinygrad_edu.plain"


def print_anywhere() -> None:
    """Let stdout and stderr write plain letters in place of those that their encoding lacks."""
    codecs.register_error(HANDLER, plain_letters)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors not in ("ignore", "replace"):
            stream.reconfigure(errors=HANDLER)


def plain_letters(error: UnicodeError) -> tuple[str, int]:
    """ASCII for letters that an encoding lacks, as a handler of `codecs`; other errors are raised.

    >>> codecs.register_error(HANDLER, plain_letters)
    >>> "∂L/∂x → 10⁻³".encode("ascii", HANDLER)
    b'dL/dx -> 10^-3'
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    missing = re.sub(EXPONENT, lambda found: f"^{found[0]}", missing)
    return "".join(map(in_ascii, missing)), error.end


def in_ascii(letter: str) -> str:
    """The replacement of a letter, or the plain letter that it contains, or its code."""
    parts = unicodedata.normalize("NFKD", letter)  # ² is a 2, and ŷ a y and a hat
    plain = PLAIN.get(letter) or "".join(PLAIN.get(part, part) for part in parts)
    return plain if plain.isascii() else letter.encode("ascii", "backslashreplace").decode()
