"""The record of a graph and its backward pass, which picture, words and player read.

`tell` watches a single `walk` back from the root, the walk that `backward()` makes.  No `.grad` is
touched and nothing is freed; so a story can be told before `backward()` and after it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple
from weakref import ref

import numpy as np

from ...engine.arrays import Array
from ...engine.graph import Node, route, walk
from ...engine.saved import RELEASED
from ...engine.state import Scope
from ...nn._module import Module
from ...ops.braces import sign_of, summed_axes
from ...watch.seed import seed_gradient
from ...watch.stale import released
from ...watch.variables import callers_names
from ..words.formulas import formula_of, headline, rule_of
from .names import Places, before, name_all, roles_of


class Wording(NamedTuple):
    """The names that a story gives its tensors."""

    letter: str  # of what the gradients are taken: the L of ∂L/∂x
    names: dict[Node, str]
    places: Places


@dataclass(eq=False, repr=False)
class Entry:
    """A tensor of the story.

    `gradient` is ∂L/∂self, None where none is needed or could be computed.  What it used is held
    by it, what uses it is not, so that a story has no reference cycle: keep the story to go there.
    """

    wording: Wording
    id: str  # n0, n1, … in topological order
    node: Node
    name: str
    role: str  # parameter, input, target, constant, computed (inside a layer), result, loss, output
    scope: Scope | None  # the call of the module in which it lives
    inputs: list[Use] = field(default_factory=list)  # what its op used, by position
    used_in: list[ref[Use]] = field(default_factory=list)
    gradient: Array | None = None

    @property
    def uses(self) -> list[Use]:
        """Its uses, by later results."""
        return [use for found in self.used_in if (use := found()) is not None]

    @property
    def contributions(self) -> list[Use]:
        """The uses that its gradient was added up from, in the order of the walk."""
        walked = sorted(self.uses, key=lambda use: -use.node.age)
        return [use for use in walked if use.contribution is not None]

    @property
    def value(self) -> Array:
        """The array itself, not a copy."""
        return self.node.value

    @property
    def op(self) -> str:
        """The op's name; "" for a leaf."""
        return self.node.op.__name__ if self.node.op else ""

    @property
    def symbol(self) -> str:
        """The op's sign, for a badge; "" for a leaf."""
        return sign_of(self.node)

    @cached_property
    def formula(self) -> str:
        """The op's formula in the learner's names; for a leaf what a layer made it of, or ""."""
        if self.node.op:
            return formula_of(self.node, self.wording.names)
        return f"from {' and '.join(use.source.name for use in self.inputs)}" if self.inputs else ""

    @property
    def label(self) -> str:
        """∂L/∂name."""
        return f"∂{self.wording.letter}/∂{self.name}"

    @property
    def full_label(self) -> str:
        """∂L/∂name, with the names of the modules in front of that of a parameter."""
        return self.label if self.op else f"∂{self.wording.letter}/∂{self.full_name}"

    @property
    def full_name(self) -> str:
        """The path; in a module without a name model.0.weight, since ∂0.weight is misread."""
        return f"model.{self.path}" if self.scope and self.path[0].isdigit() else self.path

    @property
    def path(self) -> str:
        """The name, after those of the modules in which it lives: 0.weight."""
        where = self.wording.places.path(self.scope)
        return f"{where}.{self.name}" if where else self.name


@dataclass(eq=False, repr=False)
class Use:
    """An arrow: `result` used `source` as its input number `position`; x * x uses x twice."""

    id: str  # e0, e1, …
    source: Entry
    into: ref[Entry]
    node: Node  # of the result
    position: int
    contribution: Array | None = None  # what the source got of g; None where none is needed

    @property
    def result(self) -> Entry:
        """The result, while its story is there."""
        found = self.into()
        assert found is not None
        return found

    @cached_property
    def rule(self) -> str:
        """The formula of the contribution, from g = ∂L/∂result, in the learner's names."""
        return rule_of(self.node, self.position, self.source.wording.names)

    @property
    def summed_axes(self) -> tuple[int, ...]:
        """The axes of g over which the engine summed, since broadcasting had stretched them."""
        return summed_axes(self.node, self.position)


@dataclass(eq=False, repr=False)
class Story:
    """A graph and one backward pass through it."""

    wording: Wording
    note: str  # why there are no gradients, if there are none
    entries: list[Entry] = field(default_factory=list)  # inputs before results
    uses: list[Use] = field(default_factory=list)  # by result, then by position
    steps: list[Entry] = field(default_factory=list)  # results, as the walk visited them
    of: dict[Node, Entry] = field(default_factory=dict)

    @property
    def root(self) -> Entry:
        """The tensor where the walk begins."""
        return self.entries[-1]

    @property
    def headline(self) -> str:
        """The whole calculation in a line."""
        return headline(list(self.of), self.wording.names, self.wording.places.calls([*self.of]))


