"""Write docs/ops.md: the table of all rules, from the docstrings of the ops.

python docs/make_ops.py
"""

import importlib
import pkgutil
from pathlib import Path

import tinygrad_edu as tg
from tinygrad_edu import ops

PAGE = Path(__file__).parent / "ops.md"
HEAD = """\
# Every op, and its derivatives

This page is made from the docstrings of the rules by `python docs/make_ops.py`;
a test holds each line against the code.
The inputs are `x` and `y`, the result is `y` (of one input) or `z`, settings have their names.
An *elementwise* op has local derivatives, such as ∂y/∂x;
the engine multiplies by the gradient that comes in.
The others say how `g` = ∂L/∂result becomes ∂L/∂x.
Where a function is used that is no op here, it is NumPy's.
Ties and kinks are in [conventions](conventions.md).
"""
CODE = "`{}`".format


def rules(module):
    """The ops that a module defines, in its order; those that a function with a name stands for."""
    return [op for op in vars(module).values() if hasattr(op, "rule") and op.__module__ == module.__name__]


def cell(line):
    """A line of a docstring as code in a table."""
    return CODE(line.replace("|", "\\|"))


def row(op):
    """Name, formula, derivatives."""
    formula, *derivatives = [line.strip() for line in op.__doc__.splitlines() if line.strip()]
    kind = "" if op.kind == "elementwise" else f"<br>*{op.kind}*"
    return f"| `{op.__name__}`{kind} | {cell(formula)} | {'<br>'.join(map(cell, derivatives))} |"


def page():
    """The whole page."""
    parts = [HEAD]
    for info in sorted(pkgutil.iter_modules(ops.__path__), key=lambda info: ORDER.index(info.name) if info.name in ORDER else 99):
        module = importlib.import_module(f"tinygrad_edu.ops.{info.name}")
        if found := rules(module):
            parts.append(f"\n## {info.name}\n\n{module.__doc__.strip()}\n")
            parts.append("| op | formula | derivatives |\n| --- | --- | --- |")
            parts += map(row, found)
    return "\n".join(parts) + "\n"


ORDER = "elementwise activations reduce shape linalg conv losses".split()

if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
