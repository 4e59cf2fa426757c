"""A network in print: a line for each module inside, and how many numbers it learns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..mode import in_brackets
from ..terminal import one_line

if TYPE_CHECKING:
    from .module import Module


def label(module: Module) -> str:
    """The module in a few words: Linear(784 → 16)."""
    words = in_brackets(module)
    return type(module).__name__ + (f"({words})" if words else "")


def tree(module: Module) -> str:
    """The label of each module, below the one that holds it, beside its count of parameters."""
    modules = dict(module.named_modules())  # outer ones first
    children: dict[str, list[str]] = {name: [] for name in modules}
    for name in list(modules)[1:]:
        parent = name.rpartition(".")[0]
        while parent not in modules:  # but a list, say
            parent = parent.rpartition(".")[0]
        children[parent].append(name)
    indent, lines = {"": ""}, {"": label(module)}
    for parent, names in children.items():
        for name in names:
            branch, below = ("└─ ", "   ") if name == names[-1] else ("├─ ", "│  ")
            key = one_line(name.removeprefix(parent).lstrip("."))
            lines[name] = f"{indent[parent]}{branch}{key}: {label(modules[name])}"
            indent[name] = indent[parent] + below
    counts = {name: sum(p.size for p in modules[name].parameters()) for name in modules}
    width, digits = max(map(len, lines.values())), len(f"{counts['']:,}")
    for name, n in counts.items():
        if n:
            lines[name] = f"{lines[name]:<{width}}  {n:>{digits},}"
            lines[name] += "" if name else " parameters"
    return "\n".join(lines[name] for name in modules)
