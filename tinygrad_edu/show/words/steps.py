"""The backward pass step by step, in sentences and arrays, as a story tells it.

`explain` prints these steps, and the player shows them.  A step is what happens at one result: a
gradient g comes in, is multiplied by the derivatives of one op, and goes out to the inputs.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ...engine.arrays import Array
from ...engine.saved import ELEMENTWISE
from ..record.story import Entry, Story, Use
from .formulas import EACH, reason_of

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
    """What happens at one tensor; `uses` are the arrows along which gradients flow."""

    entry: Entry
    title: str
    formula: str = ""
    says: list[Sentence] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)


def steps_of(story: Story, most: int | None = None) -> list[Step]:
    """The start at the root, then a step for each op, from the youngest to the oldest.

    With `most`, the first so many of them.
    """
    if story.root.gradient is None:
        return []
    sums: Sums = {}
    told: set[str] = set()
    entries = story.steps[: most and most - 1]
    return [start(story), *(step_of(entry, sums, told) for entry in entries)]


def start(story: Story) -> Step:
    """The gradient that the walk starts from."""
    root = story.root
    assert root.gradient is not None
    if root.node.value.size == 1 and np.all(root.gradient == 1):
        says: Sentence = ["The walk starts at the end: ", [f"{root.label} = 1"]]
        if root.name == root.wording.letter:
            says.append(", the derivative of a number with respect to itself.")
        else:
            says.append(f", since {root.wording.letter} is {root.name} itself.")
    else:
        says = ["The walk starts from the gradient that was ", ["given"], f" for {root.name}."]
    return Step(root, "start", says=[says], blocks=[Block("g", root.label, root.gradient)])


def step_of(entry: Entry, sums: Sums, told: set[str]) -> Step:
    """What happens at one result.

    `sums` are the gradients as far as they have been added up, `told` the reasons that were given.
    """
    assert entry.gradient is not None
    formula = f"{entry.name} = {entry.formula}"
    step = Step(entry, entry.op, formula, blocks=[Block("g", f"g = {entry.label}", entry.gradient)])
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
        slope = local_derivative(use)
        if slope is not None:
            step.blocks.append(Block("local", f"∂{entry.name}/∂{which(use)}", slope))
        label = f"{'to ' * (n > 1)}{label_of(x)} = {use.rule}"
        step.blocks.append(Block("result", label, use.contribution))
        if k:
            how_far = f"all {n}" if k + 1 == n else f"{k + 1} of {n}"
            step.blocks.append(Block("sum", f"{label_of(x)}, {how_far} added up", sums[x][1]))
    return step


def which(use: Use) -> str:
    """The input's name; x * x has two of that name, of which the others are held fixed."""
    x, inputs = use.source, use.result.inputs
    twice = sum(other.source is x for other in inputs) > 1
    return f"{x.name}, for the {ordinal(use.position + 1)} {x.name}" if twice else x.name


def label_of(entry: Entry) -> str:
    """∂L/∂name, with the module's name before that of a parameter."""
    return entry.label if entry.op else f"∂{entry.wording.letter}/∂{entry.path}"


def sentences(use: Use, k: int, told: set[str]) -> list[Sentence]:
    """What one input gets, and why; it is the k-th of its contributions."""
    x, z = use.source, use.result
    name = x.name if x.op else x.path
    first = cause(use, name, told)
    if any(other.source is x for other in z.inputs[: use.position]):
        first = [f"{name} appears again and gets a second contribution."]
    n = len(x.contributions)
    if n == 1:
        return [first]
    what = f"{name} is used {n} times, and this is its {ordinal(k)} part."
    if k > 1:
        return [first, [what]]
    what += f" Every use moves {x.wording.letter}, so the parts are "
    return [first, [what, ["added up"], "."]]


def cause(use: Use, name: str, told: set[str]) -> Sentence:
    """How an input's contribution comes about."""
    x, z, local = use.source, use.result, slope_of(use)
    passed = type(local) is int and local in (1, -1)
    if use.summed_axes:
        what = ("g" if local == 1 else "−g") if passed else plain(use.rule)
        who = "each entry" if x.shape else "it"
        over = axes_in_words(use)
        head = (
            f"{name} was ",
            ["broadcast"],
            f" over {over}: {who} was used {copies(use):,} times, ",
        )
        return [*head, "so its gradient is the ", ["sum"], f" of {what} over {over}."]
    if passed:
        falls = f": as it grows, {z.name} falls" if local == -1 else " as it is"
        return [f"{name} gets ", ["g" if local == 1 else "−g"], f"{falls}."]
    if local is not None:
        each = ", entry by entry" if x.shape else ""
        which = f" ∂{z.name}/∂{x.name}{each}: the chain rule."
        return [f"{name} gets g times the ", ["local derivative"], which]
    rule, who = use.rule, name
    if rule.endswith(EACH):
        rule, who = rule.removesuffix(EACH), f"Each entry of {name}"
    reason = reason_of(z.node, use.position, [other.source.name for other in z.inputs])
    new = reason not in told
    told.add(reason)
    return [f"{who} gets ", [rule], f": {reason}." if reason and new else "."]


def plain(rule: str) -> str:
    """A rule without what it says of summing."""
    return rule.partition(" summed over ")[0]


def copies(use: Use) -> int:
    """How many times broadcasting used each entry of an input."""
    return int(np.prod([use.result.shape[k] for k in use.summed_axes]))


def axes_in_words(use: Use) -> str:
    """The axes over which g is summed: the 2 rows."""
    axes, shape, count = use.summed_axes, use.result.shape, copies(use)
    if len(axes) == len(shape):
        return f"all {count:,} entries"
    if len(shape) == 2:
        return f"the {count:,} {'rows' if axes == (0,) else 'columns'}"
    words = f"ax{'i' if len(axes) == 1 else 'e'}s {', '.join(map(str, axes))}"
    return f"{words} of size {count:,}" if len(axes) == 1 else words


def ordinal(k: int) -> str:
    """1st, 2nd, 3rd, 4th."""
    ending = "th" if 10 < k % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(k % 10, "th")
    return f"{k}{ending}"


def slope_of(use: Use) -> Array | int | None:
    """∂result/∂source of an elementwise op, as its rule gives it; None for other ops."""
    node = use.result.node
    if node.op is None or node.op.kind is not ELEMENTWISE:
        return None
    values = [x.value for x in node.inputs]
    with np.errstate(all="ignore"):
        rule = node.derivatives or node.op.rule(*values, **node.settings)
        slope = rule[use.position + 1]()
    return slope if type(slope) is int else np.asarray(slope)


def local_derivative(use: Use) -> Array | None:
    """The local derivative, where it is more than 1 or −1."""
    slope = slope_of(use)
    if slope is None or (type(slope) is int and slope in (1, -1)):
        return None
    return np.asarray(slope)
