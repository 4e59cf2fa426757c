"""The player: a page on which one steps through the backward pass of a graph.

One file that needs nothing else: the picture, what happened at each step, and a small script that
toggles classes.  The page may load nothing and run nothing but that script; without a script it
shows the picture and all steps as a table.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from ..._files import replacing
from ...engine.graph import Node
from ..options import check_modules, check_names
from ..picture.dot import DOT
from ..picture.picture import Picture
from ..picture.plan import make_plan
from ..picture.style import LIGHT
from ..picture.table import describe, table_of
from ..record.story import tell
from ..words.headline import headline
from .page import written_page
from .stage import numbered, stage
from .states import Data, replay
from .step_of_optimizer import updated

CARDS = 40  # beyond, modules collapse
MOST_CARDS, MOST_STEPS = 200, 300  # beyond, nobody would follow
FRAME = 'width="100%" height="720" frameborder="0"'


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
    if not isinstance(tensor, Node):
        raise TypeError(
            f"play: this is a {type(tensor).__name__}, and a page shows the graph behind a Tensor; "
            "give it the loss: play(loss)"
        )
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
    lines = list(DOT(story, plan, numbered(LIGHT)).lines("TB", None))
    picture = Picture(lines, describe(story), table_of(story, plan))
    return Page(headline(story), picture, replay(story, plan, update))


class Page:
    """A page that plays a backward pass.  `.html` is all of it; `.save(path)` writes it."""

    def __init__(self, heading: str, picture: Picture, data: Data) -> None:
        self.heading, self.picture, self.data = heading, picture, data

    def __repr__(self) -> str:
        n = len(self.data["steps"])
        return f"<Page: the backward pass of {self.heading} in {n} step{'s' * (n != 1)}>"

    @cached_property
    def html(self) -> str:
        """The whole page; raises a RuntimeError where Graphviz is missing."""
        return written_page(self.heading, stage(self.picture.svg(), LIGHT), self.data)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page to an .html file: all of it, or nothing."""
        path = Path(path)
        if path.suffix.lower() not in (".html", ".htm"):
            raise ValueError(
                f"save: {path.name!r} is no name for a page; end it with .html "
                "(for a picture as .svg, .png or .pdf take tg.draw)"
            )
        text = self.html.encode()
        with replacing(os.fspath(path)) as file:
            file.write(text)
        return path

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """For a notebook: the page in a frame where it can be drawn, and always the text."""
        import html

        bundle = {"text/plain": self.picture.text()}
        try:
            page = html.escape(self.html)
        except Exception:  # no `dot`, or one that failed: the text is shown instead
            return bundle
        frame = f'<iframe sandbox="allow-scripts" title="backward pass" srcdoc="{page}" {FRAME}>'
        return {"text/html": frame + "</iframe>", **bundle}
