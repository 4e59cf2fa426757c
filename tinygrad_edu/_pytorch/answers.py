"""Answers to missing names: an error that says what to write.

A module's `__getattr__` looks here after a miss, and always raises; a class that must be fast has
`Missing` attributes instead.
"""

from __future__ import annotations

import functools
import opcode
import sys
from collections.abc import Callable, Iterable, Sequence
from types import FrameType
from typing import Any

from .names import ROOMS

# The rooms to search for an answer, in this order.
NEXT_DOOR = {
    "tg": (
        "tg",
        "nn.functional",
        "nn",
        "optim",
        "optim.lr_scheduler",
        "utils.data",
        "nn.init",
        "Tensor",
    ),
    "nn": ("nn", "nn.functional", "nn.init"),
    "nn.init": ("nn.init",),
    "optim": ("optim", "optim.lr_scheduler"),
    "datasets": ("datasets", "utils.data"),
    "Batches": ("Batches",),
    "Tensor": ("Tensor", "tg", "nn.functional"),
    "Module": ("Module",),
    "Optimizer": ("Optimizer",),
    "Schedule": ("Schedule",),
}


@functools.cache
def rows(room: str) -> dict[str, str]:
    """The answers in a room, by name."""
    table = {}
    for row in ROOMS[room].strip().replace("\n    ", " ").split("\n"):
        names, *parts = row.split("|")
        answer = " ".join("".join(parts).split())
        table.update({name: answer.replace("{}", name) for name in names.split()})
    return table


def answer(room: str, name: str) -> str:
    """The answer for PyTorch's name; "" if there is none.

    >>> answer("tg", "clamp")
    'tg.clip(x, 0, 1)'
    """
    for place in NEXT_DOOR[room]:
        if name in rows(place):
            return rows(place)[name]
    if room == "Tensor" and name.endswith("_") and not name.startswith("_"):
        new = answer(room, name[:-1])
        new = new if new.startswith("tg.") else "..."  # masked_fill_
        return (
            f"nothing changes a tensor in place; write x = {new}, or, for a leaf, w.data[...] = ..."
        )
    return ""


def refuse(room: str, owner: str, name: str) -> None:
    """Raise if the table has the name.  Python adds no suggestion to this error."""
    if words := answer(room, name):
        raise AttributeError(f"{owner} has no attribute {name!r}; here: {words}", name=None)


class Missing:
    """An attribute that only raises the error that says what to write.

    With a `__getattr__` instead, Python 3.11 would look up all existing attributes more slowly; a
    step would take a tenth longer.
    """

    def __init__(self, name: str, refuse: Callable[[str, type], None]) -> None:
        self.name, self.refuse = name, refuse

    def __get__(self, owner: Any, kind: type) -> Any:
        self.refuse(self.name, kind)


def missing(names: Iterable[str], refuse: Callable[[str, type], None]) -> type:
    """A base class in which all these names are `Missing`; `refuse` raises the error for one."""
    answers = {name: Missing(name, refuse) for name in names}
    return type("Missing", (), {"__slots__": (), "__dir__": there, **answers})


def elsewhere(room: str) -> type:
    """A base class in which all names of this room raise their error."""
    return missing(
        names_of(room), lambda name, kind: refuse(room, f"{kind.__name__!r} object", name)
    )


def there(owner: Any) -> list[str]:
    """The existing attributes, for `dir`."""
    own = getattr(owner, "__dict__", {})
    return [name for name in object.__dir__(owner) if name in own or hasattr(type(owner), name)]


def names_of(room: str) -> list[str]:
    """All names that the table has for a room."""
    return [name for place in NEXT_DOOR[room] for name in rows(place)]


# --- imports ----------------------------------------------------------------------------------

IMPORT_FROM = opcode.opmap["IMPORT_FROM"]


def refuse_in_module(room: str, module: str, name: str, text: str = "") -> None:
    """Raise the error for a name that a module lacks, as its `__getattr__` should.

    Python drops the text of an AttributeError in `from module import name`, so this raises an
    ImportError there.  If we have a file of that name, Python can still import it.
    """
    words = f"; here: {answer(room, name)}" if answer(room, name) else text
    if words and importing(sys._getframe(2)) and f"{module}.{name}" not in sys.modules:
        raise ImportError(f"cannot import name {name!r} from {module!r}{words}", name=module)
    error = AttributeError(f"module {module!r} has no attribute {name!r}{words}", name=None)
    if not words:  # then Python may add a suggestion
        error.name, error.obj = name, sys.modules[module]
    raise error


def importing(frame: FrameType) -> bool:
    """Whether the frame is running `from … import …`."""
    return frame.f_lasti >= 0 and frame.f_code.co_code[frame.f_lasti] == IMPORT_FROM


class Answers:
    """Raises the error for `import tinygrad_edu.utils.data`, which calls no `__getattr__`.

    It is the last of Python's finders, so Python calls it only if no other finder found the module.
    """

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: Any = None) -> None:
        """Raise an error if the table has the module."""
        package, _, name = fullname.rpartition(".")
        room = {"tinygrad_edu": "tg"}.get(package, package.removeprefix("tinygrad_edu."))
        ours = package.partition(".")[0] == "tinygrad_edu" and room in NEXT_DOOR
        if ours and (words := answer(room, name)):
            text = f"No module named {fullname!r}; here: {words}"
            raise ModuleNotFoundError(text, name=fullname)  # then `from` looks in the module


sys.meta_path.append(Answers())
