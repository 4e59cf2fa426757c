"""Training mistakes that raise no error. Each is reported once, as a `TrainingWarning`.

Each check lives where the mistake is visible: `backward` looks at the loss, an optimiser at its
loop, layers and losses at their inputs.
"""

from __future__ import annotations

import warnings
import weakref
from collections.abc import Callable
from typing import Any

from .frames import user_frame


class TrainingWarning(UserWarning):
    """A common mistake in training: the code runs, but it does not do what was meant.

    Each begins with the name of its kind, so that one kind can be silenced or made an error:

    >>> import warnings
    >>> warnings.filterwarnings("error", category=TrainingWarning)
    >>> warnings.filterwarnings("ignore", "inputs not scaled", TrainingWarning)

    `docs/when-training-fails.md` shows all kinds.
    """


said_at: set[str] = set()
said_by: dict[int, tuple[Callable[[], Any], set[str]]] = {}  # by id, with a weak reference


def warn(kind: str, text: str, culprit: Any = None) -> None:
    """Warn at the user's line: once for each culprit, or for each line if there is none."""
    frame, level = user_frame()
    place = kind if culprit is not None else f"{kind} {frame.f_code.co_filename} {frame.f_lineno}"
    said = said_at if culprit is None else said_of(culprit)
    if place not in said:
        said.add(place)  # before the warning, which may be an error
        warnings.warn(f"{kind}: {text}", TrainingWarning, stacklevel=level)


def said_of(culprit: Any) -> set[str]:
    """The kinds that were reported for this object, as long as it lives."""
    known = said_by.get(id(culprit))
    if known is None or known[0]() is not culprit:  # another object may have had this id

        def forget(_: Any, key: int = id(culprit)) -> None:
            said_by.pop(key, None)

        known = said_by[id(culprit)] = weakref.ref(culprit, forget), set()
    return known[1]
