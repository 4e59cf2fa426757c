"""The idea: a result remembers the op and the inputs it came from, and `walk` goes back.

An *op* is called with tensors.  Behind it stands its *rule*, a pure function of arrays that
returns the value and, for each input, a function that computes the derivative when asked:

    @elementwise
    def multiply(x, y, /):
        return x * y, lambda: y, lambda: x        # value, ∂/∂x, ∂/∂y

Calling the op runs the rule and records a `Node`.  `walk` visits the nodes from the youngest to
the oldest.  At each it multiplies the gradient that came in by the derivatives: the chain rule.
What reaches a node by several ways is added up: the sum rule.  That is all of backpropagation.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Collection, Mapping
from heapq import heappop, heappush
from sys import getrefcount
from typing import Any, Protocol, TypeVar
from weakref import ref

import numpy as np

from ..watch.debug import look_at_gradient, look_at_result
from ..watch.notices import say_spent
from .arrays import Array, as_data, of_one_dtype, refuse_masked
from .saved import (
    ELEMENTWISE,
    LINEAR_MAP,
    GradientError,
    explained,
    refuse_stale,
    second_pass,
    undo_broadcasting,
)
from .state import Scope, debugging, inside_rule, mode, profiling

# --- the graph --------------------------------------------------------------------------------


class Op(Protocol):
    """A function of tensors, made from its rule by one of the three decorators below."""

    __name__: str
    rule: Callable[..., tuple[Any, ...]]
    kind: str

    def __call__(self, *inputs: Any, **settings: Any) -> Any:
        """The value, recorded."""


class Node:
    """A value that remembers where it came from.

    `age` rises, so that an input is always older than its result; a leaf that changes gets a
    new age, by which `trace` notices it.  `derivatives` is what the rule returned, and None when
    a `walk` has used it up.  The next such walk then releases the node: it keeps its value, and
    lets go of its inputs.
    """

    __slots__ = (  # noqa: RUF023 - in the order in which they are declared below
        "value", "needs_gradient", "op", "inputs", "settings", "derivatives", "age",
        "gradient", "passes", "keeps_gradient", "name", "scope", "__weakref__",
    )  # fmt: skip

    value: Array
    needs_gradient: bool
    op: Op | None
    inputs: tuple[Node, ...]
    settings: Mapping[str, Any]
    derivatives: tuple[Any, ...] | None
    age: int
    gradient: Array | None
    passes: tuple[float, ...]  # when `backward` first and last added to that; see `used_by_hand`
    keeps_gradient: bool
    name: str | None
    scope: Scope | None  # the module that was running, for pictures


N = TypeVar("N", bound=Node)
NO_SETTINGS: Mapping[str, Any] = {}
ages = itertools.count()
BY_HAND = math.inf, math.inf  # of a gradient that no `backward` computed: it is always new


def make_node(kind: type[N], value: Any) -> N:
    """A leaf: a node that no op made."""
    node = new(kind)
    node.value = value if type(value) is np.ndarray else np.asarray(value)  # scalars, too
    node.needs_gradient = node.keeps_gradient = False
    node.op = node.gradient = node.name = node.scope = None
    node.inputs = node.derivatives = ()
    node.settings = NO_SETTINGS
    node.passes = BY_HAND
    node.age = next(ages)
    return node


new, ndarray = object.__new__, np.ndarray  # local names are found faster
RELEASED = (make_node(Node, 0.0),)  # in the place of inputs that were let go of
RELEASED[0].age = math.inf  # type: ignore[assignment]  # younger than all: `trace` stops there


def record(
    op: Op,
    rule: Callable[..., tuple[Any, ...]],
    inputs: tuple[Any, ...],
    settings: Mapping[str, Any],
) -> Any:
    """Run the op's rule forwards, and remember how the result came about."""
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
                    say_spent(op, x)
        else:
            plain = True
    if kind is None:  # nothing but plain arrays: a plain array
        return rule(*plain_arrays(inputs), **settings)[0]
    if plain:
        inputs = with_constants(kind, inputs, [v.dtype for v in values])
        values = [x.value for x in inputs]
    elif len(values) == 2 and needs_gradient and values[0].dtype is not values[1].dtype:
        values = of_one_dtype(values)
    if profiling:
        rule = profiling[-1].timed(op, rule)
    try:
        result = rule(*values, **settings) if settings else rule(*values)
        value = result[0]
    except Exception as error:
        raise explained(op, inputs, error) from error.__cause__  # without "during handling of"
    node = new(kind)
    node.value = value if type(value) is ndarray else np.asarray(value)  # no NumPy scalars
    node.age = next(ages)
    node.gradient = node.name = None
    node.keeps_gradient = False
    if needs_gradient and not mode.paused:
        if len(result) != len(inputs) + 1:
            raise GradientError(
                f"{op.__name__}: the rule returned {len(result) - 1} derivatives for "
                f"{len(inputs)} inputs; it must return the value and one derivative per input"
            )
        node.needs_gradient = True
        node.op = op
        node.inputs = inputs
        node.settings = settings
        node.derivatives = result
        node.scope = mode.scope
    else:
        node.needs_gradient = False
        node.op = node.scope = None
        node.inputs = node.derivatives = ()
        node.settings = NO_SETTINGS
    if debugging:
        look_at_result(op, inputs, node)
    return node


