"""The player: a page on which one steps through the backward pass of a graph.

One file that needs nothing else: the picture, what happened at each step, and a small script that
toggles classes.  The page may load nothing and run nothing but that script; without a script it
shows the picture and all steps as a table.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...engine.graph import Node
from ..picture.draw import picture_of
from ..picture.plan import check_modules, make_plan
from ..record.story import check_names, check_tensor, tell
from .page import Page
from .stage import NUMBERED
from .states import replay
from .step_of_optimizer import updated

CARDS = 40  # beyond, modules collapse
MOST_CARDS, MOST_STEPS = 200, 300  # beyond, nobody would follow


def play(
    tensor: Node,
    *,
    names: Mapping[str, Any] | None = None,
    seed: Any = None,
    optimizer: Any = None,
    modules: str = "auto",
    depth: int | None = None,
) -> Page:
    """A page on which one plays the backward pass step by step: `play(loss).save("backprop.html")`.

    It shows the recorded walk: no `.grad` is touched.  With `optimizer` a last step shows what
    `optimizer.step()` would make of the parameters; it, too, stays as it is.

    `names=locals()` names the tensors after your variables.  `seed` = ∂L/∂tensor is needed
    for a tensor of several elements.  `modules` is "open" (a frame around each), "collapsed" (one
    card for each), "off", or "auto": open up to 40 cards.  `depth=1` collapses the outermost.

    >>> from tinygrad_edu import Tensor
    >>> x = Tensor(3.0, requires_grad=True, name="x")
    >>> play(x * x + x)
    <Page: the backward pass of L = x × x + x in 3 steps>
    """
    check_tensor("play", tensor)
    check_modules("play", modules, depth)
    check_names("play", names)
    story = tell(tensor, names, seed)
    if story.root.gradient is None:
        raise ValueError(f"play: there is no backward pass to play: {story.note}")
    if modules == "auto" and len(story.entries) > CARDS:
        modules = "collapsed"
    plan = make_plan(story, modules, depth)
    steps = len(story.steps) + 1
    if len(plan.units) > MOST_CARDS or steps > MOST_STEPS:
        raise ValueError(
            f"play: a graph of {len(story.entries):,} tensors, {steps:,} steps long, is more than "
            f"one can follow on a page ({MOST_CARDS} cards, {MOST_STEPS} steps). Play a smaller "
            "part: fewer layers or time steps. modules='collapsed' draws one card for each "
            "module. tg.draw and tg.explain shorten what is too long."
        )
    update = None if optimizer is None else updated(optimizer, story)
    return Page(story.headline, picture_of(story, plan, NUMBERED), replay(story, plan, update))
