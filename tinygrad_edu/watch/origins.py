"""What a layer made inside, and of which data, although no gradient is needed there.

A graph begins where a gradient is needed: before that, a convolution has cut images into patches,
and a normalisation has standardised its input.  Pictures show such an array as what it is, with the
data that it was made of.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from weakref import ref

from ..engine.graph import Node
from ..engine.state import Scope, thread, when_untracked

NAMES = {"unfold": "patches"}  # of what an op makes
MOVES = {"reshape", "transpose", "astype"}  # the entries stay what they are


class Origin(NamedTuple):
    """Of which data a tensor was made, in which call of a module, and what it is, in a word."""

    sources: tuple[Node, ...]
    scope: Scope | None
    name: str = ""


kept: dict[int, tuple[ref[Node], Origin]] = {}  # by id, while the tensor lives


def origin_of(node: Node) -> Origin | None:
    """What is known of a tensor from the inside of a layer."""
    found = kept.get(id(node))
    return found[1] if found else None


def remember(node: Node, origin: Origin) -> None:
    """Keep the origin while the tensor lives."""
    key = id(node)
    kept[key] = ref(node, lambda _: kept.pop(key, None)), origin


def name_inside(inner: Any, name: str) -> None:
    """Name a tensor inside a layer, for pictures."""
    if isinstance(inner, Node) and not thread.paused:
        known = origin_of(inner)
        remember(inner, Origin(known.sources if known else (), thread.scope, name))


def made_inside(op: Any, given: Sequence[Any], result: Node) -> None:
    """Note of which data an op in a module made a result that needs no gradient."""
    sources: dict[Node, None] = {}
    name = NAMES.get(op.__name__, "")
    for x in given:
        if isinstance(x, Node) and (x.value.ndim or x.name):
            known = origin_of(x)
            sources |= dict.fromkeys(known.sources if known else [x])
            if known and op.__name__ in MOVES:
                name = known.name
    remember(result, Origin(tuple(sources), thread.scope, name))


when_untracked.append(made_inside)
