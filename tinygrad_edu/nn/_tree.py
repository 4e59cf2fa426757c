"""A network as text: a line for each module inside, with its number of parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..engine.state import in_brackets
from ..engine.terminal import one_line

if TYPE_CHECKING:
    from ._module import Module


def label(module: Module) -> str:
    """A short text for the module: Linear(784 → 16)."""
    words = in_brackets(module)
    return type(module).__name__ + (f"({words})" if words else "")


def tree(module: Module, sizes: dict[str, int]) -> str:
    """The label of each module, below the module that holds it, with its number of parameters.

    `sizes` has the size of each array in the state; those that are not trained are called frozen.
    """
    modules = dict(module.named_modules())  # outer ones first
    parents = {name: holder(name, modules) for name in list(modules)[1:]}
    children: dict[str, list[str]] = {name: [] for name in modules}
    for name, parent in parents.items():
        children[parent].append(name)
    indent, lines = {"": ""}, {"": label(module)}
    for parent, names in children.items():
        for name in names:
            branch, below = ("└─ ", "   ") if name == names[-1] else ("├─ ", "│  ")
            key = one_line(name.removeprefix(parent).lstrip("."))
            lines[name] = f"{indent[parent]}{branch}{key}: {label(modules[name])}"
            indent[name] = indent[parent] + below
    learned = dict.fromkeys(modules, 0)
    frozen = dict.fromkeys(modules, 0)
    parameters = {name for name, _ in module.named_parameters()}
    for name, size in sizes.items():
        (learned if name in parameters else frozen)[holder(name, modules)] += size
    for name, parent in reversed(parents.items()):  # inner ones first
        learned[parent] += learned[name]
        frozen[parent] += frozen[name]
    width, digits = max(map(len, lines.values())), len(f"{learned['']:,}")
    for name in modules:
        if learned[name] or frozen[name]:
            lines[name] = f"{lines[name]:<{width}}  {learned[name]:>{digits},}"
            lines[name] += "" if name else " parameters"
            lines[name] += f", {frozen[name]:,} frozen" if frozen[name] else ""
    return "\n".join(lines[name] for name in modules)


def holder(name: str, modules: dict[str, Module]) -> str:
    """The name of the module that holds this item, directly or in a list or dict."""
    name = name.rpartition(".")[0]
    while name not in modules:
        name = name.rpartition(".")[0]
    return name
