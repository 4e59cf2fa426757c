"""`debug`: locks on the arrays that derivatives hold, and a search for the first nan."""

from __future__ import annotations

import os
import threading
from _thread import interrupt_main
from collections.abc import Iterable, Sequence
from typing import Any
from weakref import ref

import numpy as np

from ..engine.arrays import Array
from ..engine.graph import Node
from ..engine.messages import name_and_shape
from ..engine.state import Step, Watcher, thread, watching
from .frames import user_frame
from .nan import culprit, in_layer, made, nan_or_inf, not_finite
from .stale import arrays_held
from .switch import Switch


class debug(Switch):
    """Look closely: `with debug():` around a loop that goes wrong, or `@debug()` on a function.

    The first op that makes nan or inf from finite numbers, forward or backward, raises a
    FloatingPointError at its line.  Arrays that a derivative needs are read-only until `backward`
    has used them or the graph is gone, so a write into one raises at that line (NumPy says
    "read-only").  It takes time, and applies to the thread that enters it.
    """

    def __enter__(self) -> None:
        self.before.append(thread.watchers)
        on = any(isinstance(watcher, Look) for watcher in thread.watchers)
        watchers = thread.watchers if on else (*thread.watchers, Look())
        watching.append(True)
        thread.watchers = watchers  # last, and no call, so Ctrl-C cannot interrupt it

    def __exit__(self, *_: object) -> None:
        try:
            self.leave()
        finally:
            self.leave()  # once more: Ctrl-C must not leave debug on
            del self.before[-1]
            watching.pop()
            unlock_what_nobody_holds()

    def leave(self) -> None:
        """Restore the watchers from before; a second call changes nothing."""
        before = self.before[-1]
        thread.watchers = tuple(
            [w for w in thread.watchers if w in before or not isinstance(w, Look)]
        )


class Locked:
    """An array that owns its data, its locks, and the arrays that they made read-only."""

    def __init__(self, owner: Array) -> None:
        self.owner = owner
        self.locks: dict[int, ref[Lock]] = {}
        self.arrays: list[Array] = []  # those that were writeable: it, and views of it


locked: dict[int, Locked] = {}
turn = threading.RLock()  # since a lock may end in any thread


class Lock:
    """Keeps arrays read-only while it lives; `place` is the user's line that computed them.

    Each step is noted before it is taken, and may be undone twice: Ctrl-C leaves no lock.
    """

    owners: Sequence[int] = ()  # until there is something to undo

    def __init__(self, held: list[Array], near: list[Array]) -> None:
        frame, _ = user_frame()
        self.place = f"{os.path.basename(frame.f_code.co_filename)}, line {frame.f_lineno}"
        mine = {id(owner(array)) for array in held}
        arrays = [*held, *(array for array in near if id(owner(array)) in mine)]
        self.owners = [id(owner(array)) for array in arrays]
        with turn:
            for key, array in zip(self.owners, arrays, strict=True):
                whole = owner(array)
                entry = locked.setdefault(key, Locked(whole))
                entry.locks[id(self)] = ref(self)
                for one in (whole, array):  # the owner first: to be unlocked before its views
                    if one.flags.writeable:
                        entry.arrays.append(one)
                        one.flags.writeable = False

    def __del__(self) -> None:
        try:
            unlock(self.owners, id(self))
        except KeyboardInterrupt:  # a __del__ cannot raise: interrupt again, after it
            unlock(self.owners, id(self))
            threading.Timer(0.001, interrupt_main).start()


def unlock(owners: Iterable[int], lock: int) -> None:
    """Remove the lock with this id; arrays that no other lock holds become writeable."""
    with turn:
        for key in owners:
            entry = locked.get(key)
            if entry is not None:
                entry.locks.pop(lock, None)
                if not entry.locks:
                    for array in entry.arrays:
                        array.flags.writeable = True
                    locked.pop(key, None)


def unlock_what_nobody_holds() -> None:
    """Remove locks whose release was interrupted."""
    with turn:
        for key, entry in list(locked.items()):
            unlock([key], 0)
            for lock in [lock for lock, alive in entry.locks.items() if alive() is None]:
                unlock([key], lock)


def owner(array: Array) -> Array:
    """The array that owns this one's data."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


def refuse_locked(leaf: Any, what: str) -> None:
    """Raise if a derivative keeps the values read-only."""
    unlock_what_nobody_holds()
    if id(owner(leaf.value)) in locked:
        raise RuntimeError(
            f"{what}: a derivative still needs the values of {name_and_shape(leaf, 'a leaf')}, "
            f"and debug() keeps them read-only; call backward() first, "
            "without retain_graph, delete the graph (del loss), and evaluate inside no_grad()"
        )


class Look(Watcher):
    """The checks of `debug`: each result, and each gradient on the way back."""

    def made(self, op: Any, inputs: Sequence[Any], result: Node) -> None:
        """Raise if the op is the first to make nan or inf; lock what its derivatives hold."""
        broken = not_finite(result.value).any()
        if broken and not any(not_finite(x.value).any() for x in inputs):
            raise FloatingPointError(
                f"{op.__name__}{in_layer(thread.scope)} made {made(op, inputs, result.value)}"
            )
        if result.derivatives:
            held = arrays_held(result.inputs, result.derivatives)
            lock = Lock(held, [x.value for x in (*inputs, result)])
            value, *derivatives = result.derivatives
            result.derivatives = (value, *[locking(lock, d) for d in derivatives])

    def following(self, watch: Step | None) -> Step:
        """Check each gradient before the next watcher sees it."""

        def step(node: Node, g: Any, contributions: list[tuple[int, Any]]) -> None:
            look_at_gradient(node, g, contributions)
            if watch is not None:
                watch(node, g, contributions)

        return step


def locking(lock: Lock, derivative: Any) -> Any:
    """The derivative, which holds the lock for as long as it exists."""
    if derivative is None:
        return None

    def locked(*g: Any) -> Any:
        return derivative(*g)

    locked.lock = lock  # type: ignore[attr-defined]
    return locked


def look_at_gradient(node: Node, g: Any, contributions: list[tuple[int, Any]]) -> None:
    """Raise if a derivative is the first to make nan or inf on the way back."""
    for i, d in contributions:
        array = getattr(d, "value", d)
        if not_finite(array).any() and not not_finite(getattr(g, "value", g)).any():
            lock = getattr(node.derivatives[i + 1], "lock", None) if node.derivatives else None
            place = "" if lock is None else f", computed at {lock.place},"
            raise FloatingPointError(
                f"the derivative of {culprit(node)}{place} for input {i} made {nan_or_inf(array)} "
                "of a finite gradient: its slope there is infinite, or 0 · ∞ was multiplied. Keep "
                "the input away from that place (x + 1e-8, x.clip(...)) before the op: tg.where "
                "after it does not help, since both branches are differentiated"
            )
