"""A check that the docstring of a custom op agrees with its code.

Pictures and explanations print the lines ∂/∂x = …; those that can be evaluated must agree.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from ...engine.arrays import Array
from ...engine.saved import ELEMENTWISE

LINE = re.compile(r"∂(L?)/∂(\w+) = (.+)")
BUILT_IN = {"float": float, "int": int, "len": len, "range": range}  # besides NumPy's abs, max, …


def about_docstring(op: Any, arrays: list[Array], settings: Mapping[str, Any]) -> str:
    """The complaint about a docstring line that disagrees with the code; empty if there is none.

    A line that cannot be evaluated, such as a sentence, passes.  The lines come from the same file
    as the rule, which runs as well, and the only built-in functions that they find are those of
    BUILT_IN, so `exit()` or `input()` in a docstring does nothing.
    """
    formula, *lines = (inspect.getdoc(op) or "").splitlines() or [""]
    parameters = inspect.signature(op.rule).parameters.values()
    names = [p.name for p in parameters if p.kind is p.POSITIONAL_ONLY]
    if len(names) != len(arrays):  # an op with any number of inputs
        return ""
    result = "z" if "y" in names else "y"
    space = {**vars(np), **op.rule.__globals__}
    space |= {p.name: p.default for p in parameters if p.default is not p.empty} | dict(settings)
    space |= dict(zip(names, arrays, strict=True)) | {"__builtins__": BUILT_IN}
    try:
        y, *derivatives = op.rule(*[a.copy() for a in arrays], **settings)
    except Exception:
        return ""
    complaint = about_line(formula, formula, y, space)
    space[result] = y
    space["g"] = g = np.random.default_rng(0).uniform(0.5, 1.5, np.shape(y))
    for match in filter(None, map(LINE.fullmatch, map(str.strip, lines))):
        general, name, expression = match.groups()
        if name in names and bool(general) == (op.kind is not ELEMENTWISE):
            derivative = derivatives[names.index(name)]
            try:
                done = derivative(g.copy()) if general else derivative()
            except Exception:
                continue
            complaint = complaint or about_line(match.group(), expression, done, space)
    return complaint


def about_line(line: str, expression: str, done: Any, space: dict[str, Any]) -> str:
    """The complaint if the expression's value differs from the code's; empty if it does not."""
    try:
        said = np.asarray(eval(expression, space), dtype=float)
        said, done = np.broadcast_arrays(said, np.asarray(done, dtype=float))
    except Exception:
        return ""
    room = 1e-9 * np.abs(done).max(initial=1)
    off = ~(np.abs(said - done) <= 1e-6 * np.abs(done) + room)
    if not off.any() or not np.isfinite([said, done]).all():
        return ""
    at = tuple(map(int, np.argwhere(off)[0]))
    return (
        f"the docstring says {line}, which is {said[at]:.6g} at {list(at)}, but the code gives "
        f"{done[at]:.6g}; let both say the same, since pictures and explanations print it"
    )
