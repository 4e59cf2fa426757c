"""The plan of a picture: a card for each tensor, or, if they are too many, for each module."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ...engine.state import Scope
from ...nn._losses import Loss
from ...ops.arguments import is_integer
from ..record.names import around
from ..record.story import Entry, Story, Use, check_word
from .repeats import longest_row

CARDS, BOXES, MOST = 40, 300, 2000  # beyond: modules collapse, plain boxes, the rest left out
FEW, MANY = 12, 6  # cards that are always readable, equal parts in a row that are always folded
MODULES = ("auto", "open", "collapsed", "off")


@dataclass(eq=False)
class Unit:
    """A card to be drawn: a tensor, or a module with all the tensors in it."""

    id: str
    entries: list[Entry]
    module: Scope | None  # the module that it is, if it is one; of repeats, (title, outer scope)
    scope: Scope | None  # the module around it

    @property
    def result(self) -> Entry:
        """The tensor that leaves the module; the tensor itself."""
        inside = set(self.entries)
        for entry in reversed(self.entries):
            if any(use.result not in inside for use in entry.uses) and entry.inputs:
                return entry
        return self.entries[-1]

    @property
    def repeats(self) -> bool:
        """Whether it stands for parts equal to the one in front, and not for a module."""
        return self.module is not None and isinstance(self.module[0], str)

    @property
    def rows(self) -> list[Entry]:
        """The parameters that a module's card shows one by one; those of repeats are too many."""
        one = self.module is not None and not self.repeats
        return [entry for entry in self.entries if one and entry.role == "parameter"]


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
        raise ValueError(f"{who}: depth={depth!r}, but the parts of a model have depth 1")


def make_plan(
    story: Story, modules: str, depth: int | None, fits: Callable[[Plan], bool] = lambda plan: True
) -> Plan:
    """`modules` is open, collapsed, off, or auto: the finest plan whose picture `fits`."""
    if depth is not None:
        plan = collapse(story, at_depth(story, depth))
    elif modules == "auto":
        found = plans(story)
        small = (plan for plan in found if len(plan.units) <= CARDS)
        good = (p for p in small if len(p.units) <= FEW or len(found) == 1 or fits(p))
        plan = next(good, min(found, key=lambda plan: len(plan.units)))
    else:
        plan = collapse(story, innermost(story) if modules == "collapsed" else {})
    plan.boxes = len(plan.units) > BOXES
    if plan.boxes or modules == "off":
        for unit in plan.units:
            unit.scope = None
    return plan if len(plan.units) <= MOST else nearest(story, plan)


def plans(story: Story) -> list[Plan]:
    """From open modules to collapsed ones, the innermost first, each plain and with folded repeats.

    A row of equal parts is folded if there are many, and, if nothing else fits, a few.
    """
    deepest = max(len(around(entry.scope)) for entry in story.entries)
    depths = [at_depth(story, depth) for depth in range(deepest - 1, 0, -1)]
    ways = [{}, innermost(story), *depths][: deepest + 1]
    plain = [collapse(story, into) for into in ways]
    found = [way for plan in plain for way in (plan, fold_repeats(story, plan, MANY))]
    found += [fold_repeats(story, plan, 3) for plan in plain]
    different: dict[int, Plan] = {}
    for plan in found:
        if len(plan.units) > 3 or not different:
            different.setdefault(len(plan.units), plan)
    return list(different.values())


def at_depth(story: Story, depth: int) -> dict[Entry, Scope]:
    """The module around each tensor at this depth; none for those further out.

    The outermost modules have depth 1.  A single one, apart from losses, is the model, whose parts
    have depth 1.
    """
    scopes = {entry: around(entry.scope) for entry in story.entries}
    roots = {id(found[-1]): found[-1] for found in scopes.values() if found}
    models = [key for key, (module, _) in roots.items() if not isinstance(module, Loss)]
    if len(models) == 1 and any(len(found) > 1 for found in scopes.values()):
        scopes = {x: [s for s in found if id(s) != models[0]] for x, found in scopes.items()}
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
        inside = entry.uses and all(use.result.scope for use in entry.uses)
        if entry.role == "constant" and inside:
            continue  # a number inside a layer stands in the formula
        module = into.get(entry)
        if module is None:
            units.append(Unit(entry.id, [entry], None, entry.scope))
        elif id(module) in made:
            made[id(module)].entries.append(entry)
        else:
            unit = made[id(module)] = Unit(f"m{len(made)}", [entry], module, module[1])
            units.append(unit)
    return Plan(units)


def fold_repeats(story: Story, plan: Plan, least: int) -> Plan:
    """The plan in which, of `least` equal parts in a row or more, all but the first are a card."""
    count = 0
    while len(plan.units) <= MOST:
        place = {unit: k for k, unit in enumerate(plan.units)}
        uses = [uses_of(unit, plan) for unit in plan.units]
        used = [[place[plan.of[use.source]] for use in some] for some in uses]
        scopes = [{id(scope) for scope in around(unit.scope)} for unit in plan.units]
        found = longest_row([kind(unit) for unit in plan.units], used, scopes, least)
        if found is None:
            break
        start, size, end = found
        before, row, after = plan.units[:start], plan.units[start:end], plan.units[end:]
        chains = [[*filter(None, [unit.module]), *around(unit.scope)] for unit in row]
        shared = set.intersection(*({id(scope) for scope in chain} for chain in chains))
        outer = next((scope for scope in chains[0] if id(scope) in shared), None)
        names = []  # of the results of the first part, or of the modules in which they are
        for unit, chain in zip(row[:size], chains, strict=False):
            inner = [scope for scope in chain if id(scope) not in shared]
            if inner or unit.result.inputs:
                title = story.wording.places.title
                names.append(title(inner[-1]) if inner else unit.result.name)
        like = " … ".join(dict.fromkeys((names[0], names[-1])))
        words = f"{len(row) // size - 1} more like {like}"
        entries = [entry for unit in row[size:] for entry in unit.entries]
        more = Unit(f"r{count}", entries, (words, outer), outer)
        plan = Plan([*before, *row[:size], more, *after])
        count += 1
    return plan


def uses_of(unit: Unit, plan: Plan) -> list[Use]:
    """What the tensors of a unit use of those in the plan."""
    return [use for x in unit.entries for use in x.inputs if use.source in plan.of]


def kind(unit: Unit) -> object:
    """What cards at the same place in equal parts have in common: modules, ops, shapes, roles."""
    tensors = tuple((entry.op, entry.value.shape, entry.role) for entry in unit.entries)
    modules = [*around(unit.scope), *filter(None, [unit.module])]
    return unit.id if unit.repeats else (tensors, tuple(type(module) for module, _ in modules))


def nearest(story: Story, plan: Plan) -> Plan:
    """The units nearest to the root."""
    seen = {plan.of[story.root]: None}
    ring = list(seen)
    while ring and len(seen) < MOST:
        uses = [use for unit in ring for use in uses_of(unit, plan)]
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
