"""What `debug` adds: locks on the arrays that derivatives hold, and a look for the first nan."""

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
from ..engine.messages import one_line
from ..engine.state import Step, Watcher, thread, watching
from .frames import user_frame
from .nan import culprit, in_layer, made, nan_or_inf, not_finite
from .stale import arrays_held
from .switch import Switch


class debug(Switch):
    """Look closely: `with debug():` around a loop that goes wrong, or `@debug()` on a function.

    The first op that makes nan or inf of finite numbers, forwards or backwards, raises a
    FloatingPointError at its line.  And what a derivative needs is read-only until `backward` has
    used it or the graph is gone, so that who writes into it is stopped at that line (NumPy says
    "read-only").  It takes time, and holds for the thread that enters it.
    """

    def __enter__(self) -> None:
        self.before.append(thread.watchers)
        on = any(isinstance(watcher, Look) for watcher in thread.watchers)
        watchers = thread.watchers if on else (*thread.watchers, Look())
        watching.append(watchers[-1])
        thread.watchers = watchers  # last, and no call: here Ctrl-C cannot come between

    def __exit__(self, *_: object) -> None:
        try:
            self.leave()
        except KeyboardInterrupt:  # which must not keep it on for good
            self.leave()
            raise
        del self.before[-1]
        del watching[-1]  # which one does not matter: it only says that somebody watches
        unlock_what_nobody_holds()

    def leave(self) -> None:
        """Be as far inside as before; a second time changes nothing."""
        before = self.before[-1]
        thread.watchers = tuple(
            [w for w in thread.watchers if w in before or not isinstance(w, Look)]
        )


class Locked:
    """An array that owns its data, the locks that hold it, and what is read-only meanwhile."""

    def __init__(self, owner: Array) -> None:
        self.owner = owner
        self.locks: dict[int, ref[Lock]] = {}
        self.arrays: list[Array] = []  # it, and views of it, that were writeable


locked: dict[int, Locked] = {}
turn = threading.RLock()  # since a lock may end in any thread


class Lock:
    """Keeps arrays read-only while it lives; `place` is the user's line that computed them.

    Each step is written down before it is made, and may be undone twice: Ctrl-C leaves nothing.
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
                for one in (whole, array):  # the owner first: a view follows it
                    if one.flags.writeable:
                        entry.arrays.append(one)
                        one.flags.writeable = False

    def __del__(self) -> None:
        try:
            unlock(self.owners, id(self))
        except KeyboardInterrupt:  # no error leaves a __del__: the next line gets it
            unlock(self.owners, id(self))
            threading.Timer(0.001, interrupt_main).start()


def unlock(owners: Iterable[int], lock: int) -> None:
    """Let the lock of this id go; make writeable what no other lock holds."""
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
    """Undo locks whose end was interrupted."""
    with turn:
        for key, entry in list(locked.items()):
            unlock([key], 0)
            for lock in [lock for lock, alive in entry.locks.items() if alive() is None]:
                unlock([key], lock)


def owner(array: Array) -> Array:
    """The array whose data this one shows."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


def refuse_locked(leaf: Any, what: str) -> None:
    """Raise if a derivative keeps the values read-only."""
    unlock_what_nobody_holds()
    if id(owner(leaf.value)) in locked:
        raise RuntimeError(
            f"{what}: a derivative still needs the values of {one_line(leaf.name or 'a leaf')} of "
            f"shape {leaf.value.shape}, and debug() keeps them read-only; call backward() before, "
            "without retain_graph, let go of the graph (del loss), and evaluate inside no_grad()"
        )


class Look(Watcher):
    """What `debug` looks at: each result, and each gradient on the way back."""

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
        """Look at each gradient before the next in line does."""

        def step(node: Node, g: Any, contributions: list[tuple[int, Any]]) -> None:
            look_at_gradient(node, g, contributions)
            if watch is not None:
                watch(node, g, contributions)

        return step


def locking(lock: Lock, derivative: Any) -> Any:
    """The derivative, which holds the lock as long as it lives."""
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
            derivatives = node.derivatives or ()
            lock = getattr(derivatives[i + 1], "lock", None) if derivatives else None
            place = "" if lock is None else f", computed at {lock.place},"
            raise FloatingPointError(
                f"the derivative of {culprit(node)}{place} for input {i} made {nan_or_inf(array)} "
                "of a finite gradient: its slope there is infinite, or 0 · ∞ was multiplied. Keep "
                "the input away from that place (x + 1e-8, x.clip(...)) before the op: tg.where "
                "after it does not help, since both branches are differentiated"
            )
