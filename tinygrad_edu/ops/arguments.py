"""Arguments of ops other than tensors: axes, counts, and constants."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from ..engine.arrays import check_real, refuse_masked
from ..engine.graph import Node


def shape_of(x: Any) -> tuple[int, ...]:
    """np.shape, without NumPy's slow dispatch for tensors."""
    return x.shape if hasattr(x, "shape") else np.shape(x)


def is_integer(given: Any) -> bool:
    """Whether it is an integer of Python or NumPy, or a 0-d array of one, but not a boolean."""
    if isinstance(given, bool | np.bool_):
        return False
    try:
        operator.index(given)
    except TypeError:
        return False
    return True


def integer(what: str, given: Any) -> int:
    """A count or an axis as a Python integer.

    Raises a TypeError that starts with `what`, such as "topk: k", if it is not an integer.
    """
    if is_integer(given):
        return operator.index(given)
    hint = ""
    if isinstance(given, float | np.floating) and given.is_integer():
        hint = f"; write {int(given)}, and divide integers with //"
    raise TypeError(f"{what}={given!r} is not an integer{hint}")


def followed(function: Any, x: Any, *settings: Any) -> Any:
    """function(x, …) of an array; what stands in for one handles it as a function of NumPy."""
    if isinstance(x, np.ndarray):
        return function(x, *settings)
    return x.__array_function__(function, (type(x),), (x, *settings), {})


def mask_of(given: Any) -> Any:
    """A mask that no other code can change, as booleans."""
    mask = constant(given)
    if not hasattr(mask, "astype") or isinstance(mask, np.matrix):
        mask = np.asarray(mask)
    check_real(mask.dtype, mask)
    return mask.astype(bool, copy=False)


def constant(setting: Any) -> Any:
    """A setting that no other code can change: the values of tensors and arrays are copied."""
    if type(setting) is np.ndarray:
        return setting.copy()
    if isinstance(setting, Node) and setting.needs_gradient:
        raise TypeError(
            "a setting is a constant, but this one requires a gradient, which it would never get; "
            "give its .data, or write the function with it as an input: for the bounds of clip, "
            "use tg.minimum and tg.maximum; for a slope, tg.where(x.data > 0, x, slope * x)"
        )
    value = setting.value if isinstance(setting, Node) else setting
    refuse_masked(value)
    return value.copy() if isinstance(value, np.ndarray) else value
