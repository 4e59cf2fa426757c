"""Rules on tensors, for second derivatives: they must not take a number out of a tensor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..engine.state import thread


class LeftGraphError(RuntimeError):
    """A rule on tensors makes a Python number of one, which loses its derivative."""


class inside_rule:
    """A block in which an op's rule runs on tensors: taking a number out of one is an error."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> None:
        self.outer = thread.rule
        thread.rule = self.name

    def __exit__(self, *_: object) -> None:
        thread.rule = self.outer


def on_tensors(name: str, rule: Callable[..., Any]) -> Callable[..., Any]:
    """The rule of the op `name` for tensors: its errors say why there is no second derivative."""

    def call(*inputs: Any, **settings: Any) -> Any:
        value, *derivatives = guarded(name, rule)(*inputs, **settings)
        return value, *[guarded(name, derivative) for derivative in derivatives]

    return call


def guarded(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """A rule or its derivative for tensors, with its errors explained."""

    def call(*given: Any, **settings: Any) -> Any:
        try:
            with inside_rule(name):
                return function(*given, **settings)
        except (TypeError, AttributeError, RuntimeError, ValueError) as error:
            why = error.__cause__ or error  # array[i] = tensor is a ValueError in NumPy
            raise RuntimeError(
                f"{name}: its rule does not run on tensors, so it has a first "
                "derivative and no second one; for that, let it compute with operators and "
                f"NumPy's functions (what stopped it: {why})"
            ) from error

    return call
