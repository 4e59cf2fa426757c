"""Text on any terminal: plain letters where it has no ∂, and no control characters in names."""

from __future__ import annotations

import codecs
import io
import re
import sys
import unicodedata

LETTERS = {
    "∂": "d", "−": "-", "–": "-", "─": "-", "·": "*", "•": "*", "×": "x", "÷": "/", "…": "...",
    "→": "->", "←": "<-", "↔": "<->", "├": "|-", "└": "`-", "│": "|", "█": "#", "▶": ">", "◀": "<",
    "√": "sqrt", "∞": "inf", "∫": "integral", "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~", "±": "+-",
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "eps", "η": "eta", "θ": "theta",
    "λ": "lambda", "μ": "mu", "µ": "u", "π": "pi", "ρ": "rho", "σ": "sigma", "φ": "phi",
    "Σ": "sum", "Φ": "Phi", "½": "1/2", "¼": "1/4", "¾": "3/4", "°": " degrees", "′": "'",
    "\u0302": "^", "⌊": "floor(", "⌋": ")", "“": '"', "”": '"', "’": "'", "é": "e", "²": "^2",
}  # fmt: skip
HANDLER = "tinygrad_edu"
STRICT = ("strict", "surrogateescape", "backslashreplace")  # those that fail or write \u2202


def print_on_any_terminal() -> None:
    """Let stdout and stderr write plain letters for those that their encoding does not have."""
    codecs.register_error(HANDLER, plain_letters)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors in STRICT:
            stream.reconfigure(errors=HANDLER)


def plain_letters(error: UnicodeError) -> tuple[str, int]:
    """What stands for letters that an encoding does not have; a handler of `codecs`."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    return re.sub(r"[⁰¹²³⁴-⁹⁻]+|.", plain, missing, flags=re.DOTALL), error.end


def plain(found: re.Match[str]) -> str:
    """One letter, or a whole exponent, in ASCII."""
    text = found[0]
    if len(text) > 1 or text in "⁰¹³⁴⁵⁶⁷⁸⁹⁻":
        return "^" + unicodedata.normalize("NFKD", text).replace("−", "-")
    near = LETTERS.get(text) or unicodedata.normalize("NFKD", text)
    return near if near.isascii() else near.encode("ascii", "backslashreplace").decode()