def plain_arrays(inputs: tuple[Any, ...]) -> tuple[Any, ...]:
    """The inputs as arrays: numbers and lists take the dtype of the arrays beside them."""
    if all(type(x) is ndarray for x in inputs):
        return inputs
    refuse_masked(inputs)
    partner = widest([x.dtype for x in inputs if isinstance(x, np.ndarray | np.generic)])
    return tuple([x if isinstance(x, np.ndarray) else as_data(x, None, partner) for x in inputs])


def with_constants(
    kind: type[N], inputs: tuple[Any, ...], dtypes: list[np.dtype[Any]]
) -> tuple[Node, ...]:
    """The inputs as nodes: numbers and arrays are copied, so that later changes have no effect.

    A float constant is never narrower than the inputs, whose derivatives may be functions of it.
    """
    partner = widest(dtypes)
    nodes: list[Any] = []
    for x in inputs:
        if not isinstance(x, Node):
            data = as_data(x, None, partner)
            if data.dtype is not partner:
                data = of_one_dtype([data, np.empty(0, partner)])[0]
            x = make_node(kind, data)
        nodes.append(x)
    return tuple(nodes)


def widest(dtypes: list[np.dtype[Any]]) -> np.dtype[Any] | None:
    """The dtype for the numbers beside these: the largest float if there is one."""
    if len(dtypes) > 1:
        dtypes = [dtype for dtype in dtypes if dtype.kind == "f"] or dtypes
        return np.result_type(*dtypes)
    return dtypes[0] if dtypes else None


# --- the walk back ----------------------------------------------------------------------------

Watcher = Callable[[Node, Any, list[tuple[int, Any]]], None]


def walk(
    root: Node,
    seed: Any,
    targets: Collection[Node] | None = None,
    *,
    create_graph: bool = False,
    retain_graph: bool = False,
    watch: Watcher | None = None,
) -> dict[Node, Any]:
    """Carry `seed` = ∂L/∂root back through the graph: ∂L/∂x for each leaf x, or each target.

    With `create_graph` the gradients are nodes themselves.  `watch(node, g, contributions)` is
    called at each step, with g = ∂L/∂node and a list of (position of an input, what it gets).
    """
    order = trace(root, create_graph, retain_graph)
    if debugging and watch is None:
        watch = look_at_gradient
    if profiling:
        watch = profiling[-1].watching(watch)
    on_the_way = None if targets is None else leading_to(targets, order)
    kind = type(seed)
    gradients = {root: seed}
    held = []  # weakly: the nodes that somebody keeps, beside the graph
    for node in order:
        kept = node.keeps_gradient or (targets is not None and node in targets)
        g = gradients[node] if kept else gradients.pop(node)
        derivatives = node.derivatives
        if create_graph or derivatives is None:
            derivatives = run_again(node, create_graph, retain_graph, root)
        local = node.op.kind is ELEMENTWISE  # type: ignore[union-attr]
        contributions: list[tuple[int, Any]] = []
        try:
            for i, x in enumerate(node.inputs):
                if x.needs_gradient and (on_the_way is None or x in on_the_way):
                    if local:  # the chain rule: ∂L/∂x = ∂L/∂y · ∂y/∂x
                        slope = derivatives[i + 1]()
                        d = g * slope if type(slope) is not int else times(g, slope)
                    else:
                        d = derivatives[i + 1](g)
                    value = x.value
                    if type(d) is not kind or d.shape != value.shape or d.dtype is not value.dtype:
                        d = fitted(node, i, d, kind)
                    gradients[x] = gradients[x] + d if x in gradients else d  # the sum rule
                    if watch is not None:
                        contributions.append((i, d))
        except Exception as error:
            error.add_note(f"in the derivative of {node.op.__name__} for input {i}")  # type: ignore[union-attr]
            raise
        if watch is not None:
            watch(node, g, contributions)
        if not retain_graph:
            node.derivatives = None
            if getrefcount(node) > UNHELD:
                held.append(ref(node))
    if not (retain_graph or create_graph):
        release_earlier()
        mode.walked = held
    return gradients


