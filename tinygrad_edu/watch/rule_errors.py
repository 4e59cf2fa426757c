"""A rule's error in the learner's terms: which op failed, what it was given, what to try."""

from __future__ import annotations

from typing import Any

import numpy as np

from .frames import ours


def explained(op: Any, inputs: tuple[Any, ...], error: Exception) -> Exception:
    """A rule's error with the op's name and the shapes it was given, to be raised again."""
    shapes = " and ".join(str(x.value.shape) for x in inputs)
    given = f"the inputs have the shapes {shapes}" if len(inputs) > 1 else f"x has shape {shapes}"
    if type(error) not in (ValueError, TypeError, IndexError, np.exceptions.AxisError):
        error.add_note(f"in the rule of {op.__name__}; {given}")
        return error
    reason = str(error).partition(" with shapes")[0].rstrip(".")  # NumPy sometimes adds them
    if "which has no identity" in reason:
        reason = "an axis has no entries, and so no largest or smallest one"
        given += "; leave out what is empty, or give initial= to start from"
    if "truth value of an array" in reason:
        given += "; choose entry by entry with np.where(condition, a, b) instead of if"
    if "converted to Python scalars" in reason:
        given += "; math and float() take one number: write NumPy's function, np.exp for math.exp"
    if op.__name__ in ("max", "min") and "single integer" in reason:
        given += "; of two tensors: tg.maximum(x, y), tg.minimum(x, y)"
    if "broadcast" in reason:
        given += "; compared from the last axis on, two sizes must be equal, or one of them 1"
    way = error.__traceback__  # into the rule, which is shown if it is the user's
    while way is not None and ours(way.tb_frame):
        way = way.tb_next
    return type(error)(f"{op.__name__}: {reason}; {given}").with_traceback(way)
