"""`backward`, and the mistakes in a training loop that it and `zero_grad` can detect.

Times are ages of nodes.
"""

from __future__ import annotations

import math
import threading
import weakref
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

from ..engine.arrays import Array
from ..engine.graph import Node, ages, walk
from ..engine.leaves import keep
from ..engine.messages import one_line
from ..engine.state import thread, when_spent
from .clock import BY_HAND, clock_of
from .frames import shorten
from .nan import origin
from .notices import warn
from .seed import seed_gradient

PATIENCE = 10  # rounds without a step before it is reported
STEP = "write optimizer.step(), with brackets, after loss.backward()"
optimizers: weakref.WeakSet[Any] = weakref.WeakSet()  # those that are alive


class Unused(NamedTuple):
    """Gradients that were deleted before they were used."""

    owner: Callable[[], Any]  # a weak reference to their owner
    rounds: int  # in a row
    when: int


class Seen(threading.local):
    """A thread's record of its training loops."""

    used = -1  # the time of the last `backward` whose gradients were used, by a step or a read
    unused = Unused(lambda: None, 0, -1)
    same = math.nan, -1, 0  # the last loss, when it first had this value, and how often


seen = Seen()


def backward(root: Node, seed: Any = None, retain_graph: bool = False) -> None:
    """Add ∂root/∂x to the gradient of each leaf x: a walk, and checks of the loop."""
    g = seed_gradient(root, seed)
    loss = root.value.item() if root.value.size == 1 else math.nan
    try:
        if root.value.size != 1 or math.isfinite(loss):
            gradients = walk(root, g, retain_graph=retain_graph)
        else:
            say_where_it_broke(root, loss)
            with np.errstate(all="ignore"):  # it was reported already
                gradients = walk(root, g, retain_graph=retain_graph)
    except Exception as error:
        shorten(error)
        raise
    if retain_graph:
        look_for_old_values(root, gradients)
    settle(gradients, loss)


def settle(gradients: dict[Node, Array], loss: float) -> None:
    """Add the gradients of a pass to those of the leaves, and look at the loop."""
    thread.passed = now = next(ages)
    if loss == seen.same[0]:
        look_for_a_step(gradients)
    else:
        seen.same = loss, now, 1
    new = now, now
    for node in gradients:
        node.notes = new if node.gradient is None else later(node, now)
    keep(gradients)  # only after the walk, so that an error changes nothing


def later(node: Node, now: int) -> tuple[float, ...]:
    """The node's clock after one more pass; a gradient set to 0 by hand counts as none."""
    clock = clock_of(node)
    cleared = clock.first < node.age and not node.gradient.any()  # type: ignore[union-attr]
    return (now, now) if cleared else clock._replace(last=now)


def used_by_hand(leaf: Node) -> None:
    """Note that data was assigned while there was a gradient: probably `w.data -= lr * w.grad`.

    If it happens again, and the pass in between only added to the gradient, that is a mistake.
    """
    seen.used = thread.passed
    clock = clock_of(leaf)
    if clock.used and leaf.age < clock.last < math.inf:
        warn(
            "zero_grad forgotten",
            f"the gradient of {one_line(leaf.name or 'this tensor')} is added to that of the step "
            "before; set .grad = None in each round, after the step",
        )
    leaf.notes = clock._replace(used=True)


def thrown_away(owner: Any) -> None:
    """Count the passes whose gradients the owner's `zero_grad` deletes before they are used."""
    last = seen.unused
    again = last.owner() is owner and last.when == seen.used
    count = last.rounds + 1 if again else 1
    seen.unused = Unused(weakref.ref(owner), count, thread.passed)
    seen.used = thread.passed
    if count == PATIENCE and is_trained(
        owner.params if owner in optimizers else owner.parameters()
    ):
        warn(
            "step forgotten",
            f"zero_grad() has deleted the gradients of {PATIENCE} passes in a row before they "
            f"were used: no step was made, and no .grad was read; {STEP}. If that is meant, as "
            'when you measure time: warnings.filterwarnings("ignore", "step forgotten")',
            owner,
        )


def is_trained(leaves: Iterable[Node]) -> bool:
    """Whether an optimiser holds one of them; if none does, the code may only measure time."""
    mine = set(leaves)
    return any(p in mine for optimizer in optimizers for p in optimizer.params)


def look_for_a_step(gradients: dict[Node, Array]) -> None:
    """Count losses that are the same to the last bit, while no parameter changes."""
    leaves = {node: g for node, g in gradients.items() if not node.inputs}
    loss, since, count = seen.same
    if any(leaf.age > since for leaf in leaves):  # another model, or something was changed
        seen.same = loss, next(ages), 1
        return
    seen.same = loss, since, count + 1
    if (
        count + 1 == PATIENCE
        and seen.unused.when < since  # else `thrown_away` reports it
        and any(g.any() for g in leaves.values())
        and (seen.used > since or is_trained(leaves))  # else time is measured
    ):
        warn(
            "step forgotten",
            f"the last {PATIENCE} losses were all {loss:.6g}, and no parameter has changed; "
            f"{STEP}. A step by hand is p.data -= lr * p.grad (p = p - … only makes another "
            "tensor). If that is meant, as when you measure time: "
            'warnings.filterwarnings("ignore", "step forgotten")',
        )


def look_for_old_values(root: Node, gradients: dict[Node, Array]) -> None:
    """Warn about another pass from a result that is older than the parameters it depends on."""
    if root.notes is not None and any(leaf.age > root.age for leaf in gradients):
        warn(
            "loss outside the loop",
            "the parameters have changed since this loss was computed, and backward() goes through "
            "its old graph once more: loss and gradients are the old ones; compute the loss inside "
            "the loop, anew in each round. If the old ones are meant: "
            'warnings.filterwarnings("ignore", "loss outside the loop")',
        )
    root.notes = BY_HAND


def say_where_it_broke(root: Node, loss: float) -> None:
    """Warn that the loss is nan or inf, and name the first op that made it."""
    if root.inputs:  # else the root is a leaf
        text = f"the loss is {loss}, and so nothing can be learned from it: "
        warn("loss not finite", text + origin(root))


def say_spent(op: Any, x: Any) -> None:
    """Warn that the op uses a result whose graph `backward` has used up: total += loss."""
    if not (thread.paused or thread.deriving):
        warn(
            "used after backward",
            f"{op.__name__} takes the result of {x.op.__name__}, whose graph backward() has used "
            "up: no gradient can go through it any more, and a running sum of such results grows "
            "with each step; take the number, total += loss.item(), or, to compute with an array, "
            "loss.detach()",
        )


when_spent.append(say_spent)
