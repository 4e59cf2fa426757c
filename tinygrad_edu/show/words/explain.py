"""The backward pass in words: what came in, what the rule made of it, and what was added up.

`explain` reads the same steps as the player.  Of an op it tells the rules, of one parameter the
paths that lead from it to the loss.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ...engine.graph import Node
from ...ops.arguments import is_integer
from ..options import check_names
from ..record.story import Entry, Story, tell
from .about import about_op
from .headline import headline
from .layout import beside, wrapped
from .paths import find_paths
from .steps import Step, label_of, steps_of
from .ways import about_paths


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
    `names=locals()` gives tensors the names of your variables.  `seed` = ∂L/∂tensor is needed
    if that has several elements.  `most` steps (100), or paths (12), are told in full.

    >>> from tinygrad_edu import Tensor
    >>> x = Tensor(3.0, requires_grad=True, name="x")
    >>> explain(x * x + x, of=x)
    3 paths lead from x to L, and ∂L/∂x is the sum of what they carry: 7
    <BLANKLINE>
    1.  x → L        1
    2.  x →₁ v1 → L  1 × 3 = 3
    3.  x →₂ v1 → L  1 × 3 = 3
    <BLANKLINE>
    1 + 3 + 3 = 7
    """
    if most is not None and (not is_integer(most) or most < 1):
        raise ValueError(f"explain: most={most!r}, but at least one step or path must be told")
    check_names("explain", names)
    if of is not None:
        check_of(thing, of)
    if not isinstance(thing, Node):
        return Explanation(about_op(thing))
    story = tell(thing, names, seed)
    if not story.root.op:
        return Explanation(about_leaf(story.root))
    if story.note:
        return Explanation("\n".join(wrapped(f"{headline(story)}: {story.note}.")))
    if of is None:
        return Explanation(about_steps(story, 100 if most is None else most))
    paths = find_paths(thing, of, seed, 12 if most is None else most)
    return Explanation(about_paths(story, paths))


def check_of(thing: Any, of: Any) -> None:
    """Raise an error that teaches, unless paths can lead from `of` to `thing`."""
    if not isinstance(thing, Node):
        raise TypeError("explain: of= asks for paths in a graph: explain(loss, of=w)")
    if not isinstance(of, Node):
        several = "; ask for one after the other" if isinstance(of, list | tuple | dict) else ""
        raise TypeError(
            f"explain: of= is a Tensor of the graph, but this is a {type(of).__name__}{several}"
        )


def about_leaf(leaf: Entry) -> str:
    """Why there is nothing to tell."""
    if leaf.needs_gradient:
        return f"{leaf.name} is a leaf: no op made it, and so no step leads back from it."
    return (
        f"{leaf.name} remembers no op: nothing that it came from needed a gradient.\n"
        "Make a parameter with Tensor(..., requires_grad=True), and compute outside of no_grad()."
    )


# --- steps ------------------------------------------------------------------------------------


def about_steps(story: Story, most: int) -> str:
    """All steps, and then the gradients of the parameters."""
    steps = steps_of(story, most)
    parts = [f"The backward pass of {headline(story)}\n"]
    count = len(story.steps) + 1
    parts += [about_step(step, k, count) for k, step in enumerate(steps, 1)]
    if left := count - len(steps):
        parts.append(f"… and {left:,} more step{'s' * (left > 1)}; most={count} tells all.\n")
    found = [(x, x.gradient) for x in story.entries if x.gradient is not None and not x.op]
    lines = ["What arrives at the leaves:"]
    wide = max(len(label_of(x)) for x, _ in found)
    for x, g in found[:most]:
        lines += beside(f"  {label_of(x):<{wide}}  ", g)
    if left := len(found[most:]):
        lines.append(f"  … and {left:,} more")
    return "\n".join([*parts, *lines])


def about_step(step: Step, k: int, count: int) -> str:
    """One step: its sentences, then its arrays in two columns."""
    scope = step.entry.scope
    inside = f", in {step.entry.wording.places.title(scope)}" if scope and step.formula else ""
    lines = [
        f"Step {k} of {count}: {step.title}{inside}" + f"   {step.formula}" * bool(step.formula)
    ]
    for sentence in step.says:
        text = "".join(part if isinstance(part, str) else part[0] for part in sentence)
        lines += wrapped(text, "  ")
    wide = max(len(block.label) for block in step.blocks)
    for block in step.blocks:
        lines += beside(f"    {block.label:<{wide}}  ", block.array)
    return "\n".join(lines) + "\n"
