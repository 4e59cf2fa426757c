"""The idea: a result remembers the op and the inputs it came from, and `walk` goes back.

An *op* is called with tensors.  It has a *rule*, a pure function of arrays that returns the value
and, for each input, a function that computes the derivative when asked:

    @elementwise
    def multiply(x, y, /):
        return x * y, lambda: y, lambda: x        # value, ∂/∂x, ∂/∂y

Calling the op runs the rule and records a `Node`.  `walk` visits the nodes from the youngest to
the oldest.  At each it multiplies the incoming gradient by the derivatives: the chain rule.
Contributions along several paths are added up: the sum rule.  That is all of backpropagation.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping
from heapq import heappop, heappush
from sys import getrefcount
from typing import Any, TypeVar
from weakref import ref

import numpy as np

from .arrays import Array, as_constant, of_one_dtype, plain_arrays, widest
from .broadcasting import fitted
from .saved import ELEMENTWISE, NO_SETTINGS, Op, Rule, references, release_earlier, run_again
from .state import Scope, Step, thread, watching, when_changed, when_spent, when_untracked


class Node:
    """A value that remembers where it came from.

    Ages increase, so an input is always older than its result; a leaf that changes gets a new
    age, so that `route` notices it.  `derivatives` is what the rule returned, and None after a
    `walk` has used it up.  The next such walk releases the node, which then keeps its value.
    """

    __slots__ = (  # noqa: RUF023 - in the order in which they are declared below
        "value", "op", "inputs", "settings", "derivatives", "age", "needs_gradient", "gradient",
        "keeps_gradient", "name", "scope", "notes", "__weakref__",
    )  # fmt: skip

    value: Array
    op: Op | None  # the op that made it; None for a leaf
    inputs: tuple[Node, ...]
    settings: Mapping[str, Any]
    derivatives: tuple[Any, ...] | None
    age: int
    needs_gradient: bool
    gradient: Array | None  # ∂L/∂self, the sum of all contributions so far
    keeps_gradient: bool
    name: str | None
    scope: Scope | None  # the module that was running, for pictures
    notes: Any  # for watchers

    def __init__(self, value: Any) -> None:
        self.value = value if type(value) is ndarray else np.asarray(value)  # scalars, too
        self.needs_gradient = self.keeps_gradient = False
        self.op = self.gradient = self.name = self.scope = self.notes = None
        self.inputs = self.derivatives = ()
        self.settings = NO_SETTINGS
        self.age = next(ages)


N = TypeVar("N", bound=Node)
ages = itertools.count()
new, ndarray = object.__new__, np.ndarray  # module-level names are looked up faster
UNHELD = references(2)  # the count for a node that only the walk and its result hold


def make_node(kind: type[N], value: Any) -> N:
    """A leaf: a node that no op made."""
    node = new(kind)
    Node.__init__(node, value)
    return node


def record(op: Op, rule: Rule, inputs: tuple[Any, ...], settings: Mapping[str, Any]) -> Any:
    """Run the op's rule forward, and remember how the result was computed."""
    kind: type[Node] | None = None
    needs_gradient = plain = False
    values = []
    for x in inputs:
        if isinstance(x, Node):
            kind = type(x)
            values.append(x.value)
            if x.needs_gradient:
                needs_gradient = True
                if x.derivatives is None:
                    for tell in when_spent:
                        tell(op, x)
        else:
            plain = True
    if kind is None:  # only plain arrays: the result is one, too
        return rule(*plain_arrays(inputs), **settings)[0]
    given = inputs
    if plain:
        partner = widest([value.dtype for value in values])
        inputs = tuple(  # copies, so that later changes have no effect
            [x if isinstance(x, Node) else make_node(kind, as_constant(x, partner)) for x in inputs]
        )
        values = [x.value for x in inputs]
    elif len(values) == 2 and needs_gradient and values[0].dtype is not values[1].dtype:
        values = of_one_dtype(values)
    if watching:
        for watcher in thread.watchers:
            rule = watcher.timed(op, rule)
    try:
        result = rule(*values, **settings) if settings else rule(*values)
        value = result[0]
    except Exception as error:
        raise op.explained(inputs, error) from error.__cause__  # without "during handling of"
    node = new(kind)  # slot by slot: `__init__` would take a tenth of a step's time
    node.value = value if type(value) is ndarray else np.asarray(value)  # no NumPy scalars
    node.age = next(ages)
    node.gradient = node.name = node.notes = None
    node.keeps_gradient = False
    if needs_gradient and not thread.paused:
        node.needs_gradient = True
        node.op = op
        node.inputs = inputs
        node.settings = settings
        node.derivatives = result
        node.scope = thread.scope
    else:
        node.needs_gradient = False
        node.op = node.scope = None
        node.inputs = node.derivatives = ()
        node.settings = NO_SETTINGS
        if thread.scope is not None and not thread.paused:
            for tell in when_untracked:
                tell(op, given, node)
    if watching:
        for watcher in thread.watchers:
            watcher.made(op, inputs, node)
    return node


