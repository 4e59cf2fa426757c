"""From the walk to `.grad`: the seed that it starts from, and the arrays that the leaves keep."""

from __future__ import annotations

import math
import weakref
from collections.abc import Iterable
from sys import getrefcount
from typing import Any

import numpy as np

from ..watch.nan import origin
from ..watch.notices import warn
from .arrays import Array, as_data, number
from .graph import BY_HAND, Node, ages, walk
from .messages import shorten
from .state import mode
from .terminal import one_line


def backward(root: Node, seed: Any = None, retain_graph: bool = False) -> None:
    """Add ∂root/∂x into the gradient of each leaf x, and of each node that asked for it."""
    g = seed_gradient(root, seed)
    loss, broken = math.nan, False
    if root.value.size == 1:
        loss = root.value.item()
        if not math.isfinite(loss):
            broken = True
            say_where_it_broke(root, loss)
    try:
        gradients = (walk_quietly if broken else walk)(root, g, retain_graph=retain_graph)
    except Exception as error:
        shorten(error)
        raise
    if retain_graph:
        look_for_old_values(root, gradients)
    mode.passed = now = next(ages)
    if loss == mode.same[0]:
        look_for_a_step(gradients)
    else:
        mode.same = loss, now, 1
    passes = (now, now)
    for node, g in gradients.items():  # not before the walk is over: an error changes nothing
        if getrefcount(g) > UNSHARED or g.base is not None or not g.flags.writeable:
            g = np.array(g)  # somebody else holds or owns the array
        if node.gradient is None:
            node.gradient, node.passes = g, passes
        else:
            add_to(node, g, now)


def add_to(node: Node, g: Array, now: int) -> None:
    """Add g to the gradient that is there; one that was set to 0 by hand counts as none."""
    old, (first, _, *used) = node.gradient, node.passes
    if old is None:
        raise RuntimeError(
            f"backward: the gradient of {one_line(node.name or 'a tensor')} of shape "
            f"{node.value.shape} was set to None while backward() added to it: another thread "
            "trains the same model; give each thread a copy, copy.deepcopy(model), or let them "
            "take turns with threading.Lock"
        )
    cleared = first < node.age and not old.any()
    node.gradient = np.asarray(old + g)
    node.passes = (now, now) if cleared else (first, now, *used)


def used_by_hand(leaf: Node) -> None:
    """Note that new data came while the gradient was there: `w.data -= lr * w.grad`, most likely.

    If that happens again, and a pass between has only added to the gradient, it is a trap.
    """
    first, last, *used = leaf.passes
    if used and leaf.age < last < math.inf:
        warn(
            "zero_grad forgotten",
            f"the gradient of {one_line(leaf.name or 'this tensor')} is added to that of the step "
            "before; set .grad = None in each round, after the step",
        )
    leaf.passes = first, last, True


# --- what a loop forgets ------------------------------------------------------------------------

PATIENCE = 10  # rounds without a step until it is reported
optimizers: weakref.WeakSet[Any] = weakref.WeakSet()  # those that are alive
STEP = "write optimizer.step(), with brackets, after loss.backward()"


def thrown_away(owner: Any) -> None:
    """Count the passes whose gradients the owner's `zero_grad` deletes before anybody used them."""
    last, count, when = mode.unused
    count = count + 1 if last() is owner and when == mode.used else 1
    mode.unused = weakref.ref(owner), count, mode.passed
    mode.used = mode.passed
    if count == PATIENCE and is_trained(
        owner.params if owner in optimizers else owner.parameters()
    ):
        warn(
            "step forgotten",
            f"zero_grad() has deleted the gradients of {PATIENCE} passes in a row that nobody had "
            f"used: no step was made, and no .grad was read; {STEP}. If that is meant, as when "
            'you measure time: warnings.filterwarnings("ignore", "step forgotten")',
            owner,
        )


def is_trained(leaves: Iterable[Node]) -> bool:
    """Whether an optimiser holds one of them; where there is none, time is measured, say."""
    mine = set(leaves)
    return any(p in mine for optimizer in optimizers for p in optimizer.params)