def release_earlier() -> None:
    """Let go of the graph of the pass before this one; this one's stays, for pictures.

    A loss or an output that is kept then keeps its own numbers, not the batch and all activations
    behind it.
    """
    waiting = [node for held in mode.walked if (node := held()) is not None]
    while waiting:
        node = waiting.pop()
        if node.derivatives is None:  # used up; leaves, and what was retained, stay
            waiting += node.inputs
            node.inputs, node.settings, node.scope = RELEASED, NO_SETTINGS, None


def count_references() -> int:
    """What `walk` counts for a node that nobody keeps; it differs between Pythons."""
    order = [make_node(Node, 0.0)]
    inputs = tuple(order)
    for node in order:
        return getrefcount(node)
    raise AssertionError(inputs)


UNHELD = count_references()


def trace(root: Node, create_graph: bool = False, retain_graph: bool = False) -> list[Node]:
    """The results between the leaves and `root` that need a gradient, each before its inputs.

    The youngest that waits is the next one: all that use it are younger, and were there before.
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
    if changed:
        refuse_stale(order, changed, create_graph, retain_graph)
    return order if root.inputs else []


def leading_to(targets: Collection[Node], order: list[Node]) -> set[Node]:
    """The nodes on a way from `targets` to the root; the others leave `order`."""
    on_the_way = set(targets)
    steps = []
    for node in reversed(order):  # inputs first
        if not on_the_way.isdisjoint(node.inputs):
            on_the_way.add(node)
            steps.append(node)
    order[:] = reversed(steps)
    return on_the_way


def run_again(node: Node, create_graph: bool, retain_graph: bool, root: Node) -> tuple[Any, ...]:
    """The rule's value and derivatives once more: of nodes, so that they can be differentiated.

    For a graph that was freed, of arrays; but only for those who look and free nothing.
    """
    assert node.op is not None
    if create_graph and node.op.kind is not LINEAR_MAP:
        inputs = of_one_dtype(node.inputs)
        value, *derivatives = watched(node.op, node.op.rule)(*inputs, **node.settings)
        return value, *[watched(node.op, derivative) for derivative in derivatives]
    if not (retain_graph or create_graph):
        raise second_pass(node, root)
    values = of_one_dtype([x.value for x in node.inputs])
    return node.derivatives or node.op.rule(*values, **node.settings)


def watched(op: Op, function: Callable[..., Any]) -> Callable[..., Any]:
    """A rule or its derivative on tensors, where no number may be taken out of one."""

    def inside(*given: Any, **settings: Any) -> Any:
        try:
            with inside_rule(op.__name__):
                return function(*given, **settings)
        except (TypeError, AttributeError, RuntimeError, ValueError) as error:
            why = error.__cause__ or error  # array[i] = tensor is a ValueError of NumPy's
            raise RuntimeError(
                f"{op.__name__}: its rule does not run on tensors, so it has a first "
                "derivative and no second one; for that, let it compute with operators and "
                f"NumPy's functions (what stopped it: {why})"
            ) from error

    return inside


def times(g: Any, slope: int) -> Any:
    """g * slope for a whole number: 1 passes g on, -1 negates it."""
    return g if slope == 1 else -g if slope == -1 else g * slope


def fitted(node: Node, i: int, d: Any, kind: type[Any]) -> Any:
    """A contribution to the gradient of input `i`, brought to its kind, shape and dtype."""
    if type(d) is not kind:
        d = np.asarray(d) if kind is np.ndarray else make_node(kind, np.array(d))
    if d.dtype.kind not in "fiub":
        raise GradientError(
            f"{node.op.__name__}: the derivative for input {i} gave no gradient, "  # type: ignore[union-attr]
            f"but an array of {d.dtype}; a gradient is an array of real numbers"
        )
    x = node.inputs[i].value
    if d.shape != x.shape:
        d = undo_broadcasting(node, i, d)
    return d if d.dtype == x.dtype else d.astype(x.dtype)