def walk(
    root: Node,
    seed: Any,
    targets: Collection[Node] | None = None,
    *,
    create_graph: bool = False,
    retain_graph: bool = False,
    watch: Step | None = None,
) -> dict[Node, Any]:
    """Carry `seed` = ∂L/∂root back through the graph: ∂L/∂x for each leaf x, or each target.

    With `create_graph` the gradients are nodes themselves.  After each step, the walk calls
    `watch(node, g, contributions)`: g = ∂L/∂node, with pairs (input position, contribution).
    """
    order = route(root, create_graph, retain_graph)
    wanted = None if targets is None else leading_to(targets, order)
    for watcher in thread.watchers:
        watch = watcher.following(watch)
    kind = type(seed)  # g itself does not tell: a sum to 0-d is a NumPy scalar
    gradients = {root: seed}
    held = []  # weak references to nodes that are held outside the graph
    for node in order:
        kept = node.keeps_gradient or (targets is not None and node in targets)
        g = gradients[node] if kept else gradients.pop(node)
        derivatives = node.derivatives
        if create_graph or derivatives is None:
            derivatives = run_again(node, create_graph, retain_graph, root)
        contributions = []
        for i, x in enumerate(node.inputs):
            if x.needs_gradient and (wanted is None or x in wanted):
                d = chain_rule(node, i, g, derivatives[i + 1], kind)
                gradients[x] = gradients[x] + d if x in gradients else d  # the sum rule
                if watch is not None:
                    contributions.append((i, d))
        if watch is not None:
            watch(node, g, contributions)
        if not retain_graph:
            node.derivatives = None
            if getrefcount(node) > UNHELD:
                held.append(ref(node))
    if not (retain_graph or create_graph):
        release_earlier()
        thread.walked = held
    return gradients


def chain_rule(node: Node, i: int, g: Any, derivative: Any, kind: type[Any]) -> Any:
    """∂L/∂x for input i = x: g = ∂L/∂node times ∂node/∂x, as an array or node of x's shape."""
    try:
        if node.op.kind is ELEMENTWISE:  # type: ignore[union-attr]
            slope = derivative()
            if type(slope) is int:  # 1 passes g on, −1 negates it
                d = g if slope == 1 else -g if slope == -1 else g * slope
            else:
                d = g * slope
        else:
            d = derivative(g)
        x = node.inputs[i].value
        if type(d) is kind and d.shape == x.shape and d.dtype is x.dtype:
            return d
        if type(d) is not kind:
            d = np.asarray(d) if kind is ndarray else make_node(kind, np.array(d))
        return fitted(node, i, d)
    except Exception as error:
        error.add_note(f"in the derivative of {node.op.__name__} for input {i}")  # type: ignore[union-attr]
        raise


def route(root: Node, create_graph: bool = False, retain_graph: bool = False) -> list[Node]:
    """The results between the leaves and `root` that need a gradient, each before its inputs.

    The youngest waiting node comes next: all nodes that use it are younger and came before it.
    """
    order, changed = [], []
    waiting, youngest = {root.age: root}, [-root.age]
    while waiting:
        node = waiting.pop(-heappop(youngest))
        order.append(node)
        age = node.age
        for x in node.inputs:
            if x.age > age:
                changed.append(x)
            if x.inputs and x.needs_gradient and x.age not in waiting:  # leaves stay out
                waiting[x.age] = x
                heappush(youngest, -x.age)
    for refuse in when_changed if changed else ():
        refuse(order, changed, create_graph, retain_graph)
    return order if root.inputs else []


def leading_to(targets: Collection[Node], order: list[Node]) -> set[Node]:
    """The nodes on a path from `targets` to the root; the others are removed from `order`."""
    wanted = set(targets)
    steps = []
    for node in reversed(order):  # inputs first
        if not wanted.isdisjoint(node.inputs):
            wanted.add(node)
            steps.append(node)
    order[:] = reversed(steps)
    return wanted
