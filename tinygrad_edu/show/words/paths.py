"""The paths from one tensor to the loss: what each carries back, and that this adds up.

The gradient is a sum over all paths, and each carries a product of derivatives: a path is a graph
of its own, without branches, through which the engine's `walk` goes as usual.  There may be more
paths than atoms: they are counted by adding up, for each tensor, the counts of what it flows into.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..._terminal import page_width
from ...engine.arrays import Array
from ...engine.graph import Node, make_node, walk
from ...engine.messages import name_and_shape
from ...engine.saved import ELEMENTWISE
from ...watch.digits import numbers
from ..record.story import Entry, Story, Use
from .numerals import SUBSCRIPTS, in_columns, plural, wrapped

LONGEST = 9  # tensors of a path that are all named
Local = tuple[Array, list[list[int]]]  # (source.size, result.size); for each entry, what it moves


class Path(NamedTuple):
    """One way from a tensor to the root."""

    uses: tuple[Use, ...]  # where the tensor is used, where that result is used, and so on
    contribution: Array  # what this path adds to the tensor's gradient


def find_paths(story: Story, tensor: Node, most: int = 12) -> tuple[list[Path], int]:
    """The first `most` paths from a tensor to the root, and the number of all."""
    start = story.of.get(tensor)
    if start is None or start.gradient is None:
        raise ValueError(
            f"explain: {name_and_shape(tensor)} is not "
            "in this graph, or needs no gradient: no path leads from it to the root"
        )
    counts = {story.root: 1}
    for entry in reversed(story.entries[:-1]):  # what a tensor flows into comes before it
        counts[entry] = sum(counts[use.result] for use in entry.contributions)
    found: list[tuple[Use, ...]] = [()] if start is story.root else []
    way: list[Use] = []
    turns = [iter(start.contributions)]  # at each tensor of the way, the uses not yet tried
    while turns and len(found) < most:
        use = next(turns[-1], None)
        if use is None:
            turns.pop()
            del way[-1:]
        elif use.result is story.root:
            found.append((*way, use))
        else:
            way.append(use)
            turns.append(iter(use.result.contributions))
    return [Path(way, carried(tensor, way, story.root.gradient)) for way in found], counts[start]


def carried(start: Node, way: tuple[Use, ...], g: Array | None) -> Array:
    """The gradient that one path alone carries back: the walk through a chain."""
    x = first = stand_in(start, 0)
    first.needs_gradient = True
    for age, use in enumerate(way, 1):
        node, i = use.node, use.position
        link = stand_in(node, age)
        link.op, link.settings, link.derivatives = node.op, node.settings, node.derivatives
        others = [stand_in(other, 0) for other in node.inputs]
        link.inputs = (*others[:i], x, *others[i + 1 :])
        link.needs_gradient = True
        x = link
    return np.asarray(walk(x, g, {first}, retain_graph=True)[first])


def local_derivatives(use: Use) -> Local:
    """∂result/∂source, entry by entry, and which entries of the result each entry moves."""
    x, z = use.source.value, use.result.value
    ones = np.eye(z.size, dtype=z.dtype).reshape(-1, *z.shape)
    rows = [np.ravel(carried(use.source.node, (use,), np.asarray(one))) for one in ones]
    slopes = np.array(rows).T
    moves = slopes != 0
    if use.node.op and use.node.op.kind is ELEMENTWISE:  # also where a slope is 0
        place = np.broadcast_to(np.arange(x.size).reshape(x.shape), z.shape)
        moves = np.arange(x.size)[:, None] == np.ravel(place)
    return slopes, [np.flatnonzero(row).tolist() for row in moves]


def stand_in(node: Node, age: int) -> Node:
    """A leaf with the node's value and an age of the caller's choice."""
    leaf = make_node(Node, node.value)
    leaf.age, leaf.name = age, node.name
    return leaf


def about_paths(story: Story, start: Entry, paths: list[Path], count: int) -> str:
    """Each path with what it carries, and that this adds up."""
    assert start.gradient is not None
    lead, total = "lead", "the sum of what they carry"
    if count == 1:
        lead, total = "leads", "what it carries"
    head = f"{plural(count, 'path')} {lead} from {start.name} to {story.root.name}, "
    head += f"and {start.full_label} is {total}:"
    left = count - len(paths)
    nodes = [start.node, *(use.node for path in paths for use in path.uses)]
    if not any(node.value.ndim for node in nodes):
        lines = of_numbers(start, paths)
        if count > 1:
            terms = [numbers(path.contribution)[0] for path in paths]
            terms[1:] = map(in_parentheses, terms[1:])
            if left:
                terms.append(f"… ({left:,} more)")
            lines += ["", f"{' + '.join(terms)} = {numbers(start.gradient)[0]}"]
        return "\n".join([f"{head} {numbers(start.gradient)[0]}\n", *lines])
    lines = [f"{head}\n"]
    for k, path in enumerate(paths, 1):
        back = [f"{use.source.name} gets {use.rule}" for use in reversed(path.uses)]
        lines.append(f"{k}.".ljust(4) + in_names(start, path))
        lines += wrapped("; ".join(without_the_middle(back)), "      ")
        lines += in_columns([("", path.contribution)], "      ")
    if left:
        lines.append(f"… and {plural(left, 'more path')}")
    title = f"\n{start.full_label}, {'the sum' if count > 1 else 'which is all'}:"
    return "\n".join([*lines, title, *in_columns([("", start.gradient)], "      ")])


def of_numbers(start: Entry, paths: list[Path]) -> list[str]:
    """A line for each path of numbers: its derivatives, from the root's on, and their product."""
    names = [in_names(start, path) for path in paths]
    wide = max(map(len, names))
    lines = []
    for k, path in enumerate(paths):
        product = numbers(path.contribution)[0]
        one = np.ones((), path.contribution.dtype)
        local = [carried(use.source.node, (use,), one) for use in reversed(path.uses)]
        if len(local) > 1:
            factors = without_the_middle([in_parentheses(numbers(factor)[0]) for factor in local])
            product = f"{' × '.join(factors)} = {product}"
        lines.append(f"{k + 1}.".ljust(4) + f"{names[k]:<{wide}}  {product}")
        if len(lines[-1]) > page_width():
            lines[-1:] = [f"{k + 1}.".ljust(4) + names[k], " " * 8 + product]
    return lines


def in_names(start: Entry, path: Path) -> str:
    """The tensors on a path."""
    return " ".join(without_the_middle([start.name, *map(arrowhead, path.uses)]))


def arrowhead(use: Use) -> str:
    """→ y; →₂ leads into the second place of an op that uses one tensor twice."""
    twice = sum(x is use.source.node for x in use.node.inputs) > 1
    place = str(use.position + 1).translate(SUBSCRIPTS) if twice else ""
    return f"→{place} {use.result.name}"


def without_the_middle(parts: list[str]) -> list[str]:
    """Many parts without those in the middle."""
    return parts if len(parts) <= LONGEST else [*parts[:3], "…", *parts[-3:]]


def in_parentheses(number: str) -> str:
    """A negative number in brackets, as a factor or a term."""
    return f"({number})" if number.startswith("−") else number
