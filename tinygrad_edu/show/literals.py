"""Known values in print, and expressions that stay Python."""

from __future__ import annotations

import ast
import copy
from collections.abc import Mapping
from typing import Any

import numpy as np

SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
MOST = 4  # entries of an index that are all shown


def literal(value: Any) -> str:
    """A value as Python writes it, but short, and with a true minus sign."""
    if isinstance(value, float | np.floating):
        text = f"{value:.4g}".replace("inf", "∞")
    elif isinstance(value, tuple | list):
        inner = ", ".join(literal(v) for v in value)
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    elif isinstance(value, slice):
        ends = ["" if end is None else str(end) for end in (value.start, value.stop)]
        text = ":".join(ends) + (f":{value.step}" if value.step not in (None, 1) else "")
    elif isinstance(value, np.ndarray):
        text = str(value.tolist()) if value.size <= MOST else "mask" * (value.dtype == bool)
        text = text or "indices"
    elif isinstance(value, type | np.dtype):
        text = np.dtype(value).name if value is not type else str(value)
    else:
        text = "…" if value is ... else str(value)
    return text.replace("-", "−")


def index(value: Any) -> str:
    """An index in its brackets: [0, :2]."""
    parts = value if isinstance(value, tuple) and value else (value,)
    words = [literal(part) for part in parts]
    return f"[{', '.join(words if set(words) != {'indices'} else words[:1])}]"


def repeats(value: Any) -> bool:
    """Whether an index names an entry more than once: [0, 1, 0]."""
    parts = value if isinstance(value, tuple) else (value,)
    arrays = [np.asarray(part) for part in parts if isinstance(part, np.ndarray | list)]
    whole = [x for x in arrays if x.dtype.kind in "iu"]
    if not whole:
        return False
    places = np.stack([x.ravel() for x in np.broadcast_arrays(*whole)])
    return np.unique(places, axis=1).shape[1] < places.shape[1]


def renamed(e: ast.expr, words: Mapping[str, str]) -> str:
    """An expression as Python, with the learner's names."""
    return ast.unparse(Renamed(words).visit(copy.deepcopy(e)))


class Renamed(ast.NodeTransformer):
    """Puts names in place of letters, and NumPy's functions without the `np.`"""

    def __init__(self, words: Mapping[str, str]) -> None:
        self.words = words

    def visit_Name(self, e: ast.Name) -> ast.Name:
        """x."""
        return ast.Name(self.words.get(e.id, e.id))

    def visit_Attribute(self, e: ast.Attribute) -> ast.AST:
        """np.x."""
        if isinstance(e.value, ast.Name) and e.value.id == "np":
            return ast.Name(e.attr)
        return self.generic_visit(e)
