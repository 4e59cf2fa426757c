"""Checks of custom rules: what they return, and what they must not do.

The package's own rules are tested.  A user's rule is checked here: what it returns at each call,
and what it does to its inputs at the first.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Mapping
from typing import Any

import numpy as np

from ...engine.arrays import plain_arrays
from ...engine.graph import Node
from ...engine.messages import GradientError
from ...engine.saved import ELEMENTWISE, Rule
from ..switch import unwatched


def well_formed(op: Any, rule: Rule) -> Rule:
    """The rule, with a check of what it returns."""

    @functools.wraps(rule)
    def checked(*values: Any, **settings: Any) -> Any:
        result = rule(*values, **settings)
        complaint = about_result(result, values, form_of(op))
        if complaint:
            raise GradientError(f"{op.__name__}: {complaint}")
        return result

    return checked


def form_of(op: Any) -> str:
    """The form of a derivative in an op of this kind."""
    return "lambda: …" if op.kind is ELEMENTWISE else "lambda g: …"


def about_result(result: Any, values: tuple[Any, ...], form: str) -> str:
    """The problem with a rule's result; empty if it is a value and derivatives."""
    count = len(values)
    each = f", with one `{form}` for each of the {count} inputs" if count > 1 else ""
    wanted = f"write `return value, {form}`{each}"
    if result is None:
        return f"the rule returned None; does it end with return? In the rule, {wanted}"
    if not isinstance(result, tuple):
        return (
            f"the rule returned {described(result)}, and no derivatives; it must return the value "
            f"and one derivative per input: {wanted}"
        )
    value, *derivatives = result or (None,)
    if callable(value) and not hasattr(value, "dtype"):
        return f"the rule returned a function first; the value comes first: {wanted}"
    if isinstance(value, tuple | list):
        return (
            f"the rule's value is a {type(value).__name__} of {len(value)}, but an op has one "
            "result; write one op for each, or join the results with np.stack or np.array"
        )
    if len(derivatives) != count:
        several = any(d is not None and not callable(d) for d in derivatives)
        return (
            f"the rule returned {len(derivatives)} derivatives for {count} inputs; it must return "
            f"the value and one derivative per input: {wanted}"
            + ("; an op has one result, a second one is joined with np.stack" if several else "")
        )
    for i, derivative in enumerate(derivatives):
        if derivative is not None and not callable(derivative):
            return (
                f"the derivative for input {i} is {described(derivative)}, not a function; write "
                f"`{form.removesuffix('…')}` in front of it"
            )
    return about_value(value, values)


def about_value(value: Any, values: tuple[Any, ...]) -> str:
    """The problem with a rule's value; empty if it has real numbers."""
    if needs_gradient(value) and not any(map(needs_gradient, values)):
        return (
            "the rule computes with a tensor that is not an input, so it would get no gradient; "
            "put it before the `/`, and return a derivative for it, too"
        )
    dtype = value.dtype if hasattr(value, "dtype") else np.asarray(value).dtype
    if dtype.kind == "f":
        return ""
    if dtype.kind == "c":
        return (
            "the rule's value has complex numbers, but a tensor holds real ones; take their "
            "absolute value with np.abs, or one part with np.real or np.imag"
        )
    if dtype.kind not in "iub":
        return f"the rule's value is {described(value)}, but it must be an array of numbers"
    if any(np.asarray(x).dtype.kind == "f" for x in values):
        return (
            f"the rule's value is of {dtype}, and integers and booleans have no derivative; "
            "make it floats with .astype(x.dtype), or compute it outside of an op"
        )
    return ""


def needs_gradient(x: Any) -> bool:
    """Whether it is a node that needs a gradient."""
    return isinstance(x, Node) and x.needs_gradient


def described(thing: Any) -> str:
    """A thing's kind, in words."""
    if isinstance(thing, np.ndarray):
        return "an array"
    if isinstance(thing, np.generic | int | float):
        return "a number"
    return "None" if thing is None else f"a {type(thing).__name__}"


def check_rule(op: Any, inputs: tuple[Any, ...], settings: Mapping[str, Any]) -> None:
    """Raise a GradientError if the rule is malformed, writes into its inputs, or is random.

    It runs on copies, before the op is used for the first time, so no data is damaged.
    """
    try:
        with unwatched(), np.errstate(all="ignore"):
            arrays = plain_arrays(tuple([x.value if isinstance(x, Node) else x for x in inputs]))
            first, second = ([np.array(x) for x in arrays] for _ in range(2))
            result = op.rule(*first, **settings)
            again = op.rule(*second, **settings)
    except Exception:  # it is raised again, with an explanation, when the op is recorded
        return
    name = op.__name__
    if complaint := about_result(result, arrays, form_of(op)):
        raise GradientError(f"{name}: {complaint}")
    for i, (x, before) in enumerate(zip(first, arrays, strict=True)):
        if not np.array_equal(x, before, equal_nan=True):
            raise GradientError(
                f"{name}: the rule writes into {input_name(op, i)}, which belongs to the caller; "
                "compute a new array, such as np.where(x < 0, 0, x) for x[x < 0] = 0, or begin "
                "with x = x + 0"
            )
    if not np.array_equal(result[0], again[0], equal_nan=True):
        raise GradientError(
            f"{name}: two runs of the rule on the same input gave different values; draw random "
            "numbers outside of the rule and give them as a setting: def f(x, /, mask=1.0)"
        )
    for i, (x, derivative) in enumerate(zip(inputs, result[1:], strict=True)):
        if needs_gradient(x) and (complaint := about_derivative(derivative, op.kind)):
            raise GradientError(f"{name}: the derivative for {input_name(op, i)} {complaint}")


def about_derivative(derivative: Any, kind: str) -> str:
    """The problem with the signature of a derivative; empty if it can be called."""
    if derivative is None:
        return "is None, but the input requires a gradient; write a function"
    local = kind is ELEMENTWISE
    try:
        inspect.signature(derivative).bind(*([] if local else [None]))
    except ValueError:  # no signature: a function written in C
        return ""
    except TypeError:
        return (
            "takes an argument, but that of an @elementwise op is local: write `lambda: ∂y/∂x`, "
            "and the engine multiplies by g; for a function of g take @tg.differentiable"
            if local
            else "takes no argument, but here it is a function of g = ∂L/∂y: write "
            "`lambda g: ∂L/∂x`; for a local derivative, `lambda: ∂y/∂x`, take @tg.elementwise"
        )
    return ""


def refuse_learned(op: Any, settings: Mapping[str, Any]) -> None:
    """Raise a TypeError for a setting that requires a gradient, which it would never get."""
    for name, value in settings.items():
        if needs_gradient(value):
            raise TypeError(
                f"{op.__name__}: {name} requires a gradient, but it is a setting, and settings "
                "are not differentiated; put it before the `/`, and return a derivative for it, "
                f"too: def {op.__name__}(x, {name}, /)"
            )


def input_name(op: Any, i: int) -> str:
    """An input's position, and its name in the rule's signature."""
    names = list(inspect.signature(op.rule).parameters.values())
    single = i < len(names) and names[i].kind is inspect.Parameter.POSITIONAL_ONLY
    return f"input {i}{f' ({names[i].name})' if single else ''}"