def tell(
    root: Node,
    names: Any = None,
    seed: Any = None,
    gradients: bool = True,
    others: Sequence[Node] = (),
    who: str = "tell",
) -> Story:
    """The story of the graph behind `root`, and behind other outputs, none of them younger.

    `names=locals()` tells how the caller calls the tensors.  `seed` = ∂L/∂root is needed for a
    root of several elements; without it, and in other cases that `note` explains, the story has
    values but no gradients.  Errors inside a rule are raised as they are.  `who` asks for it.
    """
    check_tensor(who, root)
    if names is not None and not isinstance(names, Mapping):
        given = abridged(names)
        raise TypeError(f"{who}: names={given} is no dict of names and Tensors; try names=locals()")
    nodes = in_order([root, *others])
    places = Places(nodes, names)
    callers = callers_names(nodes, names)
    roles = roles_of(nodes, root, callers)
    if others:
        roles |= {x: "output" for x in (root, *others) if x.inputs}
    called = name_all(nodes, roles, places, callers)
    letter = called[root]  # of what gradients are taken: L, unless it has another short name
    if roles[root] == "loss" or len(letter) > 3:
        letter = "L" if all(called[x] != "L" for x in called if x is not root) else letter
    wording = Wording(letter, called, places)
    story = Story(wording, why_no_gradients(root, seed) if gradients else "only the forward pass")
    for node in nodes:
        number = len(story.of)
        scope = places.scope.get(node)
        entry = Entry(wording, f"n{number}", node, called[node], roles[node], scope)
        for position, x in enumerate(before(node)):
            use = Use(f"e{len(story.uses)}", story.of[x], ref(entry), node, position)
            story.uses.append(use)
            entry.inputs.append(use)
            use.source.used_in.append(ref(use))
        story.entries.append(entry)
        story.of[node] = entry
    if not story.note:
        watch(story, seed)
    return story


def in_order(roots: Sequence[Node]) -> list[Node]:
    """The results by age, each after the leaves that it is the first to use."""
    found = set(roots)
    waiting = list(found)
    while waiting:
        node = waiting.pop()
        if node.inputs is RELEASED:
            raise released("draw and explain")
        new = {x for x in node.inputs if x.inputs} - found
        found |= new
        waiting += new
    order: dict[Node, None] = {}
    for node in sorted(found, key=lambda node: node.age):
        for x in (*node.inputs, node):
            order |= dict.fromkeys((*before(x), x))
    return list(order)


def watch(story: Story, seed: Any) -> None:
    """Let the engine walk, and write down what it does."""

    def look(node: Node, g: Array, contributions: list[tuple[int, Array]]) -> None:
        entry = story.of[node]
        entry.gradient = g
        story.steps.append(entry)
        for position, d in contributions:
            entry.inputs[position].contribution = d

    root = story.root.node
    start: Any = seed_gradient(root, seed)
    with np.errstate(all="ignore"):  # nan and ∞ are shown, not warned of
        found = walk(root, start, retain_graph=True, watch=look)
    for node, g in found.items():  # the leaves
        story.of[node].gradient = g


def why_no_gradients(root: Node, seed: Any) -> str:
    """Why a walk back is impossible; "" if it is not."""
    if not root.needs_gradient:
        return "nothing here needs a gradient"
    if seed is None and root.value.size != 1:
        return (
            f"no gradients: the shape {root.value.shape} is not that of one number; reduce it, "
            "with .sum() or .mean(), or give ∂L/∂output as seed="
        )
    try:
        route(root, retain_graph=True)
    except RuntimeError as error:  # a leaf was changed since
        return str(error).replace("backward", "no gradients", 1)
    return ""


def check_tensor(who: str, thing: Any, wanted: str = "", arguments: str = "loss") -> None:
    """Raise a TypeError unless it is a Tensor; `wanted` says what else may be given."""
    if isinstance(thing, Node):
        return
    kind = type(thing).__name__
    call = f"{who}({arguments})"
    if isinstance(thing, np.ndarray | np.generic):
        words = f"this is an array ({kind}), which does not remember how it was computed; compute "
        words += f"with Tensors, and give {who} the result: {call}"
    elif isinstance(thing, Module):
        words = f"this is a module, which has a graph once it has run: {who}({kind}(...)(x))"
    elif isinstance(thing, list | tuple | dict):
        words = f"this is a {kind}; {who} takes one Tensor after the other: {call}"
    else:
        words = f"this is a {kind}; give {who} a Tensor, {call}{wanted}"
    raise TypeError(f"{who}: {words}")


def check_word(who: str, name: str, given: Any, known: tuple[str, ...]) -> None:
    """Raise a ValueError for a word that is not known."""
    if given not in known:
        *words, last = map(repr, known)
        given = abridged(given)
        raise ValueError(f"{who}: {name}={given}, but it must be {', '.join(words)} or {last}")


def abridged(thing: Any) -> str:
    """A given object in an error message."""
    words = repr(thing)
    return words if len(words) <= 40 else f"a {type(thing).__name__}"
