"""Whoever takes the values out of a tensor is seen: by a `Reader`, while one watches."""

from __future__ import annotations

from ..engine.graph import Node
from ..engine.state import Watcher, thread


class Reader(Watcher):
    """A watcher that is told when the user reads the values of a tensor, where no op sees it."""

    def read(self, node: Node, how: str) -> None:
        """Look at a reading: `how` is what the user wrote, such as ".data"."""


def reads(node: Node, how: str) -> None:
    """Tell the readers of this thread; call it only if `watching`, which is faster."""
    for watcher in thread.watchers:
        if isinstance(watcher, Reader):
            watcher.read(node, how)
