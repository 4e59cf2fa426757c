"""The backward pass in words: what came in, what the rule made of it, and what was added up.

`explain` reads the same steps as the player.  Of an op it tells the rules, of one parameter the
paths that lead from it to the loss.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ..._terminal import folded, page_width
from ...engine.graph import Node
from ...nn._module import Module
from ...ops.arguments import is_integer
from ...ops.braces import filled
from ...watch.variables import variables
from ..record.story import Story, check_tensor, tell
from .formulas import Printer, documented, letters, parse
from .meaning import meaning
from .numerals import in_columns, plural, wrapped
from .paths import about_paths, find_paths
from .steps import steps_of

OR_OP = ", or an op, explain(tg.multiply)"


class Explanation(str):
    """A text that a notebook and the prompt show as it is."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def explain(
    thing: Node | Callable[..., Any],
    *,
    of: Node | None = None,
    names: Mapping[str, Any] | None = None,
    seed: Any = None,
    most: int | None = None,
) -> Explanation:
    """The backward pass from a tensor in words and true numbers, step by step.

    Of an op, `explain(tg.multiply)`, its formula and its derivatives.  With `of=w`, the paths
    that lead from w to the tensor, whose contributions add up to the gradient of w.
    Tensors are called as your variables are; `names={"w": w}` calls them otherwise.
    `seed` = ∂L/∂tensor is needed if that has several elements.  `most` steps (100), or paths (12),
    are told in full.

    >>> from tinygrad_edu import Tensor
    >>> x = Tensor(3.0, requires_grad=True, name="x")
    >>> explain(x * x + x, of=x)
    3 paths lead from x to L, and ∂L/∂x is the sum of what they carry: 7
    <BLANKLINE>
    1.  x → L        1
    2.  x →₁ v₁ → L  1 × 3 = 3
    3.  x →₂ v₁ → L  1 × 3 = 3
    <BLANKLINE>
    1 + 3 + 3 = 7
    """
    if most is not None and (not is_integer(most) or most < 1):
        raise ValueError(f"explain: most={most!r}, but at least one step or path must be told")
    if of is not None:
        if not isinstance(thing, Node):
            raise TypeError("explain: of= asks for paths in a graph: explain(loss, of=w)")
        check_tensor("explain", of, arguments="loss, of=w")
    if not isinstance(thing, Node):
        return Explanation("\n".join(folded(about_op(thing).splitlines())))
    story = tell(thing, variables() if names is None else names, seed, who="explain")
    root = story.root
    if not root.op and root.node.needs_gradient:
        text = f"{root.name} is a leaf: no op made it, and so no step leads back from it."
    elif not root.op:
        text = (
            f"{root.name} remembers no op: nothing that it came from needed a gradient.\nMake a "
            "parameter with Tensor(..., requires_grad=True), and compute outside of no_grad()."
        )
    elif story.note:
        text = "\n".join(wrapped(f"{story.headline}: {story.note}."))
    elif of is None:
        text = f"The backward pass of {story.headline}\n\n{about_steps(story, most or 100)}"
    else:
        paths, count = find_paths(story, of, most or 12)
        text = about_paths(story, story.of[of], paths, count)
    return Explanation("\n".join(folded(text.splitlines())))


def about_steps(story: Story, most: int) -> str:
    """All steps, each with its sentences and arrays; then the gradients of the parameters."""
    count = len(story.steps) + 1
    lines = []
    for k, step in enumerate(steps_of(story, most), 1):
        title = f"Step {k} of {count}: {step.title}"
        whole = f"{title}   {step.formula}".rstrip()
        lines += [whole] if len(whole) <= page_width() else [title, f"    {step.formula}"]
        for sentence in step.says:
            text = "".join(part if isinstance(part, str) else part[0] for part in sentence)
            lines += wrapped(text, "  ")
        lines += [*in_columns([(block.label, block.array) for block in step.blocks], "    "), ""]
    if left := max(count - most, 0):
        lines += [f"… and {plural(left, 'more step')}; most={count} tells all.", ""]
    leaves = [(x.full_label, x.gradient) for x in story.entries if not x.op]
    found = [(label, g) for label, g in leaves if g is not None]
    lines += ["What arrives at the leaves:", *in_columns(found[:most], "  ")]
    if left := len(found[most:]):
        lines.append(f"  … and {left:,} more")
    if text := meaning(story):
        lines += ["", *wrapped(text)]
    return "\n".join(lines)


def about_op(function: Any) -> str:
    """The formula and the derivatives of an op; of a function composed of ops, what it computes."""
    home = sys.modules.get(getattr(function, "__module__", None) or "", None)
    inner = getattr(home, f"_{getattr(function, '__name__', '')}", None)  # that it calls
    op: Any = function if hasattr(function, "rule") else inner
    if isinstance(function, Module) or not callable(function):
        check_tensor("explain", function, OR_OP)
    if not hasattr(op, "rule"):
        return about_composite(function)
    inputs = [letter.replace("inputs[i]", "*inputs") for letter in letters(op, 1)]
    z = "z" if "y" in inputs else "y"
    formula, *lines = documented(op)
    text = [f"{op.__name__}({', '.join(inputs)}):   {z} = {in_general(formula, op)}", ""]
    local = any(line.startswith("∂/∂") for line in lines)
    for line in lines:
        left, equals, right = line.partition(" = ")
        x = left.partition("/∂")[2]
        if equals and x:
            right = in_general(right, op, x)
            line = f"∂{z if local else 'L'}/∂{x} = {right}"
        text.append(f"    {line}")
    if local:
        rule = f"∂L/∂x = g · ∂{z}/∂x, entry by entry"
        text.append(f"\nBy the chain rule, {rule}, where g = ∂L/∂{z} comes in.")
    elif lines:
        text.append(f"\nHere g = ∂L/∂{z} is the gradient that comes in.")
    else:
        text.append("Its docstring does not say its derivatives; its rule computes them.")
    return "\n".join(text)


def in_general(line: str, op: Any, x: str = "") -> str:
    """The formula of an op, or its derivative by x, as on paper, in its own letters."""
    facts = op.facts
    known = letters(op, 1)
    template = facts.formula
    if x:
        template = facts.of("gets", known.index(x)) if x in known else ""
    if template:
        return filled(template)
    tree = parse(line)
    if tree is None:
        return line
    return Printer().times(tree, "1") if x else Printer().show(tree)[0]


def about_composite(function: Any) -> str:
    """The docstring of a function of ours that is composed of ops; an error for all else."""
    name = getattr(function, "__name__", type(function).__name__)
    home = str(getattr(function, "__module__", ""))
    if home.startswith("tinygrad_edu.ops.") and inspect.isfunction(function):
        parameters = inspect.signature(function).parameters.values()
        inputs = ", ".join(p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD)
        said = (inspect.getdoc(function) or "").replace("\n", "\n    ")
        return (
            f"{name}({inputs}):\n\n    {said}\n\n"
            f"It has no rule of its own: it is composed of other ops, and their rules make its "
            f"derivative.\nexplain(a tensor that it made) shows them."
        )
    if isinstance(function, np.ufunc) or home.startswith("numpy"):
        words = f"{name} is NumPy's; ask for the op of that name, explain(tg.{name})"
    else:
        words = f"{name} is no op, it has no rule; give explain a Tensor, explain(loss){OR_OP}"
    raise TypeError(f"explain: {words}")
