"""The player: a page on which one steps through a graph, forward and back.

One file that needs nothing else: the picture, what happened at each step, and a small script that
toggles classes and writes numbers.  The page may load nothing and run nothing but that script;
without a script it shows the picture and all steps as a table.
"""

from __future__ import annotations

import binascii
import os
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from string import Template
from typing import Any

from ..._files import write_kind
from ...engine.graph import Node
from ...engine.messages import printable
from ...watch.variables import variables
from ..picture.draw import picture_of
from ..picture.picture import Picture
from ..picture.plan import CARDS, check_modules, make_plan
from ..picture.style import COLOURS, THEMES
from ..questions.question import Question
from ..record.story import Story, tell
from ..words.numerals import plural
from .stage import NUMBERED, stage
from .states import Data, played
from .step_of_optimizer import updated

FRAME = 'width="100%" height="720" frameborder="0"'
MOST_CARDS, MOST_STEPS = 200, 500  # beyond, nobody would follow
SCRIPTS = ("live.js", "panel.js", "picture.js", "view.js", "guess.js", "page.js")  # which starts
START = "player({ on: false, wrong: 0, said: new Map(), tried: 0, first: 0 });\n"
COMPUTES = ("digits.js", "rules.js", "anew.js")  # where values can be changed


def play(
    tensor: Node,
    *,
    names: Mapping[str, Any] | None = None,
    seed: Any = None,
    optimizer: Any = None,
    modules: str = "auto",
    depth: int | None = None,
) -> Page:
    """A page that plays a graph step by step, forward and back: `play(loss).save("backprop.html")`.

    First each op's result appears, then each gradient, as the recorded walk computed it: no `.grad`
    is touched.  With `optimizer` a last step shows what `optimizer.step()` would make of the
    parameters; it, too, stays as it is.

    Tensors are called as your variables are; `names={"w": w}` calls them otherwise.
    `seed` = ∂L/∂tensor is needed for a tensor of several elements.  `modules` is "open" (a frame
    around each), "collapsed" (one card for each), "off", or "auto": open up to 40 cards.
    `depth=1` draws one card for each part of a model.  A collapsed module has one step forward,
    for all its ops.

    >>> from tinygrad_edu import Tensor
    >>> x = Tensor(3.0, requires_grad=True, name="x")
    >>> play(x * x + x)
    <Page: the forward and backward pass of L = x × x + x in 5 steps>
    """
    check_modules("play", modules, depth)
    names = variables() if names is None else names
    story = tell(tensor, names, seed, who="play")
    if story.root.gradient is None:
        raise ValueError(f"play: there is no backward pass to play: {story.note}")
    return page_of(story, modules, depth, optimizer)


def page_of(
    story: Story,
    modules: str = "auto",
    depth: int | None = None,
    optimizer: Any = None,
    asked: Question | None = None,
    who: str = "play",
) -> Page:
    """The page of a story; with one question, which was `asked`, or with all that it can ask."""
    if modules == "auto" and len(story.entries) > CARDS:
        modules = "collapsed"
    plan = make_plan(story, modules, depth)
    forward = sum(bool(unit.result.op) for unit in plan.units)
    steps = forward + len(story.steps) + 1
    if len(plan.units) > MOST_CARDS or steps > MOST_STEPS:
        collapse = "modules='collapsed' draws one card for each module. " * (who == "play")
        raise ValueError(
            f"{who}: a graph of {len(story.entries):,} tensors, {steps:,} steps long, is more than "
            f"one can follow on a page ({MOST_CARDS} cards, {MOST_STEPS} steps). Play a smaller "
            f"part: fewer layers or time steps. {collapse}"
            "tg.draw and tg.explain shorten what is too long."
        )
    update = None if optimizer is None else updated(optimizer, story)
    picture, still = picture_of(story, plan, NUMBERED), picture_of(story, plan, THEMES["light"])
    data = {**played(story, plan, update, asked), "quiz": who == "quiz"}
    return Page(story.headline, picture, still, data)


