"""What `draw`, `explain` and `play` are asked for, checked before anything is computed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..ops.arguments import is_integer

MODULES = ("auto", "open", "collapsed", "off")


def check_word(who: str, name: str, given: Any, known: tuple[str, ...]) -> None:
    """Raise a ValueError for a word that is not known."""
    if given not in known:
        words = ", ".join(map(repr, known[:-1]))
        raise ValueError(
            f"{who}: {name}={shortened(given)}, but it must be {words} or {known[-1]!r}"
        )


def check_modules(who: str, modules: Any, depth: Any) -> None:
    """Raise a ValueError unless they say how modules are shown."""
    check_word(who, "modules", modules, MODULES)
    if depth is not None and (not is_integer(depth) or depth < 1):
        raise ValueError(f"{who}: depth={depth!r}, but the outermost modules have depth 1")


def check_names(who: str, names: Any) -> None:
    """Raise a TypeError unless they are names of things, or None."""
    if names is not None and not isinstance(names, Mapping):
        raise TypeError(
            f"{who}: names={shortened(names)} is no dict of names and Tensors; try names=locals()"
        )


def shortened(thing: Any) -> str:
    """What was given, in a message."""
    words = repr(thing)
    return words if len(words) <= 40 else f"a {type(thing).__name__}"
