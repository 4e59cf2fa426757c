"""What an optimiser sees of the loop that it is in, and the mistakes that it can tell."""

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

PATIENCE = 10  # steps until a parameter that never had a gradient is told
EXPLODED = 1e6  # the ratio of the loss to the first one, or to 1, that is reported


class Loop:
    """The time of the last step, in ages of nodes, beside which gradients are old or new."""

    def __init__(self, names: dict[Tensor, str]) -> None:
        self.born, self.stepped = next(ages), -1
        self.most = -math.inf  # the loss above which the rate is too large; at first unknown
        self.partial = 0  # steps in which some parameters had a gradient and some had none
        self.names = names
        self.scheduled = False  # whether a schedule has set the rate

    def __getstate__(self) -> dict[str, Any]:
        return {"names": self.names}  # in another process, time is another

    def __setstate__(self, state: dict[str, Any]) -> None:
        Loop.__init__(self, state["names"])

    def check(self, params: list[Tensor]) -> None:
        """Look closer before a step, unless each parameter has a gradient that is all new."""
        if seen.same[0] > self.most:
            self.look_at_loss(seen.same[0])
        since = self.stepped
        for p in params:
            clock = p.notes
            if p.gradient is None or (clock is not None and clock[0] < since):
                self.look(params)
                break

    def look(self, params: list[Tensor]) -> None:
        """Warn of a loop that forgets something; the usual ones in which it is meant pass."""
        learning = [p for p in params if p.gradient is not None]
        new = [p for p in learning if clock_of(p).last > self.stepped]
        if any(clock_of(p).first < self.stepped for p in new):
            warn(
                "zero_grad forgotten",
                "the gradients of this step are added to those of the step before; "
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
        """Note how large the loss is at first; warn if it has grown out of all proportion."""
        if self.most == -math.inf:
            self.most = EXPLODED * max(abs(loss), 1)
        elif loss < math.inf:
            warn(
                "loss explodes",
                f"the loss is {loss:.2g}, a million times what it was at first, or more; the "
                "steps leap out of the valley: take a tenth of the learning rate, scale inputs "
                "and targets to about 1, or clip the gradients (clip_grad_norm). If that is "
                'meant: warnings.filterwarnings("ignore", "loss explodes")',
                self,
            )

    def never_had_one(self, p: Tensor) -> bool:
        """Whether no `backward` has reached the parameter since the optimiser was made."""
        return not self.born < clock_of(p).last < math.inf

    def say_why_there_is_none(self, params: list[Tensor], old: bool) -> None:
        """No parameter has a new gradient: was there no backward, or for other tensors?"""
        elsewhere = thread.passed > max(self.stepped, self.born)
        if elsewhere and all(map(self.never_had_one, params)):
            warn(
                "wrong parameters",
                "backward() has given gradients, but to none of the parameters that this "
                "optimiser holds; make it with the parameters of the model that is trained, after "
                "its last layer was put in, and let nothing cut the way from there to the loss "
                "(.data, .numpy(), .detach(), float(), no_grad)",
                self,
            )
        else:
            what = "takes the old gradients once more" if old else "changes nothing"
            warn(
                "step without backward",
                f"no parameter has got a gradient since the last step, so this one {what}; "
                "write loss.backward() before optimizer.step()",
                self,
            )

    def name_idle(self, params: list[Tensor]) -> None:
        """Name the parameters that never had a gradient, though nobody froze them."""
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
                "their layer, and is the way to the loss not cut (.data, .numpy(), .detach(), "
                "float())? "
                "To freeze them on purpose: p.requires_grad = False",
                self,
            )
