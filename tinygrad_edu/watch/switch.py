"""A switch that is on inside `with`, or in a decorated function or generator."""

from __future__ import annotations

import functools
import inspect
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from ..engine.state import thread

F = TypeVar("F", bound=Callable[..., Any])


class Switch(threading.local):
    """A switch that is on inside `with`, or in a decorated function or generator.

    It applies to the thread that enters it, and may be nested.  The state from before is saved and
    restored: if Ctrl-C skips an inner `__exit__`, the outer one makes up for it.
    """

    def __init__(self, *given: Any) -> None:
        if given:
            name = type(self).__name__
            raise TypeError(f"{name}: it takes nothing; write brackets, with @ or with: {name}()")
        self.before: list[Any] = []

    def __enter__(self) -> None:
        raise NotImplementedError

    def __exit__(self, *_: object) -> None:
        raise NotImplementedError

    def __call__(self, function: F) -> F:
        """The function, with the switch on while it runs; for a generator, in each of its steps."""
        if inspect.isgeneratorfunction(function):

            @functools.wraps(function)
            def wrapper(*args: Any, **kwargs: Any) -> Any:
                generator = function(*args, **kwargs)
                resume = generator.send
                value = None
                try:
                    while True:
                        with self:
                            item = resume(value)
                        try:
                            resume = generator.send
                            value = yield item
                        except Exception as error:  # thrown in: pass it on
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


class unwatched(Switch):
    """Compute for a check of our own: no watcher of this thread sees it."""

    def __enter__(self) -> None:
        self.before.append(thread.watchers)
        thread.watchers = ()

    def __exit__(self, *_: object) -> None:
        thread.watchers = self.before.pop()
