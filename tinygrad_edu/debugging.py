"""What `debug` adds: locks on the arrays that derivatives hold, and a look for the first nan.

The nodes here are those of `graph`, which stands above this floor.
"""

from __future__ import annotations

import os
import threading
from typing import Any

import numpy as np

from .arrays import Array
from .finite import inside, kind_of, made, named, not_finite
from .frames import user_frame
from .guards import arrays_in
from .mode import debugging, mode


class Locked:
    """An array that owns its data, by how many derivatives it is held, and what is read-only."""

    def __init__(self, owner: Array) -> None:
        self.owner, self.count = owner, 0
        self.arrays: list[Array] = []  # it, and views of it, that were writeable


locked: dict[int, Locked] = {}
turn = threading.RLock()  # since a lock may end in any thread


class Lock:
    """Keeps arrays read-only while it lives; `place` is the user's line that computed them."""

    def __init__(self, held: list[Array], near: list[Array]) -> None:
        frame, _ = user_frame()
        self.place = f"{os.path.basename(frame.f_code.co_filename)}, line {frame.f_lineno}"
        self.owners = []
        mine = {id(owner(array)) for array in held}
        with turn:
            for array in (*held, *(array for array in near if id(owner(array)) in mine)):
                whole = owner(array)
                entry = locked.setdefault(id(whole), Locked(whole))
                entry.count += 1
                self.owners.append(id(whole))
                for one in (whole, array):  # the owner first: a view follows it
                    if one.flags.writeable:
                        one.flags.writeable = False
                        entry.arrays.append(one)

    def __del__(self) -> None:
        with turn:
            for key in self.owners:
                entry = locked[key]
                entry.count -= 1
                if not entry.count:
                    for array in entry.arrays:
                        array.flags.writeable = True
                    del locked[key]


def owner(array: Array) -> Array:
    """The array whose data this one shows."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


def refuse_locked(leaf: Any, what: str) -> None:
    """Raise if a derivative keeps the values read-only."""
    if id(owner(leaf.value)) in locked:
        raise RuntimeError(
            f"{what}: a derivative still needs the values of {leaf.name or 'a leaf'} of shape "
            f"{leaf.value.shape}, and debug() keeps them read-only; call backward() before, "
            "without retain_graph, let go of the graph (del loss), and evaluate inside no_grad()"
        )


def look_at_result(op: Any, inputs: tuple[Any, ...], node: Any) -> None:
    """Raise if the op is the first to make nan or inf; lock what its derivatives hold."""
    if threading.get_ident() not in debugging:  # it is another thread that debugs
        return
    if not_finite(node.value).any() and not any(not_finite(x.value).any() for x in inputs):
        raise FloatingPointError(
            f"{op.__name__}{inside(mode.scope)} made {made(op, inputs, node.value)}"
        )
    if node.derivatives:
        held = [
            array
            for x, derivative in zip(inputs, node.derivatives[1:], strict=False)
            if x.needs_gradient
            for array in arrays_in(derivative)
        ]
        near = [x.value for x in (*inputs, node)]
        node.derivatives = (*node.derivatives, Lock(held, near))


def look_at_gradient(node: Any, g: Any, contributions: list[tuple[int, Any]]) -> None:
    """Raise if a derivative is the first to make nan or inf on the way back."""
    if threading.get_ident() not in debugging:
        return
    for i, d in contributions:
        array = getattr(d, "value", d)
        if not_finite(array).any() and not not_finite(getattr(g, "value", g)).any():
            tail = node.derivatives[-1] if node.derivatives else None
            place = f", computed at {tail.place}," if isinstance(tail, Lock) else ""
            raise FloatingPointError(
                f"the derivative of {named(node)}{place} for input {i} made {kind_of(array)} of "
                "a finite gradient: its slope there is infinite, or 0 · ∞ was multiplied. Keep "
                "the input away from that place (x + 1e-8, x.clip(...)) before the op: tg.where "
                "behind it does not help, since both branches are differentiated"
            )