def look_for_a_step(gradients: dict[Node, Array]) -> None:
    """Count losses that are the same to the last bit, while no parameter changes."""
    loss, since, count = mode.same
    leaves = {node: g for node, g in gradients.items() if not node.inputs}
    if any(leaf.age > since for leaf in leaves):  # it is another model, or something was changed
        mode.same = loss, next(ages), 1
        return
    count += 1
    mode.same = loss, since, count
    if (
        count == PATIENCE
        and mode.unused[2] < since  # else `thrown_away` says it
        and any(g.any() for g in leaves.values())
        and (mode.used > since or is_trained(leaves))  # else it is only measured
    ):
        warn(
            "step forgotten",
            f"the last {PATIENCE} losses were all {loss:.6g}, and no parameter has changed; "
            f"{STEP}. A step by hand is p.data -= lr * p.grad (p = p - … only makes another "
            "tensor). If that is meant, as when you measure time: "
            'warnings.filterwarnings("ignore", "step forgotten")',
        )


def look_for_old_values(root: Node, gradients: dict[Node, Array]) -> None:
    """Warn of another pass from a result that is older than the parameters behind it."""
    if hasattr(root, "passes") and any(leaf.age > root.age for leaf in gradients):
        warn(
            "loss outside the loop",
            "the parameters have changed since this loss was computed, and backward() goes through "
            "its old graph once more: loss and gradients are the old ones; compute the loss inside "
            "the loop, anew in each round. If the old ones are meant: "
            'warnings.filterwarnings("ignore", "loss outside the loop")',
        )
    root.passes = BY_HAND


def say_where_it_broke(root: Node, loss: float) -> None:
    """Warn that the loss is nan or inf, and name the first op that made it."""
    if root.inputs:  # else the root is a leaf
        text = f"the loss is {loss}, and so nothing can be learned from it: "
        warn("loss not finite", text + origin(root))


def walk_quietly(root: Node, g: Array, *, retain_graph: bool) -> dict[Node, Array]:
    """`walk`, without NumPy's warnings of what was said already."""
    with np.errstate(all="ignore"):
        return walk(root, g, retain_graph=retain_graph)


# --- the seed -----------------------------------------------------------------------------------


def seed_gradient(root: Node, seed: Any, asked: str = "backward", word: str = "grad") -> Array:
    """∂L/∂root to start from: 1 for a root of one element, else what was given.

    `asked` is the function that the user called, `word` its keyword for the seed.
    """
    if not root.needs_gradient:
        now = " (right now it is paused: this line runs inside no_grad())" if mode.paused else ""
        raise RuntimeError(
            f"{asked}: nothing here needs a gradient; make a parameter with "
            f"Tensor(..., requires_grad=True), compute outside of no_grad(){now}, and do not leave "
            "the graph on the way (.data, .numpy(), .detach(), float())"
        )
    shape, dtype = root.value.shape, root.value.dtype
    if seed is None:
        if root.value.size != 1:
            given = f", or give ∂L/∂output with {word}=" if word else ""
            raise RuntimeError(
                f"{asked}: this tensor of shape {shape} is not one number, such as a loss; "
                f"reduce it first, with .sum() or .mean(){given}"
            )
        return np.ones(shape, dtype) if shape else number(1, dtype)  # np.ones is slow
    seed = seed.value if isinstance(seed, Node) else as_data(seed, partner=dtype)
    if seed.shape != shape:
        raise ValueError(
            f"{asked}: {word} has shape {seed.shape}, but the tensor has shape {shape}; "
            "they must be the same"
        )
    return seed.astype(dtype)  # a copy


def count_references(bag: dict[int, Array]) -> int:
    """What `backward` counts for an array that only its dict holds; it differs between Pythons."""
    for _, g in bag.items():
        return getrefcount(g)
    raise AssertionError("an empty bag")


UNSHARED = count_references({0: np.zeros(1)})
