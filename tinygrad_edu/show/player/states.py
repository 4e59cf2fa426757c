"""What the player's script reads: the recorded steps, and how far each card and arrow is at each.

Nothing is computed here.  The arrays are those that the walk left in the story, each written once,
as it is printed and exactly; steps and cards refer to them by number.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...engine.arrays import Array
from ...watch.quotient import rms
from ..picture.cards import added_up
from ..picture.plan import Plan, Unit
from ..record.story import Entry, Story, Use
from ..words.numerals import facts, grid, is_small, number, statistics
from ..words.steps import Block, Step, label_of, steps_of
from .step_of_optimizer import Update

Data = dict[str, Any]


def replay(story: Story, plan: Plan, update: Update | None) -> Data:
    """Steps, nodes, edges and arrays, ready to be written as JSON."""
    page = Replay(story, plan)
    for k, step in enumerate(steps_of(story)):
        page.steps.append(page.step(k, step))
    if update is not None:
        page.steps.append(page.last_step(len(page.steps), update))
    return {
        "steps": page.steps,
        "nodes": {unit.id: page.nodes[unit.id] for unit in plan.units},
        "edges": page.edges,
        "arrays": page.arrays.written,
    }


class Arrays:
    """Arrays by number, each once."""

    def __init__(self) -> None:
        self.written: list[Data] = []
        self.kept: dict[int, tuple[int, Array]] = {}  # by id, which is safe while it is kept

    def number(self, array: Array) -> int:
        """The number of an array."""
        if id(array) not in self.kept:
            self.kept[id(array)] = len(self.written), array
            self.written.append(written(array))
        return self.kept[id(array)][0]


def written(array: Array) -> Data:
    """An array as the cards print it, and exactly: all numbers, or the facts of a large one."""
    values = np.asarray(array, np.float64).reshape(-1)
    if is_small(array):
        kind = "matrix" if array.size > 1 else "number"
        return {"kind": kind, "rows": grid(array), "exact": exact(values.tolist())}
    rows = [[line] for line in statistics(array)] if array.size else [["no entries"]]
    shape = " × ".join(map(str, array.shape))
    return {"kind": "facts", "rows": rows, "shape": shape, "facts": exact(facts(values))}


def exact(values: list[float]) -> list[float | str]:
    """Numbers of which JSON loses no bit; what it has no numbers for, as text."""
    return [x if math.isfinite(x) else str(x) for x in values]


class Replay:
    """The steps, written one after the other, and what they did to each card."""

    def __init__(self, story: Story, plan: Plan) -> None:
        self.story, self.plan = story, plan
        self.arrays = Arrays()
        self.steps: list[Data] = []
        self.edges: dict[str, int] = {}
        self.arrived: set[Use] = set()
        self.nodes = {unit.id: self.node(unit) for unit in plan.units}

    def node(self, unit: Unit) -> Data:
        """A card before the first step: its name, and a list for each gradient that it shows."""
        shown = gradients_of(unit)
        name = self.story.places.title(unit.module) if unit.module else unit.result.name
        return {"name": name, "slots": [[] for _ in shown], "value": []}

    def step(self, k: int, step: Step) -> Data:
        """Step k: its words and arrays, and what the cards and arrows show from now on."""
        g, *others = grouped(step.blocks)
        if k == 0:
            self.fill(k, step.entry, g[0].array)
        for use, blocks in zip(step.uses, others, strict=True):
            self.arrived.add(use)
            self.edges[use.id] = k
            self.fill(k, use.source, blocks[-1].array)  # the sum, if it is one
        at = self.plan.of[step.entry]
        inside = f" inside {self.story.places.title(at.module)}" if at.module else ""
        return {
            "title": step.title + inside,
            "formula": step.formula,
            "says": step.says,
            "rows": [[self.block(b.kind, b.label, b.array) for b in row] for row in (g, *others)],
            "from": [at.id],
            "into": list(dict.fromkeys(self.plan.of[use.source].id for use in step.uses)),
            "uses": [use.id for use in step.uses],
        }

    def last_step(self, k: int, update: Update) -> Data:
        """What the optimiser makes of the gradients."""
        rows, into = [], []
        for moved in update.moved:
            entry, unit = moved.entry, self.plan.of[moved.entry]
            assert entry.gradient is not None
            rows.append(
                [
                    self.block("value", entry.path, entry.value),
                    self.block("g", label_of(entry), entry.gradient),
                    self.block("result", moved.rule, moved.value),
                ]
            )
            into.append(unit.id)
            if not unit.module and is_small(moved.value):
                after = {"step": k, "array": self.arrays.number(moved.value)}
                self.nodes[unit.id]["value"].append(after)
        return {
            "title": "the parameters move",
            "formula": update.formula,
            "says": update.says,
            "rows": rows,
            "from": [],
            "into": list(dict.fromkeys(into)),
            "uses": [],
        }

    def block(self, kind: str, label: str, array: Array) -> Data:
        """An array under its label."""
        return {"kind": kind, "label": label, "array": self.arrays.number(array)}

    def fill(self, k: int, entry: Entry, gradient: Array) -> None:
        """From step k on the card shows this gradient, of which more may come within the step."""
        unit = self.plan.of[entry]
        shown = gradients_of(unit)
        if entry not in shown:
            return
        state: Data = {"step": k, "array": self.arrays.number(gradient)}
        if unit.module:
            state["text"] = f"grad rms {number(rms(gradient))}"
        elif sums := added_up(entry, self.arrived):
            state["sum"] = sums
        states = self.nodes[unit.id]["slots"][shown.index(entry)]
        if states and states[-1]["step"] == k:
            states.pop()
        states.append(state)


def grouped(blocks: list[Block]) -> list[list[Block]]:
    """First g, then for each arrow: the local derivative, the result, the sum up to here."""
    groups: list[list[Block]] = []
    for block in blocks:
        after_local = bool(groups) and groups[-1][-1].kind == "local"
        if block.kind == "sum" or (block.kind == "result" and after_local):
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def gradients_of(unit: Unit) -> list[Entry]:
    """The tensors whose gradients a card shows: its own, or those of a module's parameters."""
    if not unit.module:
        shown = [unit.result]
    else:
        shown = [entry for entry in unit.entries if entry.role == "parameter"]
        if not shown or unit.result.role in ("loss", "output"):
            shown.append(unit.result)
    return [entry for entry in shown if entry.gradient is not None]
