"""Guess first: which gradient of a step is asked for, before the step is shown."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..picture.plan import Plan
from ..questions.question import Question
from ..record.story import Story, Use
from ..words.numerals import is_small
from ..words.paths import Local, local_derivatives
from ..words.steps import Step

MOST = 6  # uses of a tensor that a question adds up


class Asker:
    """What can be asked about the steps of a story; each local derivative is computed once."""

    def __init__(self, story: Story, plan: Plan) -> None:
        self.story, self.plan = story, plan
        self.local: dict[Use, Local] = {}

    def question(self, step: Step, whole: bool = False) -> Question | None:
        """The question of a step back that tells mistakes apart best, if there is one.

        With `whole` it is about a gradient to which no later step adds.
        """
        found: list[Question] = []
        for use in step.uses:
            uses = use.source.contributions
            if not whole or use is uses[-1]:
                found += self.about(uses[: uses.index(use) + 1])
        return max(found, key=lambda question: question.telling, default=None)

    def about(self, uses: list[Use]) -> Iterator[Question]:
        """A question about each entry of what these uses of one tensor add up to."""
        if len(uses) > MOST or not all(can_be_asked(use, self.plan) for use in uses):
            return
        for use in uses:
            self.local[use] = self.local.get(use) or local_derivatives(use)
        for entry in range(uses[0].source.value.size):
            yield Question(self.story, uses, entry, self.local)


def can_be_asked(use: Use, plan: Plan) -> bool:
    """Whether all numbers that a learner needs for the answer are on the page, and finite."""
    x, z = use.source, use.result
    arrays = [np.asarray(array) for array in (x.value, x.gradient, z.value, z.gradient)]
    shown = not any(plan.of[entry].module for entry in (x, z)) and all(map(is_small, arrays))
    return shown and x.node.age < z.node.age and all(np.isfinite(a).all() for a in arrays)
