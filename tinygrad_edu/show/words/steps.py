"""The backward pass step by step, in sentences and arrays, as a story tells it.

`explain` prints these steps, and the player shows them.  A step is what happens at one result: a
gradient g comes in, is multiplied by the derivatives of one op, and goes out to the inputs.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ...engine.arrays import Array
from ...engine.saved import ELEMENTWISE
from ...engine.state import Scope
from ...ops.braces import EACH, axes_named
from ..record.story import Entry, Story, Use

Sentence = list[str | list[str]]  # a text in a list of its own is bold
Sums = dict[Entry, tuple[int, Array]]  # how many contributions were added up so far, and to what


@dataclass(frozen=True)
class Block:
    """An array under a label: what comes in, a local derivative, what goes out, or a sum."""

    kind: str  # "g", "local", "result" or "sum"
    label: str
    array: Array


@dataclass
class Step:
    """One tensor's part in the backward pass; gradients flow along the arrows `uses`."""

    entry: Entry
    title: str
    formula: str = ""
    says: list[Sentence] = field(default_factory=list)
    rows: list[list[Block]] = field(default_factory=list)  # g, then what each arrow carries
    uses: list[Use] = field(default_factory=list)

    @property
    def blocks(self) -> list[Block]:
        """All arrays, in order."""
        return [block for row in self.rows for block in row]


def steps_of(story: Story, most: int | None = None) -> list[Step]:
    """The start at the root, then a step for each op, youngest first; the first `most` of them."""
    root, letter = story.root, story.wording.letter
    if root.gradient is None:
        return []
    says: Sentence = [
        "The walk starts from the gradient that was ",
        ["given"],
        f" for {root.name}.",
    ]
    if root.value.size == 1 and np.all(root.gradient == 1):
        says = ["The walk starts at the end: ", [f"{root.label} = 1"]]
        if root.name == letter:
            says.append(", the derivative of a number with respect to itself.")
        else:
            says.append(f", since {letter} is {root.name} itself.")
    start = Step(root, "start", says=[says], rows=[[Block("g", root.label, root.gradient)]])
    sums: Sums = {}
    told: set[str] = set()
    entries = story.steps[: most and most - 1]
    return [start, *(step_of(entry, sums, told) for entry in entries)]


def step_of(entry: Entry, sums: Sums, told: set[str]) -> Step:
    """The step at one result, after `sums` were added up and the reasons in `told` given."""
    assert entry.gradient is not None
    formula = f"{entry.name} = {entry.formula}"
    g = Block("g", f"g = {entry.label}", entry.gradient)
    step = Step(entry, titled(entry.op, entry, entry.scope), formula, rows=[[g]])
    for use in entry.inputs:
        x = use.source
        if use.contribution is None:
            if x.role != "constant":
                step.says.append([f"{x.name} needs no gradient: none is computed for it."])
            continue
        step.uses.append(use)
        n = len(x.contributions)
        k, total = sums.get(x, (0, use.contribution))
        sums[x] = k + 1, total + use.contribution if k else total
        step.says += sentences(use, k + 1, told)
        row: list[Block] = []
        slope = slope_of(use)
        if slope is not None and not is_sign(slope):
            label = f"∂{entry.name}/∂{x.name}"
            if label == x.label:  # L is called L
                label = f"local {label}"
            if sum(other.source is x for other in entry.inputs) > 1:  # the others are held fixed
                label += f", for the {ordinal(use.position + 1)} {x.name}"
            row.append(Block("local", label, np.asarray(slope)))
        to = "to " if n > 1 else ""
        row.append(Block("result", f"{to}{x.label} = {use.rule}", use.contribution))
        if k:
            how_far = f"all {n}" if k + 1 == n else f"{k + 1} of {n}"
            row.append(Block("sum", f"{x.label}, {how_far} added up", sums[x][1]))
        step.rows.append(row)
    return step


def titled(words: str, entry: Entry, scope: Scope | None) -> str:
    """A step's title, which names the module in which it happens."""
    return f"{words}, in {entry.wording.places.title(scope)}" if scope else words


