"""The user's variables: how they call the tensors and the arrays of a graph."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from inspect import CO_OPTIMIZED
from types import FrameType
from typing import Any

import numpy as np

from ..engine.graph import Node
from ..engine.messages import one_line
from .frames import user_frame

UNSEEN = 3  # the references to a snapshot that only its frame holds, and we


def variables_of(frame: FrameType) -> dict[str, Any]:
    """The variables of a frame, of which nothing is held on to.

    Before Python 3.13 a function's frame keeps what `f_locals` gave, and so all tensors in it.
    """
    snapshot = frame.f_locals
    found = dict(snapshot)
    kept = frame.f_code.co_flags & CO_OPTIMIZED and type(snapshot) is dict
    if kept and sys.getrefcount(snapshot) <= UNSEEN:  # else the user called locals()
        snapshot.clear()
    return found


def own(names: Mapping[str, Any] | None) -> Iterator[tuple[str, Any]]:
    """The caller's names, and those of the items of lists; not those a notebook makes."""
    for name, thing in (names or {}).items():
        if not str(name).startswith("_") and name not in ("In", "Out"):
            yield one_line(name), thing
            if type(thing) in (list, tuple) and len(thing) <= 100:
                yield from ((f"{name}[{k}]", x) for k, x in enumerate(thing))


def variables() -> dict[str, Any]:
    """The user's variables that hold a tensor or an array, each of which has no other name.

    An item of a list is called by its place, if no variable holds it.
    """
    found: dict[int, tuple[Any, list[str]]] = {}
    for name, thing in own(variables_of(user_frame()[0])):
        if isinstance(thing, Node | np.ndarray) and name.partition("[")[0].isidentifier():
            found.setdefault(id(thing), (thing, []))[1].append(name)
    called = [(x, [n for n in names if "[" not in n] or names) for x, names in found.values()]
    return {names[0]: x for x, names in called if len(names) == 1}


def callers_names(nodes: Sequence[Node], names: Mapping[str, Any] | None) -> dict[Node, str]:
    """How the caller calls the tensors; data that is in no variable, like the array it copies.

    A layer makes a tensor of an array that it is given.  If several variables hold equal arrays,
    none of them names it.
    """
    given = [*own(names)]
    found = {x: name for name, x in reversed(given) if isinstance(x, Node)}
    arrays = [(name, x) for name, x in given if isinstance(x, np.ndarray) and x.ndim]
    for node in nodes[:-1]:  # not the root
        if not (node.inputs or node.needs_gradient or node.name or node in found):
            shape = node.value.shape
            same = [k for k, x in arrays if x.shape == shape and np.array_equal(x, node.value)]
            if len(same) == 1:
                found[node] = same[0]
    return found
