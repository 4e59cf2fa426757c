"""Predict, then reveal: a quiz about the gradients of a graph, in the terminal and as a page."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from ..._files import write_kind
from ...engine.graph import Node
from ...watch.variables import variables
from ..picture.plan import make_plan
from ..player.guess import Asker
from ..player.play import START, document, in_frame, in_json, page_of, source
from ..record.story import tell
from ..words.numerals import in_columns, wrapped
from ..words.steps import steps_of
from .ladder import RUNGS, VARIANTS, leaves_of, of_rung
from .question import Question, said

FEW = 12  # tensors that are all shown with a question
HOW = "Type a number or a calculation; h is a hint, another is another question, q is the end."


def quiz(
    loss: Node | None = None, *, names: Mapping[str, Any] | None = None, seed: Any = None
) -> Quiz:
    """Questions about the gradients of a graph: predict one, then see it.

    `quiz(loss).ask()` asks in the terminal, `.save("quiz.html")` writes a page that asks.  A wrong
    answer is told which mistake leads to that number.  `quiz()` is the ladder: twelve graphs.
    Tensors are called as your variables are; `names={"w": w}` calls them otherwise.  `seed` =
    ∂L/∂loss is needed for a tensor of several elements.

    >>> from tinygrad_edu import Tensor
    >>> w = Tensor(3.0, requires_grad=True, name="w")
    >>> quiz((w * 2) ** 2).questions
    [<Question: what is ∂L/∂v₁?>, <Question: what is ∂L/∂w?>]
    """
    if loss is None:
        return Quiz()
    story = tell(loss, variables() if names is None else names, seed, who="quiz")
    if story.root.gradient is None:
        raise ValueError(f"quiz: there is no gradient to ask for: {story.note}")
    asker = Asker(story, make_plan(story, "off", None))
    questions = [q for step in steps_of(story) if (q := asker.question(step, whole=True))]
    if not questions:
        wanted = "a graph that has an op, finite numbers, and arrays of at most 20 entries"
        raise ValueError(f"quiz: no gradient here can be asked for; give it {wanted}")
    return Quiz(questions)


class Quiz:
    """Questions about gradients: `.ask()` in the terminal, `.save("quiz.html")` as a page."""

    def __init__(self, questions: list[Question] | None = None) -> None:
        self.own = bool(questions)  # or the ladder
        self.questions = questions or [of_rung(k) for k in range(len(RUNGS))]

    def posed(self, k: int, question: Question) -> str:
        """A question as the terminal asks it, below the graph and the gradients that are known."""
        story, results = question.story, [way.z for way in question.ways]
        near = {question.x, *results, *(use.source for z in results for use in z.inputs)}
        shown = [x for x in story.entries if len(story.entries) <= FEW or x in near]
        first = min(z.node.age for z in results)
        known = [x for x in reversed(shown) if x.op and x.node.age >= first and x is not question.x]
        values = [(f"{x.name} = {x.formula}" if x.op else x.name, x.value) for x in shown]
        gradients = [(x.label, x.gradient) for x in known if x.gradient is not None]
        title = f"Question {k + 1} of {len(self.questions)}"
        title += "" if self.own else f": {RUNGS[k].title}"
        lines = [*wrapped(f"{title}.   {story.headline}"), *in_columns(values, "  ")]
        lines += ["Known gradients:", *in_columns(gradients, "  "), said("ask", question)]
        return "\n".join(lines)

    def __repr__(self) -> str:
        how = '.ask() asks in the terminal, .save("quiz.html") writes a page that asks.'
        return f"{self.posed(0, self.questions[0])}\n\n{how}"

    def ask(self) -> None:
        """Ask all questions in the terminal: two tries each, then the answer."""
        print("\n".join(wrapped(HOW)))
        tries: list[bool] = []  # whether the first was right
        k = variant = 0
        try:
            while k < len(self.questions):
                question = of_rung(k, variant) if variant else self.questions[k]
                print(f"\n{self.posed(k, question)}")
                first = answered(question)
                tries += [] if first is None else [first]
                k, variant = (k, variant + 1) if first is None and not self.own else (k + 1, 0)
        except (EOFError, KeyboardInterrupt):
            print()
        print(f"{sum(tries)} of {len(tries)} right at the first try.")

    @cached_property
    def html(self) -> str:
        """The whole page; raises a RuntimeError where Graphviz is missing."""
        if not self.own:
            return ladder_page()
        page = page_of(self.questions[0].story, "open", who="quiz")
        return document(page, "Predict, then reveal:", START)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page to an .html file: all of it, or nothing."""
        write_kind(path, ("html", "htm"), lambda _: self.html.encode(), "")
        return Path(path)

    def _repr_html_(self) -> str | None:
        """For a notebook: the page in a frame; None, and so the text, where it cannot be drawn."""
        try:
            return in_frame(self.html, "quiz")
        except RuntimeError:
            return None


def answered(question: Question) -> bool | None:
    """Ask in the terminal: whether the first try was right; None if another is wanted."""
    wrong = 0
    while wrong < 2:
        text = input("> ").strip().lower()
        if text == "another":
            return None
        if text == "q":
            raise EOFError
        reply = question.reply(text)
        print("\n".join(wrapped(said("hint", question) if text == "h" else reply.says)))
        if reply.right:
            break
        wrong += reply.right is False
    else:
        print(said("shown", question))
    uses, shown = [way.use for way in question.ways], []
    for step in steps_of(question.story)[1:]:  # the parts and their sum, as `explain` shows them
        rows = [row for use, row in zip(step.uses, step.rows[1:], strict=True) if use in uses]
        shown += [block for row in (step.rows[0], *rows) for block in row] if rows else []
    print("\n".join(in_columns([(block.label, block.array) for block in shown], "  ")))
    return not wrong


def ladder_page() -> str:
    """The page of the ladder: each graph once, with several sets of numbers to compute with."""
    pages, rungs = [], []
    for k, rung in enumerate(RUNGS):
        first, *_ = asked = [of_rung(k, variant) for variant in range(VARIANTS)]
        page = page_of(first.story, asked=first, who="quiz")
        tensors = [t["name"] for t in page.data["live"]["tensors"]]
        given = [{tensors.index(name): x for name, x in leaves_of(q).items()} for q in asked]
        shown = {"title": rung.title, "heading": page.heading, "svg": page.svg}
        rungs.append({**shown, "data": page.data, "given": given})
        pages.append(page)
    before = source("../questions/ladder.html").replace("$rungs", in_json(rungs))
    script, style = source("../questions/ladder.js"), source("../questions/ladder.css")
    return document(pages[0], "Predict, then reveal:", script, before, style)
