"""What becomes a card: each tensor, or, where there are too many, each module."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ...engine.state import Scope
from ..record.story import Entry, Story

CARDS, BOXES, MOST = 60, 300, 2000  # beyond: modules collapse, plain boxes, the rest left out


@dataclass(eq=False)
class Unit:
    """What is drawn as one: a tensor, or a module with all the tensors in it."""

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


def make_plan(story: Story, modules: str, depth: int | None) -> Plan:
    """`modules` is open, collapsed, off or auto; `depth` 1 collapses the outermost modules."""
    inner = innermost(story)
    if depth is not None:
        plan = collapse(story, {entry: at_depth(entry.scope, depth) for entry in story.entries})
    elif modules == "collapsed" or (modules == "auto" and len(story.entries) > CARDS):
        plan = collapse(story, inner)
        deepest = max((len(chain(entry.scope)) for entry in story.entries), default=0)
        while modules == "auto" and len(plan.units) > CARDS and deepest > 1:
            deepest -= 1
            coarse = {entry: at_depth(entry.scope, deepest) for entry in story.entries}
            other = collapse(story, coarse)
            plan = other if len(other.units) > 3 else plan
    else:
        plan = collapse(story, {})
    plan.boxes = len(plan.units) > BOXES
    if plan.boxes or modules == "off":
        for unit in plan.units:
            unit.scope = None
    return plan if len(plan.units) <= MOST else nearest(story, plan)


def chain(scope: Scope | None) -> list[Scope]:
    """The scopes around a tensor, the outermost first."""
    found = []
    while scope is not None:
        found.append(scope)
        scope = scope[1]
    return found[::-1]


def at_depth(scope: Scope | None, depth: int) -> Scope | None:
    """The module around a tensor at this depth; None where it lies further out."""
    around = chain(scope)
    return around[depth - 1] if 0 < depth <= len(around) else None


def innermost(story: Story) -> dict[Entry, Scope | None]:
    """The modules that call no other; not one that is a single op and the end of the graph."""
    outer: set[int] = set()
    alone: dict[int, int] = {}
    for entry in story.entries:
        around = chain(entry.scope)
        outer.update(id(scope) for scope in around[:-1])
        if around:
            alone[id(around[-1])] = alone.get(id(around[-1]), 0) + 1
    last = story.root.scope
    if last is not None and alone[id(last)] == 1:
        outer.add(id(last))
    return {
        entry: entry.scope if entry.scope is not None and id(entry.scope) not in outer else None
        for entry in story.entries
    }


def collapse(story: Story, into: dict[Entry, Scope | None]) -> Plan:
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
    near = [plan.of[story.root]]
    seen = set(near)
    for unit in near:  # grows on the way
        for entry in unit.entries:
            for use in entry.inputs:
                other = plan.of[use.source]
                if other not in seen and len(seen) < MOST:
                    seen.add(other)
                    near.append(other)
    kept = Plan([unit for unit in plan.units if unit in seen], boxes=plan.boxes)
    kept.left_out = len(story.entries) - len(kept.of)
    return kept


def clusters(plan: Plan) -> Iterator[tuple[str, Scope | Unit]]:
    """The units with the modules around them: ("open", scope), ("unit", unit), ("close", scope)."""
    inside: dict[int, list[Scope | Unit]] = {0: []}  # by the id of a scope; 0 is outside of all
    for unit in plan.units:
        outer = 0
        for scope in chain(unit.scope):
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
