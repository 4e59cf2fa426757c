"""Guess first: what the page asks before it shows the gradients of a step.

It asks for one entry of one gradient.  With the question go the entries of g that the answer is
made of and their local derivatives: of these the script makes the numbers to which the commonest
mistakes lead, and so can say which of them was made.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from ...engine.arrays import Array
from ...watch.digits import short
from ..picture.plan import Plan
from ..record.story import Use
from ..words.numerals import index_in_print, is_small
from ..words.paths import carried
from ..words.steps import Step


class Question(NamedTuple):
    """What an entry of the gradient of an input will be, once this use has added its part."""

    use: Use
    entry: int
    slope: Array  # of the result with respect to the entry, (z.size,)
    answer: Array  # all of the gradient

    @property
    def parts(self) -> list[Any]:
        """What the input got so far; the last of them is what this use adds."""
        uses = self.use.source.contributions
        return [use.contribution for use in uses[: uses.index(self.use) + 1]]

    @property
    def telling(self) -> tuple[bool, bool, int]:
        """How well the entry tells mistakes apart: by sums, and by different wrong numbers."""
        i, slope, right = self.entry, self.slope, self.answer.flat[self.entry]
        x, g = self.use.source.value.flat[i], np.ravel(np.asarray(self.use.result.gradient))
        ways = [part.flat[i] for part in self.parts]
        wrong = [g[slope != 0].sum(), slope.sum(), x, x * g.sum(), -right, ways[-1], np.prod(ways)]
        wrong += [(slope * g)[np.argmax(slope != 0)], self.answer.T.flat[i]]
        is_sum = len(ways) > 1 or int(np.count_nonzero(slope)) > 1
        different = {short(float(x), 2) for x in (right, *wrong)}
        return bool(abs(right) > 1e-3), is_sum, len(different)

    def data(self, number: Callable[[Any], int]) -> dict[str, Any]:
        """The question for the script, which knows arrays by their numbers."""
        x, z = self.use.source, self.use.result
        axes = map(int, np.unravel_index(self.entry, self.answer.shape))
        at = index_in_print(tuple(axes)) if self.answer.ndim else ""
        names = {"x": x.name + at, "z": z.name, "dx": x.label + at, "L": x.wording.letter}
        arrays = {"g": z.gradient, "answer": self.answer, "x": x.value, "z": z.value}
        return {
            "entry": self.entry,
            "names": {**names, "rule": self.use.rule},
            "arrays": {name: number(array) for name, array in arrays.items()},
            "parts": [number(part) for part in self.parts],
            "slopes": self.slope.tolist(),
            "use": [self.use.id, self.use.position],
        }


def question_of(step: Step, plan: Plan) -> Question | None:
    """The question of a step back that tells mistakes apart best, if there is anything to ask."""
    found = [
        Question(use, i, slope, row[-1].array)  # the sum, if it is one
        for use, row in zip(step.uses, step.rows[1:], strict=True)
        if can_be_asked(use, plan)
        for i, slope in enumerate(local_derivatives(use).T)
    ]
    return max(found, key=lambda question: question.telling, default=None)


def can_be_asked(use: Use, plan: Plan) -> bool:
    """Whether all numbers that a learner needs for the answer are on the page, and finite."""
    x, z = use.source, use.result
    arrays = [np.asarray(array) for array in (x.value, x.gradient, z.value, z.gradient)]
    shown = not any(plan.of[entry].module for entry in (x, z)) and all(map(is_small, arrays))
    return shown and x.node.age < z.node.age and all(np.isfinite(a).all() for a in arrays)


def local_derivatives(use: Use) -> Array:
    """∂z/∂x, entry by entry: what x gets for each entry of g alone.  Shape (z.size, x.size)."""
    z = use.result.value
    ones = np.eye(z.size, dtype=z.dtype).reshape(-1, *z.shape)
    return np.array([np.ravel(carried(use.source.node, (use,), np.asarray(one))) for one in ones])
