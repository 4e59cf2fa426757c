"""The plan of a picture: a card for each tensor, or, if they are too many, for each module."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ...engine.state import Scope
from ...ops.arguments import is_integer
from ..record.names import around
from ..record.story import Entry, Story, check_word

CARDS, BOXES, MOST = 60, 300, 2000  # beyond: modules collapse, plain boxes, the rest left out
MODULES = ("auto", "open", "collapsed", "off")


@dataclass(eq=False)
class Unit:
    """A card to be drawn: a tensor, or a module with all the tensors in it."""

    id: str
    entries: list[Entry]
    module: Scope | None  # the module that it is, if it is one
    scope: Scope | None  # the module around it

    @property
    def result(self) -> Entry:
        """The tensor that leaves the module; the tensor itself."""
        inside = set(self.entries)
        for entry in reversed(self.entries):
            if any(use.result not in inside for use in entry.uses) and entry.node.inputs:
                return entry
        return self.entries[-1]


@dataclass(eq=False)
class Plan:
    """The units in order, the unit of each entry, and how much was left out."""

    units: list[Unit]
    of: dict[Entry, Unit] = field(default_factory=dict)
    left_out: int = 0
    boxes: bool = False  # plain boxes instead of cards

    def __post_init__(self) -> None:
        self.of = {entry: unit for unit in self.units for entry in unit.entries}


def check_modules(who: str, modules: Any, depth: Any) -> None:
    """Raise a ValueError unless they say how modules are shown."""
    check_word(who, "modules", modules, MODULES)
    if depth is not None and (not is_integer(depth) or depth < 1):
        raise ValueError(f"{who}: depth={depth!r}, but the outermost modules have depth 1")


def make_plan(story: Story, modules: str, depth: int | None) -> Plan:
    """`modules` is open, collapsed, off or auto; `depth` 1 collapses the outermost modules."""
    many = modules == "auto" and len(story.entries) > CARDS
    if depth is not None:
        plan = collapse(story, at_depth(story, depth))
    elif modules == "collapsed" or many:
        plan = collapse(story, innermost(story))
    else:
        plan = collapse(story, {})
    if many and depth is None:
        deepest = max(len(around(entry.scope)) for entry in story.entries)
        while len(plan.units) > CARDS and deepest > 1:
            deepest -= 1
            other = collapse(story, at_depth(story, deepest))
            plan = other if len(other.units) > 3 else plan
    plan.boxes = len(plan.units) > BOXES
    if plan.boxes or modules == "off":
        for unit in plan.units:
            unit.scope = None
    return plan if len(plan.units) <= MOST else nearest(story, plan)


def at_depth(story: Story, depth: int) -> dict[Entry, Scope]:
    """The module around each tensor at this depth; none for those further out."""
    scopes = {entry: around(entry.scope) for entry in story.entries}
    return {entry: found[-depth] for entry, found in scopes.items() if len(found) >= depth}


def innermost(story: Story) -> dict[Entry, Scope]:
    """The modules that call no other; not one that is a single op and the end of the graph."""
    scopes = {entry: around(entry.scope) for entry in story.entries}
    outer = {id(scope) for found in scopes.values() for scope in found[1:]}
    tensors = Counter(id(found[0]) for found in scopes.values() if found)
    last = story.root.scope
    if tensors[id(last)] == 1:
        outer.add(id(last))
    return {x: found[0] for x, found in scopes.items() if found and id(found[0]) not in outer}


def collapse(story: Story, into: dict[Entry, Scope]) -> Plan:
    """The plan in which the entries of a module are one unit."""
    units: list[Unit] = []
    made: dict[int, Unit] = {}
    for entry in story.entries:
        module = into.get(entry)
        if module is None:
            units.append(Unit(entry.id, [entry], None, entry.scope))
        elif id(module) in made:
            made[id(module)].entries.append(entry)
        else:
            unit = made[id(module)] = Unit(f"m{len(made)}", [entry], module, module[1])
            units.append(unit)
    return Plan(units)


def nearest(story: Story, plan: Plan) -> Plan:
    """The units nearest to the root."""
    seen = {plan.of[story.root]: None}
    ring = list(seen)
    while ring and len(seen) < MOST:
        uses = [use for unit in ring for entry in unit.entries for use in entry.inputs]
        near = dict.fromkeys(plan.of[use.source] for use in uses)
        ring = [unit for unit in near if unit not in seen][: MOST - len(seen)]
        seen |= dict.fromkeys(ring)
    kept = Plan([unit for unit in plan.units if unit in seen], boxes=plan.boxes)
    kept.left_out = len(story.entries) - len(kept.of)
    return kept


def clusters(plan: Plan) -> Iterator[tuple[str, Scope | Unit]]:
    """The units with the modules around them: ("open", scope), ("unit", unit), ("close", scope)."""
    inside: dict[int, list[Scope | Unit]] = {0: []}  # by the id of a scope; 0 is outside of all
    for unit in plan.units:
        outer = 0
        for scope in reversed(around(unit.scope)):
            if id(scope) not in inside:
                inside[id(scope)] = []
                inside[outer].append(scope)
            outer = id(scope)
        inside[outer].append(unit)
    waiting: list[tuple[str, Scope | Unit]] = [("", thing) for thing in reversed(inside[0])]
    while waiting:
        what, thing = waiting.pop()
        if isinstance(thing, Unit):
            yield "unit", thing
        elif what == "close":
            yield what, thing
        else:
            yield "open", thing
            waiting.append(("close", thing))
            waiting += [("", inner) for inner in reversed(inside[id(thing)])]
