"""A question of the terminal or the player, one entry of one gradient; and the verdict on it."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from ...ops.braces import EACH
from ...watch.digits import calculated, short
from ..record.story import Story, Use
from ..words.numerals import index_in_print
from ..words.paths import Local, arrowhead
from .misconceptions import SENTENCES, Mistake, Sum, Way, Words, evaluate, mistakes, parts_of


class Reply(NamedTuple):
    """Whether an answer is right (None if it is no number), what is said, and the mistakes."""

    right: bool | None
    says: str
    mistakes: tuple[str, ...] = ()


class Question:
    """What an entry of a gradient is, once these uses of one tensor have added their parts."""

    def __init__(self, story: Story, uses: list[Use], entry: int, local: dict[Use, Local]) -> None:
        self.story, self.entry, self.x = story, entry, uses[0].source  # the story keeps the uses
        self.ways = []
        for use in uses:
            slopes, moved = local[use]
            path = f"{self.x.name} {arrowhead(use)}"
            self.ways.append(Way(use, use.result, path, slopes[entry], moved[entry]))
        axes = map(int, np.unravel_index(entry, self.x.value.shape))
        self.at = index_in_print(tuple(axes)) if self.x.value.ndim else ""

    def __repr__(self) -> str:
        return f"<Question: what is {self.x.label}{self.at}?>"

    def reply(self, text: str) -> Reply:
        """What to say to an answer: a number, to 1 %, or a calculation.

        >>> from tinygrad_edu import Tensor, quiz
        >>> x = Tensor(3.0, requires_grad=True, name="x")
        >>> question = quiz(5 * x * x).questions[-1]
        >>> question.reply("2 * 15").says, question.reply("-30").mistakes
        ('Right: ∂L/∂x = 30.', ('sign',))
        """
        guess = calculated(text)
        if not math.isfinite(guess):
            return Reply(None, SENTENCES["wanted"])
        if near(guess, self.right):
            return Reply(True, said("right", self))
        found = behind(guess, self)
        says = [said(mistake.key, self, mistake.words) for mistake in found]
        if len(says) > 1:
            says = [SENTENCES["either"].format(a=says[0], b=says[1])]
        says += [] if says else [SENTENCES["unknown"], said("hint", self)]
        return Reply(False, " ".join(says), tuple(mistake.key for mistake in found))

    @cached_property
    def right(self) -> float:
        """The number that is asked for."""
        return evaluate(parts_of(self.ways, self.entry))

    @cached_property
    def mistakes(self) -> list[tuple[Mistake, float]]:
        """What is known to go wrong here, each with the number to which it leads."""
        found = mistakes(self.x.value, self.entry, self.ways)
        return [(mistake, evaluate(mistake.terms)) for mistake in found]

    @cached_property
    def words(self) -> Words:
        """What the places in the sentences stand for here."""
        name, rules = self.x.name + self.at, [way.use.rule.removesuffix(EACH) for way in self.ways]
        g: Sum | str = "g"
        if len(rules) > 1:
            rules = [f"{rule} along {way.path}" for rule, way in zip(rules, self.ways, strict=True)]
            rules = [f"{', '.join(rules[:-1])} and {rules[-1]}, added up"]
        elif self.ways[0].slopes.size == 1:
            g = [(1, ((self.ways[0].z.gradient, 0),))]
        words = {"x": name, "dx": self.x.label + self.at, "L": self.x.wording.letter}
        return {**words, "g": g, "gets": f"{name} gets {rules[0]}"}

    @property
    def telling(self) -> tuple[bool, bool, int]:
        """How well the entry tells mistakes apart: by sums, and by different wrong numbers."""
        numbers = [self.right, *(number for _, number in self.mistakes)]
        terms = sum(len(way.moved) for way in self.ways)
        return abs(self.right) > 1e-3, terms > 1, len({f"{x + 0.0:.2g}" for x in numbers})

    def data(self, number: Callable[[Any], int]) -> dict[str, Any]:
        """The question for the script, which knows arrays by their numbers.

        In a sum [-1, j] is the j-th local derivative of the first way, [-2, j] of the second.
        """
        slopes = {id(way.slopes): -1 - k for k, way in enumerate(self.ways)}

        def written(terms: Sum) -> list[list[Any]]:
            of = [[(slopes.get(id(a)) or number(a), i) for a, i in leaves] for _, leaves in terms]
            return [[scale, *leaves] for (scale, _), leaves in zip(terms, of, strict=True)]

        def in_words(words: Words) -> Words:
            return {name: written(w) if isinstance(w, list) else w for name, w in words.items()}

        ways = [{"use": [w.use.id, w.use.position], "slopes": w.slopes.tolist()} for w in self.ways]
        return {
            "entry": self.entry,
            "ways": ways,
            "right": written(parts_of(self.ways, self.entry)),
            "words": in_words(self.words),
            "mistakes": [[m.key, written(m.terms), in_words(m.words)] for m, _ in self.mistakes],
        }


def near(x: float, y: float) -> bool:
    """Whether a number that somebody wrote is meant to be y: to 1 %."""
    return abs(x - y) <= max(0.01 * abs(y), 1e-9)


def behind(guess: float, question: Question) -> list[Mistake]:
    """The mistakes that lead to a number, at most two: those closest to it, each once."""
    known = [(abs(guess - x), m, x) for m, x in question.mistakes if near(guess, x)]
    close = [(distance, m) for distance, m, x in known if not near(x, question.right)]
    least = min((distance for distance, _ in close), default=0) + 1e-6 * abs(guess)
    found: dict[str, Mistake] = {}
    for distance, m in close:
        found |= {m.key: m} if distance <= least and m.key not in found else {}
    return list(found.values())[:2]


def said(key: str, question: Question, more: Words | None = None) -> str:
    """A sentence about a question, with the words of a mistake."""
    words = {**question.words, **(more or {})}
    for name, word in words.items():
        words[name] = f"g = {short(evaluate(word))}" if isinstance(word, list) else word
    return SENTENCES[key].format(**words, answer=short(question.right))
