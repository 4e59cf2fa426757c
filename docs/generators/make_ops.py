"""Write docs/ops.md: the table of all rules, from the docstrings of the ops.

python docs/generators/make_ops.py
"""

import importlib
import pkgutil
import sys
from pathlib import Path

import tinygrad_edu as tg
from tinygrad_edu import ops

PAGE = Path(__file__).parents[1] / "ops.md"
HEAD = """\
# Every op, and its derivatives

This page is generated from the docstrings of the rules by `python docs/generators/make_ops.py`;
a test compares each line with the code.
The inputs are `x` and `y`, the result is `y` (for one input) or `z`, settings have their names.
An *elementwise* op has local derivatives, such as ∂y/∂x;
the engine multiplies them by the upstream gradient.
The others say how `g` = ∂L/∂result becomes ∂L/∂x.
A function that is not an op here is NumPy's.
Ties and kinks are in [conventions](conventions.md).
"""
COMPOSED = """
## composed

These have no rule: they are composed of the ops above, whose rules give their derivatives.
"""
CODE = "`{}`".format


def rules(module):
    """The ops that a module defines, in its order."""
    mine = [op for op in vars(module).values() if getattr(op, "__module__", "") == module.__name__]
    return [op for op in mine if hasattr(op, "rule")]


def cell(line):
    """A line of a docstring as code in a table."""
    return CODE(line.replace("|", "\\|"))


def row(op):
    """A row of the table: name, formula, derivatives."""
    formula, *derivatives = [line.strip() for line in op.__doc__.splitlines() if line.strip()]
    kind = "" if op.kind == "elementwise" else f"<br>*{op.kind}*"
    name = op.rule.__name__.lstrip("_")
    return f"| `{name}`{kind} | {cell(formula)} | {'<br>'.join(map(cell, derivatives))} |"


def page():
    """The whole page."""
    parts = [HEAD]
    for name in sorted((info.name for info in pkgutil.iter_modules(ops.__path__)), key=place):
        module = importlib.import_module(f"tinygrad_edu.ops.{name}")
        if found := rules(module):
            sentence = module.__doc__.strip().partition("\n\n")[0].replace("\n", " ")
            parts.append(f"\n## {name}\n\n{sentence}\n")
            parts.append("| op | formula | derivatives |\n| --- | --- | --- |")
            parts += map(row, found)
    parts.append(COMPOSED)
    parts += [f"- `{name}`: {sentence}" for name, sentence in composed()]
    return "\n".join(parts) + "\n"


def composed():
    """The public functions without a rule, each with the first sentence of its docstring."""
    for name in sorted(tg.__all__):
        function = getattr(tg, name)
        home = getattr(function, "__module__", "")
        ruled = hasattr(function, "rule") or hasattr(sys.modules.get(home), f"_{name}")
        if home.startswith("tinygrad_edu.ops.") and not (ruled or home.endswith(".rules")):
            yield name, " ".join(function.__doc__.partition("\n\n")[0].split())


def place(name):
    """The place of a module, from easy to hard; new modules come last."""
    known = "elementwise activations erf reduce shape linalg normalization conv losses".split()
    return known.index(name) if name in known else len(known)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
