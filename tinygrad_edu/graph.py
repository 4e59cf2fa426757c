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

import functools
import inspect
import itertools
import math
import sys
from collections.abc import Callable, Collection, Mapping
from operator import attrgetter
from typing import Any, NoReturn, Protocol, TypeVar

import numpy as np

from .arrays import Array, as_data
from .mode import Scope, mode

Rule = Callable[..., Any]


class GradientError(ValueError):
    """A derivative that cannot be right: its count, its shape or its value."""


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
    new age, by which `trace` notices it.  `derivatives` is what the rule returned, until a
    `walk` has used it up.
    """

    __slots__ = (
        *("value", "needs_gradient", "op", "inputs", "settings", "derivatives", "age"),
        *("gradient", "keeps_gradient", "name", "scope", "__weakref__"),
    )

    value: Array
    needs_gradient: bool
    op: Op | None
    inputs: tuple[Node, ...]
    settings: Mapping[str, Any]
    derivatives: tuple[Any, ...] | None
    age: int
    gradient: Array | None
    keeps_gradient: bool
    name: str | None
    scope: Scope | None  # the module that was running, for pictures


N = TypeVar("N", bound=Node)
NO_SETTINGS: Mapping[str, Any] = {}
ages = itertools.count()


def make_node(kind: type[N], value: Any) -> N:
    """A leaf: a node that no op made."""
    node = new(kind)
    node.value = value if type(value) is np.ndarray else np.asarray(value)  # scalars, too
    node.needs_gradient = node.keeps_gradient = False
    node.op = node.derivatives = node.gradient = node.name = node.scope = None
    node.inputs = ()
    node.settings = NO_SETTINGS
    node.age = next(ages)
    return node


new, ndarray = object.__new__, np.ndarray  # local names are found faster


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
        else:
            plain = True
    if kind is None:  # nothing but plain arrays: a plain array
        return rule(*map(np.asarray, inputs), **settings)[0]
    if plain:
        inputs = with_constants(kind, inputs, [v.dtype for v in values])
        values = [x.value for x in inputs]
    try:
        result = rule(*values, **settings) if settings else rule(*values)
        value = result[0]
    except Exception as error:
        explain_failure(op, inputs, error)
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
        node.op = node.derivatives = node.scope = None
        node.inputs = ()
        node.settings = NO_SETTINGS
    return node


value_of = attrgetter("value")


def with_constants(
    kind: type[N], inputs: tuple[Any, ...], dtypes: list[np.dtype[Any]]
) -> tuple[Node, ...]:
    """The inputs as nodes: numbers and arrays are copied, so that changing them harms nobody."""
    partner = dtypes[0]
    for dtype in dtypes:
        if dtype.kind == "f":
            partner = dtype
            break
    return tuple(
        [x if isinstance(x, Node) else make_node(kind, as_data(x, None, partner)) for x in inputs]
    )


def explain_failure(op: Op, inputs: tuple[Node, ...], error: Exception) -> NoReturn:
    """Raise a rule's error again, with the op's name and the shapes it was given."""
    shapes = " and ".join(str(x.value.shape) for x in inputs)
    given = f"the inputs have the shapes {shapes}" if len(inputs) > 1 else f"x has shape {shapes}"
    if type(error) not in (ValueError, TypeError, IndexError, np.exceptions.AxisError):
        error.add_note(f"in the rule of {op.__name__}; {given}")
        raise error
    reason = str(error).partition(" with shapes")[0].rstrip(".")  # which NumPy sometimes names
    clear = type(error)(f"{op.__name__}: {reason}; {given}")
    raise clear.with_traceback(error.__traceback__) from None  # it leads into the rule


# --- an op from its rule ----------------------------------------------------------------------

ELEMENTWISE, LINEAR_MAP, DIFFERENTIABLE = "elementwise", "linear map", "differentiable"


def elementwise(rule: Rule) -> Rule:
    """An op on each entry; its derivatives are local: `lambda: ∂y/∂x`, as in a calculus class."""
    return make_op(rule, ELEMENTWISE)


def linear_map(rule: Rule) -> Rule:
    """An op that is linear in its inputs; its derivatives `lambda g: ∂L/∂x` are mirror ops."""
    return make_op(rule, LINEAR_MAP)


def differentiable(rule: Rule) -> Rule:
    """An op of any kind; its derivatives are vector–Jacobian products: `lambda g: ∂L/∂x`."""
    return make_op(rule, DIFFERENTIABLE)


def make_op(rule: Rule, kind: str) -> Rule:
    """The function that records `rule`, whose inputs stand before the `/`, settings after it."""
    signature = inspect.signature(rule)
    kinds = [p.kind for p in signature.parameters.values()]
    count = kinds.count(inspect.Parameter.POSITIONAL_ONLY)
    variadic = inspect.Parameter.VAR_POSITIONAL in kinds
    if count == 0 and not variadic:
        raise TypeError(
            f"{rule.__name__}: no input stands before a `/`, so nothing can be differentiated; "
            f"write `def {rule.__name__}(x, /, ...)`: inputs first, settings after the `/`"
        )
    most = math.inf if variadic else count

    def op(*inputs: Any, **settings: Any) -> Any:
        if len(inputs) > most or len(inputs) < count:  # settings by position, or a wrong count
            try:
                settings = signature.bind(*inputs, **settings).arguments
            except TypeError as error:
                raise TypeError(f"{op.__name__}: {error}") from None
            inputs = tuple(settings.pop(name) for name in list(settings)[:count])
        return record(op, rule, inputs, settings)  # type: ignore[arg-type]

    functools.update_wrapper(op, rule)
    op.__name__ = op.__qualname__ = rule.__name__.lstrip("_")  # `_where` stands behind `where`
    op.rule = rule  # type: ignore[attr-defined]
    op.kind = kind  # type: ignore[attr-defined]
    return op


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
    on_the_way = None if targets is None else leading_to(targets, order)
    kind = type(seed)
    gradients = {root: seed}
    for node in order:
        kept = node.keeps_gradient or (targets is not None and node in targets)
        g = gradients[node] if kept else gradients.pop(node)
        derivatives = node.derivatives
        if create_graph or derivatives is None:
            derivatives = run_again(node, create_graph, retain_graph)
        local = node.op.kind is ELEMENTWISE  # type: ignore[union-attr]
        contributions = []
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
    return gradients


def trace(root: Node, create_graph: bool = False, retain_graph: bool = False) -> list[Node]:
    """The results between the leaves and `root` that need a gradient, each before its inputs."""
    found, order, changed = {root}, [root], []
    for node in order:  # grows on the way
        age = node.age
        for x in node.inputs:
            if x.age > age:
                changed.append(x)
            if x.needs_gradient and x not in found:
                found.add(x)
                if x.inputs:
                    order.append(x)
    if changed:
        refuse_stale(order, changed, create_graph, retain_graph)
    order.sort(key=attrgetter("age"), reverse=True)
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


def run_again(node: Node, create_graph: bool, retain_graph: bool) -> tuple[Any, ...]:
    """The rule's value and derivatives once more: of nodes, so that they can be differentiated.

    For a graph that was freed, of arrays; but only for those who look and free nothing.
    """
    assert node.op is not None
    if create_graph and node.op.kind is not LINEAR_MAP:
        return node.op.rule(*node.inputs, **node.settings)
    if not (retain_graph or create_graph):
        raise RuntimeError(
            "backward: this is the second pass through the same graph, and the first one freed "
            "what its derivatives need; build the graph again, or let the first pass keep it "
            "with retain_graph=True"
        )
    return node.derivatives or node.op.rule(*map(value_of, node.inputs), **node.settings)


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


def undo_broadcasting(node: Node, i: int, d: Any) -> Any:
    """Sum `d` over the axes along which input `i` was stretched to the shape of the result.

    A value that is used many times gets the sum of its gradients.  Only what broadcasting can
    have made is summed: axes of the result that the input lacks, or has with size 1, beside
    another input that has them.
    """
    assert node.op is not None
    shape, result = node.inputs[i].value.shape, node.value.shape
    missing = d.ndim - len(shape)
    stretched = tuple(
        k for k in range(d.ndim) if k < missing or shape[k - missing] == 1 != d.shape[k]
    )
    if (
        (d.shape != result if node.op.kind is ELEMENTWISE else len(node.inputs) == 1)
        or not 0 <= missing <= len(result) - len(shape)
        or any(n not in (1, d.shape[missing + k]) for k, n in enumerate(shape))
        or any(d.shape[k] != result[k] for k in stretched)
    ):
        raise GradientError(
            f"{node.op.__name__}: the derivative for input {i} gave a gradient of shape "
            f"{d.shape}, but the input has shape {shape} and the result {result}; "
            "a gradient has the shape of its input"
        )
    return d.sum(axis=stretched, keepdims=True).reshape(shape)  # keepdims: never a scalar


def refuse_stale(
    order: list[Node], changed: list[Node], create_graph: bool, retain_graph: bool
) -> None:
    """Raise if a derivative needs the old value of a leaf that was changed since.

    It does if it holds the array that was overwritten, or if the rule runs again on that array.
    """
    for node in order:
        assert node.op is not None
        if node.derivatives is None and not (create_graph or retain_graph):
            continue  # `walk` will say that this is the second pass
        values = [x.value for x in node.inputs]
        again = node.op.kind is not LINEAR_MAP and (create_graph or node.derivatives is None)
        derivatives = node.derivatives or node.op.rule(*values, **node.settings)
        held = [
            array
            for x, derivative in zip(node.inputs, derivatives[1:], strict=False)
            if x.needs_gradient
            for array in arrays_in(derivative)
        ]
        for leaf in changed:
            if leaf.age > node.age and any(
                np.shares_memory(array, leaf.value)
                for array in (held + values if again and held else held)
            ):
                raise RuntimeError(
                    f"backward: {node.op.__name__} needs the value that "
                    f"{leaf.name or 'a leaf'} of shape {leaf.value.shape} had in the forward "
                    "pass, but it was changed since (by .data, an optimiser's step or "
                    "load_state_dict); run the forward pass again, then backward, then step"
                )


def arrays_in(function: Any) -> list[Array]:
    """The arrays that a function keeps alive: those it, or a function in it, closes over."""
    found, things, seen = [], [function], set()
    for thing in things:  # grows on the way
        if isinstance(thing, np.ndarray):
            found.append(thing)
        elif isinstance(thing, tuple | list):
            things += thing
        elif callable(thing) and thing not in seen:
            seen.add(thing)
            things += [cell.cell_contents for cell in getattr(thing, "__closure__", None) or ()]
            things += getattr(thing, "__defaults__", None) or ()
    return found


# --- gradients for the leaves -----------------------------------------------------------------


def backward(root: Node, seed: Any = None, retain_graph: bool = False) -> None:
    """Add ∂root/∂x into the gradient of each leaf x, and of each node that asked for it."""
    gradients = walk(root, seed_gradient(root, seed), retain_graph=retain_graph)
    for node in list(gradients):
        g = take(gradients, node)
        node.gradient = g if node.gradient is None else np.asarray(node.gradient + g)


def seed_gradient(root: Node, seed: Any) -> Array:
    """∂L/∂root to start from: 1 for a root of one element, else what was given."""
    if not root.needs_gradient:
        raise RuntimeError(
            "backward: nothing here needs a gradient; make a parameter with "
            "Tensor(..., requires_grad=True), and compute outside of no_grad()"
        )
    shape, dtype = root.value.shape, root.value.dtype
    if seed is None:
        if root.value.size != 1:
            raise RuntimeError(
                f"backward: the gradient of a tensor of shape {shape} is not one number's; "
                "reduce it first, with .sum() or .mean(), or give ∂L/∂output with grad="
            )
        return np.ones(shape, dtype)
    seed = seed.value if isinstance(seed, Node) else as_data(seed, partner=dtype)
    if seed.shape != shape:
        raise ValueError(
            f"backward: grad has shape {seed.shape}, but the tensor has shape {shape}; "
            "they must be the same"
        )
    return seed.astype(dtype)  # a copy


def take(gradients: dict[Node, Array], node: Node) -> Array:
    """The node's gradient, for it alone: a copy if anybody else holds or owns the array."""
    g = gradients.pop(node)
    alone = sys.getrefcount(g) <= UNSHARED and g.base is None and g.flags.writeable
    return g if alone else np.array(g)


def count_references(bag: dict[int, Array]) -> int:
    """What `take` counts for an array that nobody else holds; it differs between Pythons."""
    g = bag.pop(0)
    return sys.getrefcount(g)


UNSHARED = count_references({0: np.zeros(1)})
