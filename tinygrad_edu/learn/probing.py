"""What the files `probes.py` of the exercises are written with."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np

from .results import MANY, listed


@dataclasses.dataclass(frozen=True)
class Probe:
    """One thing to try on an answer: what it is called, how it is done, and with which arrays."""

    label: str
    run: Callable[[], Any]
    arrays: dict[str, Any] = dataclasses.field(default_factory=dict)


def call(function: Callable[..., Any], *args: Any, **named: Any) -> Probe:
    """The probe that calls a function of the answer.

    Arguments go in as positions, in the order given; those with a name are printed under it,
    arrays beside it.  The function gets copies of the arrays, so that it can spoil none.

    >>> call(abs, x=-3.0).label, call(abs, -3.0).run()
    ('abs(x=-3.0)', 3.0)
    """
    labels = [in_a_call(arg) for arg in args]
    labels += [
        name if isinstance(arg, np.ndarray) else f"{name}={in_a_call(arg)}"
        for name, arg in named.items()
    ]
    given = (*args, *named.values())
    arrays = {name: arg for name, arg in named.items() if isinstance(arg, np.ndarray)}
    name = getattr(function, "__name__", "answer")
    return Probe(f"{name}({', '.join(labels)})", lambda: function(*map(own_copy, given)), arrays)


def own_copy(value: Any) -> Any:
    """An array that nobody else has; anything else as it is."""
    return value.copy() if isinstance(value, np.ndarray) else value


def in_a_call(value: Any) -> str:
    """An argument, as it is written in a call."""
    if isinstance(value, np.ndarray):
        return " ".join(listed(value).split()) if value.size <= MANY else f"shape {value.shape}"
    name = getattr(value, "__name__", None)
    return name if isinstance(name, str) else repr(value)


def arrays_in_words(probe: Probe) -> list[str]:
    """The arrays of a probe in print: small ones whole, of others the shape."""
    found = []
    for name, array in probe.arrays.items():
        if array.size > MANY:
            found.append(f"{name} has shape {array.shape}")
        else:
            first, *others = f"{name} = {listed(array)}".splitlines()
            found += [first, *(" " * (len(name) + 3) + line for line in others)]
    return found


def unseen(text: str) -> None:
    """What becomes of progress where nobody looks."""


# A program that shows progress sets this to a function.  Meanwhile sys.stdout keeps what the answer
# prints, so the function has to write to a stream that it knew before.
progress: Callable[[str], None] = unseen
