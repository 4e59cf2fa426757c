"""Recording on or off: `no_grad`, and its opposite for derivatives."""

from __future__ import annotations

from typing import Self

from .engine.state import thread
from .watch.switch import Switch


class no_grad(Switch):
    """Compute without recording: `with no_grad():`, or `@no_grad()` on a function or generator.

    It applies to the thread that enters it, and may be nested.
    """

    def __enter__(self) -> None:
        self.before.append(thread.paused)
        thread.paused += 1  # last, and no call, so Ctrl-C cannot interrupt it

    def __exit__(self, *_: object) -> None:
        thread.paused = self.before[-1]
        del self.before[-1]


class recording:
    """Record derivatives here, even inside no_grad; `paused` says whether that was so."""

    def __enter__(self) -> Self:
        self.paused, self.deriving = thread.paused, thread.deriving
        self.rule = thread.rule  # Ctrl-C may keep an `inside_rule` from restoring it
        thread.paused, thread.deriving = 0, True
        return self

    def __exit__(self, *_: object) -> None:
        thread.paused, thread.deriving = self.paused, self.deriving
        thread.rule = self.rule
