"""What this thread is doing: whether it records, and inside of which module."""

from __future__ import annotations

import contextlib
import functools
import inspect
import threading
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


Scope = tuple[Any, Any]  # a module that is running, and the scope that called it, or None


class Mode(threading.local):
    """How many `no_grad` this thread is inside of, and which module is running."""

    paused = 0
    scope: Scope | None = None


mode = Mode()


class no_grad:
    """Compute without recording: `with no_grad():`, or `@no_grad()` on a function or generator.

    It holds for the thread that enters it, and may be nested.
    """

    def __enter__(self) -> None:
        mode.paused += 1

    def __exit__(self, *_: object) -> None:
        mode.paused -= 1

    def __call__(self, function: F) -> F:
        """The function, running without recording; a generator, each of its steps."""
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


@contextlib.contextmanager
def recording() -> Iterator[bool]:
    """Record here, even inside no_grad; `as paused` tells whether that was so."""
    paused, mode.paused = mode.paused, 0
    try:
        yield paused > 0
    finally:
        mode.paused = paused
