"""The data of the player's script: the steps of all parts, and the state of each card at each.

The parts are the forward pass, the backward pass, and the step of an optimiser.  Nothing is
computed here.  The arrays are those that the walk left in the story, each written once, as it is
printed and exactly; steps and cards refer to them by number.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from ...engine.arrays import Array
from ...watch.digits import number
from ...watch.referee.quotient import rms
from ..picture.cards import added_up
from ..picture.plan import Plan, Unit
from ..questions.misconceptions import SENTENCES
from ..questions.question import Question
from ..record.story import Entry, Story, Use
from ..words.meaning import meaning
from ..words.numerals import grid, is_small, moments, statistics
from ..words.steps import Step, steps_of
from .forward import forward_steps
from .guess import Asker
from .live import live_data
from .products import product_factors
from .step_of_optimizer import Update

Data = dict[str, Any]


def played(story: Story, plan: Plan, update: Update | None, asked: Question | None = None) -> Data:
    """Steps, nodes, edges and arrays, ready to be written as JSON; with one question, or all."""
    page = Replay(story, plan, asked)
    forward, back = forward_steps(plan), steps_of(story)
    text = meaning(story)
    if text:
        back[-1].says.append([text])
    for k, step in enumerate(forward, 1):
        page.add_forward(step, f"Forward {k} of {len(forward)}")
    for k, step in enumerate(back, 1):
        page.add(step, f"Backward {k} of {len(back)}")
    if update is not None:
        page.add_update(update)
    data = {"steps": page.steps, "nodes": page.nodes, "edges": page.edges, "arrays": page.arrays}
    data["sentences"] = SENTENCES if any("asks" in step for step in page.steps) else {}
    return {**data, "live": live_data(story, plan, update, text)}


class Replay:
    """The steps, written one after the other, and what they did to each card."""

    def __init__(self, story: Story, plan: Plan, asked: Question | None = None) -> None:
        self.places, self.plan, self.asked = story.wording.places, plan, asked
        self.asker = Asker(story, plan)
        self.arrays: list[Data] = []
        self.kept: dict[int, tuple[int, Array]] = {}  # by id, which is safe while it is kept
        self.steps: list[Data] = []
        self.edges: dict[str, int] = {}
        self.arrived: set[Use] = set()
        self.shown = {unit: with_a_gradient(unit) for unit in plan.units}
        self.nodes: Data = {}
        for unit in plan.units:
            name = self.places.title(unit.module) if unit.module else unit.result.name
            slots: list[list[Data]] = [[] for _ in self.shown[unit]]
            self.nodes[unit.id] = {"name": name, "slots": slots, "value": []}
            if not unit.result.op:
                self.show(0, unit, unit.result.value)

    def add_forward(self, step: Step, place: str) -> None:
        """A step forward: from now on the card of its result shows the value."""
        unit = self.plan.of[step.entry]
        sources = [self.plan.of[use.source].id for use in step.uses if use.source in self.plan.of]
        self.show(len(self.steps), unit, step.entry.value)
        self.write(step, "forward", place, sources, [step.entry])

    def add(self, step: Step, place: str) -> None:
        """A step back: its words and arrays, and what cards and arrows show from now on."""
        k = len(self.steps)
        g, *others = step.rows
        if not step.uses:  # the start
            self.fill(k, step.entry, g[0].array)
        for use, blocks in zip(step.uses, others, strict=True):
            self.arrived.add(use)
            self.edges[use.id] = k
            self.fill(k, use.source, blocks[-1].array)  # the sum, if it is one
            blocks[:0] = product_factors(step.entry, use.position)
        at = self.plan.of[step.entry].id
        self.write(step, "backward", place, [at], [use.source for use in step.uses])
        question = self.asked or self.asker.question(step)
        if question and question.ways[-1].use in step.uses:
            self.steps[-1]["asks"] = question.data(self.number)

    def add_update(self, update: Update) -> None:
        """The last step, in which the optimiser moves the parameters."""
        for entry, value in update.moved.items():
            unit = self.plan.of[entry]
            if not unit.module and is_small(value):  # a histogram stays as it is drawn
                self.show(len(self.steps), unit, value)
        self.write(update.step, "step", "The step", [], update.moved)

    def write(
        self, step: Step, part: str, place: str, sources: list[str], into: Iterable[Entry]
    ) -> None:
        """A step at a place of a part, and the cards from which and into which its arrays flow."""
        rows = [
            [{"kind": b.kind, "label": b.label, "array": self.number(b.array)} for b in row]
            for row in step.rows
        ]
        words = {"title": step.title, "formula": step.formula, "says": step.says, "rows": rows}
        reached = list(dict.fromkeys(self.plan.of[entry].id for entry in into))
        left = [card for card in dict.fromkeys(sources) if card not in reached]
        cards = {"from": left, "into": reached, "uses": [use.id for use in step.uses]}
        self.steps.append({"part": part, "place": place, **words, **cards})

    def number(self, array: Array) -> int:
        """The number of an array."""
        if id(array) not in self.kept:
            self.kept[id(array)] = len(self.arrays), array
            self.arrays.append(written(array))
        return self.kept[id(array)][0]

    def show(self, k: int, unit: Unit, value: Array) -> None:
        """From step k on the card shows this value; a module's shows what it was drawn with."""
        state = {"step": k} if unit.module else {"step": k, "array": self.number(value)}
        self.nodes[unit.id]["value"].append(state)

    def fill(self, k: int, entry: Entry, gradient: Array) -> None:
        """From step k on the card shows this gradient, of which more may come within the step."""
        unit = self.plan.of[entry]
        if entry not in self.shown[unit]:
            return
        state: Data = {"step": k, "array": self.number(gradient)}
        if unit.module:
            state["text"] = f"grad rms {number(rms(gradient))}"
        elif sums := added_up(entry, self.arrived):
            state["sum"] = sums
        states = self.nodes[unit.id]["slots"][self.shown[unit].index(entry)]
        if states and states[-1]["step"] == k:
            states.pop()
        states.append(state)


def written(array: Array) -> Data:
    """An array as the cards print it, and exactly: all numbers, or the facts of a large one."""
    values = np.asarray(array, np.float64).reshape(-1)
    numbers = values.tolist() if is_small(array) else moments(values)
    exact = [x if math.isfinite(x) else str(x) for x in numbers]  # JSON has no nan
    if is_small(array):
        kind = "matrix" if array.size > 1 else "number"
        return {"kind": kind, "rows": grid(array), "exact": exact}
    rows = [[line] for line in statistics(array)]
    return {"kind": "facts", "rows": rows, "shape": str(array.shape), "facts": exact}


def with_a_gradient(unit: Unit) -> list[Entry]:
    """The tensors whose gradients a card shows: its own, or those of a module's parameters."""
    shown = unit.rows
    if not shown or unit.result.role in ("loss", "output"):
        shown.append(unit.result)
    return [entry for entry in shown if entry.gradient is not None]