class Page:
    """A page that plays a graph.  `.html` is all of it; `.save(path)` writes it."""

    def __init__(self, heading: str, picture: Picture, still: Picture, data: Data) -> None:
        self.heading, self.data = heading, data
        self.picture, self.still = picture, still  # to be played, and as it is in the end

    def __repr__(self) -> str:
        steps = plural(len(self.data["steps"]), "step")
        return f"<Page: the forward and backward pass of {self.heading} in {steps}>"

    @cached_property
    def svg(self) -> str:
        """The stage; raises a RuntimeError where Graphviz is missing."""
        return stage(self.picture.svg())

    @cached_property
    def html(self) -> str:
        """The whole page; raises a RuntimeError where Graphviz is missing."""
        return document(self, "Forward and backward pass of", START)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page to an .html file: all of it, or nothing."""
        hint = " (for a picture as .svg, .png or .pdf take tg.draw)"
        write_kind(path, ("html", "htm"), lambda _: self.html.encode(), hint)
        return Path(path)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """For a notebook: the page in a frame, its last picture where no page may run, the text."""
        how = 'play(...).save("backprop.html") writes the page on which one plays it.'
        bundle = {"text/plain": f"{self.picture.text()}\n{how}"}
        if self.still.png:
            bundle["image/png"] = self.still.png
        try:
            page = self.html
        except Exception:  # no `dot`, or one that failed: the text is shown instead
            return bundle
        return {"text/html": in_frame(page, "player"), **bundle}


def document(page: Page, words: str, start: str, before: str = "", style: str = "") -> str:
    """The player's page with a heading, the script that starts it, and what is above its stage."""
    data = clean(page.data)
    scripts = SCRIPTS if "still" in data["live"] else COMPUTES + SCRIPTS
    player = f"function player(asking) {{\n{''.join(map(source, scripts))}}}\n"
    script = f'(() => {{\n"use strict";\n{player}{start}}})();\n'
    script = re.sub(r"(?m)^ *//.*\n|^ +", "", script)  # without indents and comments
    style = themes() + source("page.css") + style
    return Template(source("page.html")).substitute(
        policy=f"default-src 'none'; script-src '{digest(script)}'; "
        f"style-src '{digest(style)}'; img-src data:; base-uri 'none'; form-action 'none'",
        title=f"{words} {text(page.heading)}",
        heading=f"<span>{words}</span> <code>{text(page.heading)}</code>",
        steps=len(data["steps"]),
        table=table_of_steps(data),
        data=in_json(data),
        before=before,
        svg=page.svg,
        script=script,
        style=style,
    )


def themes() -> str:
    """The colours as variables of a style sheet, in light and dark."""
    light, dark = ("".join(f"--{name}:{COLOURS[name][k]};" for name in COLOURS) for k in (0, 1))
    return f":root{{{light}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"


def in_json(data: Any) -> str:
    """Data for a script element, which no name in it can end."""
    import json

    facts = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return facts.replace("<", "\\u003c")


def in_frame(page: str, title: str) -> str:
    """A page for a notebook."""
    from html import escape

    may = 'sandbox="allow-scripts allow-forms"'  # forms: the answers to a question
    return f'<iframe {may} title="{title}" srcdoc="{escape(page)}" {FRAME}></iframe>'


def source(name: str) -> str:
    """A file that lies beside this one."""
    return (Path(__file__).parent / name).read_text("utf-8")


def digest(text: str) -> str:
    """The name that a content security policy gives the one script or style that it allows."""
    import hashlib

    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{binascii.b2a_base64(digest, newline=False).decode()}"


def clean(thing: Any) -> Any:
    """The data with each letter that cannot be printed, or encoded, replaced."""
    if isinstance(thing, str):
        return printable(thing)
    if isinstance(thing, dict):
        return {key: clean(value) for key, value in thing.items()}
    return [clean(item) for item in thing] if isinstance(thing, list) else thing


def text(words: str) -> str:
    """Words, escaped."""
    from html import escape

    return escape(clean(words))


def table_of_steps(data: Data) -> str:
    """All steps as rows: what is computed, what flows where, and the numbers."""
    head = "".join(f'<th scope="col">{word}</th>' for word in ("step", "at", "in words", "numbers"))
    rows = ""
    for k, step in enumerate(data["steps"]):
        blocks = [block for blocks in step["rows"] for block in blocks]
        results = [x for x in blocks if x["kind"] in ("made", "result", "sum")] or blocks
        arrays = [(block["label"], data["arrays"][block["array"]]) for block in results]
        shown = "".join(text(label) + matrix(array) for label, array in arrays)
        title = text(f"{step['place']}: {step['title']}")
        at = f"<td>{title}<br><code>{text(step['formula'])}</code></td>"
        words = ""
        for sentence in step["says"]:  # a bold text stands in a list of its own
            bold = [f"<b>{text(x[0])}</b>" if isinstance(x, list) else text(x) for x in sentence]
            words += f"<p>{''.join(bold)}</p>"
        start = f'<tr data-step="{k}"><th scope="row">{k + 1}</th>'
        rows += f"{start}{at}<td>{words}</td><td>{shown}</td></tr>"
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def matrix(array: Data) -> str:
    """An array as a table."""
    rows = ("".join(f"<td>{text(cell)}</td>" for cell in cells) for cells in array["rows"])
    return f'<table class="{array["kind"]}">{"".join(f"<tr>{row}</tr>" for row in rows)}</table>'
