"""What the checks for traps of training cost: ours with them, and without."""

import numpy as np
from contenders import ours
from harness import agree, summary, take_turns
from page import OURS

import tinygrad_edu as tg
from tinygrad_edu.engine.graph import ages, walk
from tinygrad_edu.watch.seed import seed_gradient

from . import video_step

TITLE = "What the checks cost"
NOTE = (
    "The step of the video's network again, with and without the checks for mistakes: whether the "
    "loss is finite, and whether gradients are new."
)
UNIT = "µs"


class Unchecked(tg.optim.SGD):
    """SGD that does not look at the loop it is in."""

    def step(self):
        for p in self.params:
            self.update(p, p.gradient, self.lr)
            p.age = next(ages)


def unchecked_backward(root):
    """`backward` that looks neither at the loss nor at when a gradient came."""
    for node, g in walk(root, seed_gradient(root, None)).items():
        node.gradient = g if g.base is None and g.flags.writeable else np.array(g)


def measure(effort):
    """By the batch."""
    cases = {}
    for batch in (1, 32):
        task = video_step.task(batch)
        made = {
            "without checks": ours.video(*task, optimizer=Unchecked, backward=unchecked_backward),
            OURS: ours.video(*task),
        }
        steps = {name: step for name, (step, _) in made.items()}
        agree(steps, {name: weights for name, (_, weights) in made.items()})
        cases[f"batch {batch}"] = summary(take_turns(steps, effort))
    return cases, {}
