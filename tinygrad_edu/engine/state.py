"""The state of this thread: whether it records, in which module, and its watchers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

Scope = tuple[Any, Any]  # a module that is running, and the scope that called it, or None
Step = Callable[[Any, Any, list[tuple[int, Any]]], None]  # called after each step of a walk


class Watcher:
    """An observer of ops and walks, called while it is in `thread.watchers`."""

    def timed(self, op: Any, rule: Callable[..., Any]) -> Callable[..., Any]:
        """The rule to run in place of the op's own."""
        return rule

    def made(self, op: Any, inputs: Sequence[Any], result: Any) -> None:
        """Look at a node that was just made."""

    def following(self, watch: Step | None) -> Step | None:
        """The function a walk should call after each step; by default it calls `watch`."""
        return watch


class ThisThread(threading.local):
    """The `no_grad` depth, running module and watchers of this thread."""

    paused = 0
    scope: Scope | None = None
    watchers: tuple[Watcher, ...] = ()
    rule: str | None = None  # the op whose rule runs on tensors, for a second derivative
    deriving = False  # while derivatives become tensors
    passed = -1  # the time of the last `backward`, in ages of nodes
    walked: Sequence[Callable[[], Any]] = ()  # weak references into the last graph it used up


thread = ThisThread()
watching: list[bool] = []  # a mark for each watcher of any thread; one too many is harmless
when_spent: list[Callable[[Any, Any], None]] = []  # called with an op and its used-up input
when_untracked: list[Callable[..., None]] = []  # with an op in a module, its inputs and its result
when_changed: list[Callable[..., None]] = []  # called with a route and changed leaves
