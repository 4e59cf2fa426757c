"""What this thread is doing: whether it records, inside which module, and who watches."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

Scope = tuple[Any, Any]  # a module that is running, and the scope that called it, or None
Step = Callable[[Any, Any, list[tuple[int, Any]]], None]  # of a walk: see there


class Watcher:
    """An onlooker.  In `watching` and in `thread.watchers`, it is asked at each op and walk."""

    def timed(self, op: Any, rule: Callable[..., Any]) -> Callable[..., Any]:
        """The rule to run in the place of the op's own, before it runs."""
        return rule

    def made(self, op: Any, inputs: Sequence[Any], result: Any) -> None:
        """Look at a node that was just made."""

    def following(self, watch: Step | None) -> Step | None:
        """What a walk should call after each step; `watch` is what it would call otherwise."""
        return watch


class ThisThread(threading.local):
    """How many `no_grad` this thread is inside of, which module is running, and who watches."""

    paused = 0
    scope: Scope | None = None
    watchers: tuple[Watcher, ...] = ()
    rule: str | None = None  # the op whose rule runs on tensors, for a second derivative
    deriving = False  # while derivatives become tensors
    passed = -1  # the time of the last `backward`, in ages of nodes
    walked: Sequence[Callable[[], Any]] = ()  # weakly: what is kept of the last graph it used up


thread = ThisThread()
watching: list[Watcher] = []  # of any thread: a list is found empty at no cost
when_spent: list[Callable[[Any, Any], None]] = []  # called with an op, and an input used up
when_changed: list[Callable[..., None]] = []  # called with a route, and leaves changed since
