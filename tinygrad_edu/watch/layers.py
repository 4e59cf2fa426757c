"""The layer that was running when an op was recorded, or when an error was raised."""

from __future__ import annotations

from typing import Any

from ..engine.messages import one_line
from ..engine.state import Scope
from .frames import shorten


def path_of(scope: Scope) -> str:
    """The module that was running, and its place in the model: model.2 (Linear 16 → 10)."""
    module, outer = scope
    label = f"{type(module).__name__} {in_brackets(module)}".strip()
    while outer is not None:
        scope, outer = outer, outer[1]
    names = {id(inner): name for name, inner in scope[0].named_modules()}
    return f"model.{one_line(name)} ({label})" if (name := names.get(id(module))) else label


def in_brackets(module: Any) -> str:
    """The module's `extra_repr`; empty while its attributes are still missing."""
    try:
        return one_line(module.extra_repr())
    except AttributeError:
        return ""


class LayerNote(str):
    """A note on an error that names the layer in which it was raised."""

    __slots__ = ()


def note_layer(error: Exception, scope: Scope) -> None:
    """Note the layer in which an error was raised, unless an inner one did; cut its traceback."""
    shorten(error)
    if any(isinstance(note, LayerNote) for note in getattr(error, "__notes__", ())):
        return
    module = scope[0]
    kind = type(scope[0])
    if isinstance(error, AttributeError) and error.obj is module and len(kind.__mro__) > 4:
        error.add_note(f"does {kind.__name__}.__init__ call super().__init__(...)?")
    if scope[1] is not None:
        error.add_note(LayerNote(f"in {path_of(scope)}"))
