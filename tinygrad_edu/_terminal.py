"""Text for any terminal: as wide as it is, and in plain letters where it lacks ∂.

An encoding may lack ∂ or →.  Then, and only then, `import tinygrad_edu` gives stdout and stderr
a handler of errors: what could not be printed at all is printed as d or ->.
"""

from __future__ import annotations

import codecs
import io
import os
import re
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Iterable

PLAIN = {
    "∂": "d", "·": "*", "×": "x", "÷": "/", "−": "-", "±": "+-", "√": "sqrt", "∞": "inf",
    "∫": "integral", "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~", "→": "->", "←": "<-", "↔": "<->",
    "–": "-", "•": "*", "°": " degrees", "′": "'", "⁄": "/",
    "─": "-", "│": "|", "├": "|", "└": "`", "█": "#", "▶": ">", "◀": "<", "⌊": "floor(", "⌋": ")",
    "⌈": "ceil(", "⌉": ")", "✓": "OK", "✗": "NO",
    "Σ": "sum", "Φ": "Phi", "β": "beta", "λ": "lambda", "π": "pi", "σ": "sigma", "μ": "u",
    "\N{COMBINING CIRCUMFLEX ACCENT}": "^", "“": '"', "”": '"', "’": "'",
    "\N{REPLACEMENT CHARACTER}": "?",
}  # fmt: skip
NARROWEST, WIDEST = 40, 96  # columns of a page
EXPONENT = "[⁰¹²³⁴⁵⁶⁷⁸⁹⁻ᵀᵗʸ]+"
HANDLER = "tinygrad_edu.plain"


def page_width() -> int:
    """The columns of the terminal, at most 96; a file or a notebook has 96, unless COLUMNS is set.

    On fewer than 40 columns lines are as long as on 40.
    """
    try:
        known = sys.stdout.isatty() or "COLUMNS" in os.environ
    except (AttributeError, ValueError):  # no stdout, or a closed one
        known = False
    columns = shutil.get_terminal_size((WIDEST, 24)).columns if known else WIDEST
    return min(max(columns, NARROWEST), WIDEST)


def folded(lines: Iterable[str], deeper: str = "    ") -> list[str]:
    """The lines; one that is longer than the page continues on the next, further in."""
    kept = []
    for line in lines:
        start = line[: len(line) - len(line.lstrip())] + deeper
        kept += textwrap.wrap(
            line, page_width(), subsequent_indent=start, break_on_hyphens=False
        ) or [line]
    return kept


def print_anywhere() -> None:
    """Let stdout and stderr write plain letters in place of those that their encoding lacks.

    A stream that has all letters, or whose user chose what happens, stays as it is.
    """
    codecs.register_error(HANDLER, plain_letters)
    defaults = {"strict", "surrogateescape"}
    for stream, errors in ((sys.stdout, defaults), (sys.stderr, defaults | {"backslashreplace"})):
        if isinstance(stream, io.TextIOWrapper) and stream.errors in errors and lacks(stream):
            stream.reconfigure(errors=HANDLER)


def lacks(stream: io.TextIOWrapper) -> bool:
    """Whether the encoding of a stream lacks letters that we print."""
    try:
        "".join(PLAIN).encode(stream.encoding)
    except UnicodeEncodeError:
        return True
    return False


def plain_letters(error: UnicodeError) -> tuple[str | bytes, int]:
    """ASCII for letters that an encoding lacks, as a handler of `codecs`; other errors are raised.

    >>> codecs.register_error(HANDLER, plain_letters)
    >>> "∂L/∂x → 10⁻³".encode("ascii", HANDLER)
    b'dL/dx -> 10^-3'
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    if undecoded := re.match("[\udc80-\udcff]+", missing):  # bytes of a file's name, say
        return undecoded[0].encode("utf-8", "surrogateescape"), error.start + undecoded.end()
    missing = re.sub(EXPONENT, lambda found: f"^{found[0]}", missing)
    return "".join(map(in_ascii, missing)), error.end


def in_ascii(letter: str) -> str:
    """The replacement of a letter, or the plain letter that it contains, or its code."""
    parts = unicodedata.normalize("NFKD", letter)  # ² is a 2, and ŷ a y and a hat
    plain = PLAIN.get(letter) or "".join(PLAIN.get(part, part) for part in parts)
    return plain if plain.isascii() else letter.encode("ascii", "backslashreplace").decode()
