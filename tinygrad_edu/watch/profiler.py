"""Each op's share of the time, forward and backward.

A watcher of the graph: `record` lets it time the rules, and `walk` reports each step to it.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any, Self

from ..engine.graph import Node
from ..engine.state import Step, Watcher, thread, watching
from .tables import ruled

ELSE = "everything else"  # Python: your own code, recording the graph, the optimiser


class Row:
    """An op's number of calls, and its seconds, forward and backward."""

    calls = 0
    forward = backward = 0.0

    @property
    def both(self) -> float:
        """Seconds forward and backward."""
        return self.forward + self.backward


class profile(Watcher):
    """Time each op of this thread: `with tg.profile() as p:` some training, then `print(p)`.

    >>> import numpy as np, tinygrad_edu as tg
    >>> w = tg.Tensor(np.ones((100, 100)), requires_grad=True)
    >>> with tg.profile() as p:
    ...     (w @ w).sum().backward()
    >>> p.rows["matmul"].calls
    1

    `everything else` is not arithmetic but Python: your own code, recording the graph, the
    optimiser.  Profiling takes time, too: about a microsecond for each call.
    """

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}
        self.seconds = 0.0  # inside `with`, in total
        self.forward = 0.0  # in all rules
        self.before: list[tuple[Watcher, ...]] = []

    def __enter__(self) -> Self:
        self.begin = perf_counter()
        self.before.append(thread.watchers)
        watching.append(True)
        if self not in thread.watchers:
            thread.watchers = (*thread.watchers, self)  # no call, so Ctrl-C cannot interrupt it
        return self

    def __exit__(self, *_: object) -> None:
        if self not in self.before.pop():
            thread.watchers = tuple([w for w in thread.watchers if w is not self])
        watching.pop()
        self.seconds += perf_counter() - self.begin

    def row(self, op: Any) -> Row:
        """The op's times so far."""
        return self.rows.setdefault(op.__name__, Row())

    def timed(self, op: Any, rule: Callable[..., Any]) -> Callable[..., Any]:
        """The rule, timed at each call."""

        def timed_rule(*inputs: Any, **settings: Any) -> Any:
            begin = perf_counter()
            result = rule(*inputs, **settings)
            seconds = perf_counter() - begin
            row = self.row(op)
            row.forward += seconds
            row.calls += 1
            self.forward += seconds
            return result

        return timed_rule

    def following(self, watch: Step | None) -> Step:
        """A function that times each step of a walk, without the ops that ran inside it.

        With `create_graph` the derivatives are ops themselves, which `timed` has counted.
        """
        begin = perf_counter()
        before = self.forward

        def step(node: Node, g: Any, contributions: list[tuple[int, Any]]) -> None:
            nonlocal begin, before
            self.row(node.op).backward += perf_counter() - begin - (self.forward - before)
            if watch is not None:
                watch(node, g, contributions)
            begin = perf_counter()
            before = self.forward

        return step

    def __str__(self) -> str:
        table = [("op", "calls", "forward", "backward", "both", "share")]
        whole = self.seconds or 1.0
        left = self.seconds
        for name, row in sorted(self.rows.items(), key=lambda item: -item[1].both):
            times = ms(row.forward), ms(row.backward), ms(row.both)
            table.append((name, f"{row.calls:,}", *times, f"{row.both / whole:.0%}"))
            left -= row.both
        table.append((ELSE, "", "", "", ms(left), f"{left / whole:.0%}"))
        together = f"Times are milliseconds: {ms(self.seconds)} in total."
        return "\n".join([*ruled(table), "", together])

    __repr__ = __str__


def ms(seconds: float) -> str:
    """Milliseconds, to a hundredth below one second."""
    return f"{1e3 * seconds:,.2f}" if seconds < 1 else f"{1e3 * seconds:,.0f}"