def sentences(use: Use, k: int, told: set[str]) -> list[Sentence]:
    """The sentences about one input's contribution, the k-th that it gets."""
    x = use.source
    name = x.name
    first = cause(use, name, told)
    if any(other.source is x for other in use.result.inputs[: use.position]):
        first = [f"{name} appears again and gets another contribution."]
    if cancels(use):
        what = f" It is ≈ 0: the entries of g cancel. This use of {name} does not move "
        first = [*first, f"{what}{x.wording.letter}, and what is left is rounding."]
    n = len(x.contributions)
    if n == 1:
        return [first]
    what = f"{name} is used {n} times, and this is its {ordinal(k)} part."
    if k > 1:
        return [first, [what]]
    what += f" Every use moves {x.wording.letter}, so the parts are "
    return [first, [what, ["added up"], "."]]


def cause(use: Use, name: str, told: set[str]) -> Sentence:
    """The cause of an input's contribution; a reason that was `told` is not given again."""
    x = use.source
    z = use.result
    slope = slope_of(use)
    rule, who = use.rule, name
    if use.summed_axes:
        over, count = stretched(use)
        who = "each entry" if x.value.ndim else "it"
        return [
            f"{name} was ",
            ["broadcast"],
            f" over {over}: {who} was used {count:,} times, so its gradient is the ",
            ["sum"],
            f" of {rule.partition(' summed over ')[0]} over {over}.",
        ]
    if is_sign(slope):
        falls = f": as it grows, {z.name} falls" if rule == "−g" else " as it is"
        return [f"{name} gets ", [rule], f"{falls}."]
    if slope is not None:
        each = ", entry by entry" if x.value.ndim else ""
        end = f" ∂{z.name}/∂{x.name}{each}: the chain rule."
        return [f"{name} gets g times the ", ["local derivative"], end]
    if rule.endswith(EACH):
        rule = rule.removesuffix(EACH)
        who = f"Each entry of {name}"
    assert z.node.op is not None
    reason = z.node.op.facts.of("why", use.position)
    new = reason not in told
    told.add(reason)
    return [f"{who} gets ", [rule], f": {reason}." if reason and new else "."]


def stretched(use: Use) -> tuple[str, int]:
    """What broadcasting stretched an input over, in words, and how often it was used."""
    axes, shape = use.summed_axes, use.result.value.shape
    count = int(np.prod([shape[k] for k in axes]))
    over = axes_named(axes) + (f" of size {count:,}" if len(axes) == 1 else "")
    if len(shape) == 2:
        over = f"the {count:,} {'rows' if axes == (0,) else 'columns'}"
    if len(axes) == len(shape):
        over = f"all {count:,} entries"
    return over, count


def cancels(use: Use) -> bool:
    """Whether a gradient that is a sum of entries of g is no more than their rounding."""
    d, g = use.contribution, use.result.gradient
    if d is None or g is None or not use.rule.lstrip("−").startswith("g summed over"):
        return False
    sizes = np.abs(g).sum(axis=use.summed_axes or 0).reshape(d.shape)
    return bool(sizes.any() and np.all(np.abs(d) <= 8 * np.finfo(d.dtype).eps * sizes))


def ordinal(k: int) -> str:
    """1st, 2nd, 3rd, 4th."""
    ending = "th" if 10 < k % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(k % 10, "th")
    return f"{k}{ending}"


def slope_of(use: Use) -> Array | int | None:
    """∂result/∂source of an elementwise op, as its rule gives it; None for other ops."""
    node = use.node
    if node.op is None or node.op.kind is not ELEMENTWISE:
        return None
    values = [x.value for x in node.inputs]
    with np.errstate(all="ignore"):
        rule = node.derivatives or node.op.rule(*values, **node.settings)
        slope = rule[use.position + 1]()
    return slope if type(slope) is int else np.asarray(slope)


def is_sign(slope: Array | int | None) -> bool:
    """Whether a rule gives just 1 or −1: it passes g on as it is, or negated."""
    return type(slope) is int and slope in (1, -1)
