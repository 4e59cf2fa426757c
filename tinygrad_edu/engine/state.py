"""What this thread is doing: whether it records, and inside of which module."""

from __future__ import annotations

import functools
import inspect
import math
import threading
from collections.abc import Callable, Sequence
from typing import Any, Self, TypeVar

from .messages import shorten
from .terminal import one_line

F = TypeVar("F", bound=Callable[..., Any])


Scope = tuple[Any, Any]  # a module that is running, and the scope that called it, or None


def gone() -> None:
    """A weak reference to nobody."""


class Mode(threading.local):
    """How many `no_grad` this thread is inside of, and which module is running.

    Times are ages of nodes.  `passed` is the time of the last `backward`, and `used` that of the
    last `backward` whose gradients somebody used: a step, or who read a `.grad`.  `walked` finds
    what is kept of the last graph that a pass has used up; `deriving` is true while derivatives
    become tensors.
    """

    paused = 0
    rule: str | None = None  # the op whose rule runs on tensors, for a second derivative
    scope: Scope | None = None
    passed = used = -1
    # whose gradients were deleted before anybody used them, how often in a row, and when
    unused: tuple[Callable[[], Any], int, int] = gone, 0, -1
    same: tuple[float, int, int] = math.nan, -1, 0  # the last loss, since when, and how often
    walked: Sequence[Callable[[], Any]] = ()  # weak references
    deriving = False


mode = Mode()
debugging: list[int] = []  # the threads inside of `debug`: a list is found empty at no cost
profiling: list[Any] = []  # each `profile` that is on


def path_of(scope: Scope) -> str:
    """The module that was running, and where it stands: model.2 (Linear 16 → 10)."""
    module, outer = scope
    label = f"{type(module).__name__} {in_brackets(module)}".strip()
    while outer is not None:
        scope, outer = outer, outer[1]
    names = {id(inner): name for name, inner in scope[0].named_modules()}
    return f"model.{one_line(name)} ({label})" if (name := names.get(id(module))) else label


def in_brackets(module: Any) -> str:
    """Its `extra_repr`; nothing while its attributes are still missing."""
    try:
        return one_line(module.extra_repr())
    except AttributeError:
        return ""


class Switch(threading.local):
    """Something that is on inside of `with`, or in a decorated function or generator.

    It holds for the thread that enters it, and may be nested.  What was before is remembered and
    put back: Ctrl-C may skip an inner `__exit__`, and the outer one makes up for it.
    """

    def __init__(self, *given: Any) -> None:
        if given:
            name = type(self).__name__
            raise TypeError(f"{name}: it takes nothing; write brackets, with @ or with: {name}()")
        self.before: list[int] = []

    def __enter__(self) -> None:
        raise NotImplementedError

    def __exit__(self, *_: object) -> None:
        raise NotImplementedError

    def __call__(self, function: F) -> F:
        """The function, running with the switch on; a generator, each of its steps."""
        if inspect.isgeneratorfunction(function):

            @functools.wraps(function)
            def wrapper(*args: Any, **kwargs: Any) -> Any:
                generator = function(*args, **kwargs)
                resume, value = generator.send, None
                try:
                    while True:
                        with self:
                            item = resume(value)
                        try:
                            resume, value = generator.send, (yield item)
                        except Exception as error:  # thrown in: hand it on
                            resume, value = generator.throw, error
                except StopIteration as stop:
                    return stop.value
                finally:
                    with self:
                        generator.close()
        else:

            @functools.wraps(function)
            def wrapper(*args: Any, **kwargs: Any) -> Any:
                with self:
                    return function(*args, **kwargs)

        return wrapper  # type: ignore[return-value]


class no_grad(Switch):
    """Compute without recording: `with no_grad():`, or `@no_grad()` on a function or generator.

    It holds for the thread that enters it, and may be nested.
    """

    def __enter__(self) -> None:
        self.before.append(mode.paused)
        mode.paused += 1  # last, and no call: here Ctrl-C cannot come between

    def __exit__(self, *_: object) -> None:
        mode.paused = self.before[-1]
        del self.before[-1]


def note_layer(error: Exception, scope: Scope) -> None:
    """Say in which layer an error arose, unless a layer inside has said so; cut its traceback."""
    shorten(error)
    if not hasattr(error, "layer"):
        error.layer = path_of(scope)  # type: ignore[attr-defined]
        module, kind = scope[0], type(scope[0])
        if isinstance(error, AttributeError) and error.obj is module and len(kind.__mro__) > 4:
            error.add_note(f"does {kind.__name__}.__init__ call super().__init__(...)?")
        if scope[1] is not None:
            error.add_note(f"in {error.layer}")  # type: ignore[attr-defined]


class recording:
    """Record derivatives here, even inside no_grad; `paused` tells whether that was so."""

    def __enter__(self) -> Self:
        self.paused, self.deriving = mode.paused, mode.deriving
        self.rule = mode.rule  # which Ctrl-C may keep an `inside_rule` from putting back
        mode.paused, mode.deriving = 0, True
        return self

    def __exit__(self, *_: object) -> None:
        mode.paused, mode.deriving = self.paused, self.deriving
        mode.rule = self.rule


class inside_rule:
    """An op's rule runs on tensors here: a number taken out of one would be lost to the graph."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> None:
        self.outer = mode.rule
        mode.rule = self.name

    def __exit__(self, *_: object) -> None:
        mode.rule = self.outer
