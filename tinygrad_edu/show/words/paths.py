"""The paths from one tensor to the loss: what each carries back, and that this adds up.

The gradient is a sum over all paths, and what one path carries is a product of derivatives.  A
path here is a graph of its own, without branches, through which the engine's `walk` goes as
usual.  There may be more paths than atoms: they are counted without being walked, by adding up,
for each tensor, the counts of those it flows into.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ...engine.arrays import Array
from ...engine.backward import seed_gradient
from ...engine.graph import Node, leading_to, make_node, trace, walk
from ...engine.terminal import one_line
from ..record.story import Story
from .numerals import SUBSCRIPTS, beside, cells, plural, wrapped

Use = tuple[Node, int]  # a result, and the position of the input that is meant
LONGEST = 9  # tensors of a path that are all named


@dataclass(frozen=True)
class Path:
    """One way from a tensor to the root: where it is used, where that is used, and so on."""

    start: Node
    uses: tuple[Use, ...]  # from the start to the root
    contribution: Array  # what this path adds to the start's gradient

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The tensors on the path, the root last."""
        return (self.start, *(node for node, _ in self.uses))

    @property
    def factors(self) -> list[Array]:
        """The local derivatives along a path of numbers, from the root's on."""
        one = np.ones((), self.contribution.dtype)
        return [carried(node.inputs[i], ((node, i),), one) for node, i in reversed(self.uses)]


@dataclass(frozen=True)
class Paths:
    """The paths from `start` to the root: the first of them, how many there are, and their sum."""

    start: Node
    count: int
    shown: tuple[Path, ...]
    gradient: Array  # the sum over all paths, by the ordinary walk


def find_paths(root: Node, start: Node, seed: Any = None, most: int = 12) -> Paths:
    """The first `most` paths from `start` back from `root`, and the number of all."""
    g = seed_gradient(root, seed)
    order = trace(root, retain_graph=True)
    leading_to({start}, order)
    if start is not root and not order:
        raise ValueError(
            f"explain: {one_line(start.name or 'a tensor')} of shape {start.value.shape} is not in "
            "this graph, or needs no gradient: no path leads from it to the root"
        )
    gradient = walk(root, g, {start}, retain_graph=True)[start]
    uses: dict[Node, list[Use]] = {}  # of each tensor; `x * x` uses x twice
    for node in order:
        for i, x in enumerate(node.inputs):
            uses.setdefault(x, []).append((node, i))
    ways = {root: 1}  # how many paths lead from each tensor to the root
    for node in [*order, start]:  # the root first, so that what a tensor flows into is known
        if node not in ways:
            ways[node] = sum(ways[result] for result, _ in uses.get(node, ()))
    first = first_ways(root, start, uses, most)
    shown = tuple(Path(start, way, carried(start, way, g)) for way in first)
    return Paths(start, ways[start], shown, gradient)


def first_ways(
    root: Node, start: Node, uses: dict[Node, list[Use]], most: int
) -> list[tuple[Use, ...]]:
    """Up to `most` ways from `start` to `root`; every branch reaches the root."""
    if start is root:
        return [()]
    found: list[tuple[Use, ...]] = []
    turns = [iter(uses.get(start, ()))]  # at each tensor of the way, the uses not yet tried
    way: list[Use] = []
    while turns and len(found) < most:
        use = next(turns[-1], None)
        if use is None:
            turns.pop()
            del way[-1:]
        elif use[0] is root:
            found.append((*way, use))
        else:
            way.append(use)
            turns.append(iter(uses[use[0]]))
    return found


def carried(start: Node, way: tuple[Use, ...], g: Array) -> Array:
    """What g becomes on its way back along one path alone: the walk through a chain."""
    x = first = stand_in(start, 0)
    first.needs_gradient = True
    for age, (node, i) in enumerate(way, 1):
        link = stand_in(node, age)
        link.op, link.settings, link.derivatives = node.op, node.settings, node.derivatives
        others = [stand_in(other, 0) for other in node.inputs]
        link.inputs = (*others[:i], x, *others[i + 1 :])
        link.needs_gradient = True
        x = link
    return np.asarray(walk(x, g, {first}, retain_graph=True)[first])


def stand_in(node: Node, age: int) -> Node:
    """A leaf with the node's value and an age of the caller's choice."""
    leaf = make_node(Node, node.value)
    leaf.age, leaf.name = age, node.name
    return leaf


# --- in words ---------------------------------------------------------------------------------


def about_paths(story: Story, paths: Paths) -> str:
    """Each path with what it carries, and that this adds up."""
    start, whole = story.of[paths.start], story.of[paths.start].full_label
    sum_of = "the sum of what they carry"
    lead = "lead"
    if paths.count == 1:
        sum_of, lead = "what it carries", "leads"
    head = f"{plural(paths.count, 'path')} {lead} from {start.name} to {story.root.name}, "
    head += f"and {whole} is {sum_of}:"
    if all(not node.value.ndim for path in paths.shown for node in path.nodes):
        return "\n".join([f"{head} {cells(paths.gradient)[0][0]}\n", *of_numbers(story, paths)])
    lines = [f"{head}\n"]
    for k, path in enumerate(paths.shown, 1):
        uses = [story.of[node].inputs[i] for node, i in reversed(path.uses)]
        back = shortened([f"{use.source.name} gets {use.rule}" for use in uses])
        lines += [f"{k}.".ljust(4) + in_names(story, path), *wrapped("; ".join(back), "      ")]
        lines += beside("        ", path.contribution)
    if left := paths.count - len(paths.shown):
        lines.append(f"… and {plural(left, 'more path')}")
    title = f"\n{whole}, {'the sum' if paths.count > 1 else 'which is all'}:"
    return "\n".join([*lines, title, *beside("        ", paths.gradient)])


def of_numbers(story: Story, paths: Paths) -> list[str]:
    """A line for each path of numbers: its derivatives and their product; then the sum."""
    names = [in_names(story, path) for path in paths.shown]
    wide = max(map(len, names))
    terms = [cells(path.contribution)[0][0] for path in paths.shown]
    lines = []
    for k, path in enumerate(paths.shown):
        factors = shortened([bracketed(cells(f)[0][0]) for f in path.factors])
        product = f"{' × '.join(factors)} = {terms[k]}" if len(factors) > 1 else terms[k]
        lines.append(f"{k + 1}.".ljust(4) + f"{names[k]:<{wide}}  {product}")
    if paths.count > 1:
        summands = [terms[0], *map(bracketed, terms[1:])]
        if left := paths.count - len(paths.shown):
            summands.append(f"… ({left:,} more)")
        lines.append(f"\n{' + '.join(summands)} = {cells(paths.gradient)[0][0]}")
    return lines


def in_names(story: Story, path: Path) -> str:
    """The tensors on a path; →₂ leads into the second place of an op that uses one twice."""
    source = path.start
    parts = [story.of[source].name]
    for node, i in path.uses:
        twice = sum(x is source for x in node.inputs) > 1
        place = str(i + 1).translate(SUBSCRIPTS) if twice else ""
        parts.append(f"→{place} {story.of[node].name}")
        source = node
    return " ".join(shortened(parts))


def shortened(parts: list[str]) -> list[str]:
    """Many parts without those in the middle."""
    return parts if len(parts) <= LONGEST else [*parts[:3], "…", *parts[-3:]]


def bracketed(number: str) -> str:
    """A negative number in brackets, as a factor or a term."""
    return f"({number})" if number.startswith("−") else number
