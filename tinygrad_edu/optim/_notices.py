"""Warnings about the training loop: the mistakes that an optimiser can detect."""

from __future__ import annotations

import math
from typing import Any

from .._tensor import Tensor
from ..engine.graph import ages
from ..engine.messages import one_line
from ..engine.state import thread
from ..watch.clock import clock_of
from ..watch.notices import warn
from ..watch.training import seen

PATIENCE = 10  # warn after this many steps about a parameter without a gradient
EXPLODED = 1e6  # warn about a loss this many times larger than the first one, or than 1


class Loop:
    """The time of the last step, as an age: gradients are old or new compared with it."""

    def __init__(self, names: dict[Tensor, str]) -> None:
        self.born = next(ages)
        self.stepped = -1
        self.most = -math.inf  # above this loss the learning rate is too large; not yet known
        self.partial = 0  # steps in which some parameters had a gradient and some had none
        self.names = names
        self.scheduled = False  # whether a schedule has set the rate

    def __getstate__(self) -> dict[str, Any]:
        return {"names": self.names}  # another process has another clock

    def __setstate__(self, state: dict[str, Any]) -> None:
        Loop.__init__(self, state["names"])

    def check(self, params: list[Tensor]) -> None:
        """Before a step, look closer unless each parameter has a completely new gradient."""
        if seen.same[0] > self.most:
            self.look_at_loss(seen.same[0])
        since = self.stepped
        for p in params:
            clock = p.notes
            if p.gradient is None or (clock is not None and clock[0] < since):
                self.look(params)
                break

    def look(self, params: list[Tensor]) -> None:
        """Warn about a loop that forgets something; usual loops that do it on purpose pass."""
        learning = [p for p in params if p.gradient is not None]
        new = [p for p in learning if clock_of(p).last > self.stepped]
        if any(clock_of(p).first < self.stepped for p in new):
            warn(
                "zero_grad forgotten",
                "the gradients of this step are added to those of the previous step; "
                "write optimizer.zero_grad() in each round, before loss.backward()",
                self,
            )
        elif not new and any(p.needs_gradient for p in params):
            self.say_why_there_is_none(params, bool(learning))
        elif len(learning) < len(params):
            self.partial += 1
            if self.partial == PATIENCE:
                self.name_idle(params)

    def look_at_loss(self, loss: float) -> None:
        """Note the size of the first loss; warn if the loss has become far larger."""
        if self.most == -math.inf:
            self.most = EXPLODED * max(abs(loss), 1)
        elif loss < math.inf:
            warn(
                "loss explodes",
                f"the loss is {loss:.2g}, more than a million times the first loss; the "
                "steps jump out of the valley: take a tenth of the learning rate, scale inputs "
                "and targets to about 1, or clip the gradients (clip_grad_norm). If this is "
                'intended: warnings.filterwarnings("ignore", "loss explodes")',
                self,
            )

    def never_had_one(self, p: Tensor) -> bool:
        """Whether no `backward` has reached the parameter since the optimiser was made."""
        return not self.born < clock_of(p).last < math.inf

    def say_why_there_is_none(self, params: list[Tensor], old: bool) -> None:
        """Warn that no parameter has a new gradient: no backward, or one for other tensors."""
        elsewhere = thread.passed > max(self.stepped, self.born)
        if elsewhere and all(map(self.never_had_one, params)):
            warn(
                "wrong parameters",
                "backward() has computed gradients, but for none of the parameters of this "
                "optimiser; make the optimiser with the parameters of the trained model, after "
                "adding its last layer, and do not cut the graph between them and the loss "
                "(.data, .numpy(), .detach(), float(), no_grad)",
                self,
            )
        else:
            what = "uses the old gradients again" if old else "changes nothing"
            warn(
                "step without backward",
                f"no parameter has received a gradient since the last step, so this step {what}; "
                "write loss.backward() before optimizer.step()",
                self,
            )

    def name_idle(self, params: list[Tensor]) -> None:
        """Name the parameters that never had a gradient, although they are not frozen."""
        idle = [
            f"parameter {i}, {one_line(self.names.get(p) or p.name or 'a tensor')} of shape "
            f"{p.shape}"
            for i, p in enumerate(params)
            if p.needs_gradient and p.gradient is None and self.never_had_one(p)
        ]
        if idle:
            more = f" and {len(idle) - 4} more" if len(idle) > 4 else ""
            warn(
                "parameters without a gradient",
                f"after {PATIENCE} steps, {len(idle)} of {len(params)} never had one: "
                f"{'; '.join(idle[:4])}{more}. The loss does not depend on them: does forward use "
                "their layer, or is the graph cut on the way to the loss (.data, .numpy(), "
                ".detach(), float())? "
                "To freeze them on purpose: p.requires_grad = False",
                self,
            )
