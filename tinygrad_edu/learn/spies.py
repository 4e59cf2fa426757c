"""What an answer calls and makes, noted while it runs: derivatives taken, and trainings."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import tinygrad_edu as tg

from .._health import MANY as MANY_SATURATED
from .._health import health
from ..nn import Linear
from ..optim._optimizer import Optimizer
from ..watch import notices
from .probing import Probe, own_copy
from .results import tidy


@contextlib.contextmanager
def for_a_moment(owner: Any, **others: Any) -> Iterator[None]:
    """For a moment, other attributes for a module or a class: to note what an answer calls."""
    before = {name: getattr(owner, name) for name in others}
    for name, value in others.items():
        setattr(owner, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(owner, name, value)


def derivatives_taken(function: Callable[..., Any], *args: Any) -> Probe:
    """Which calls of tg.grad keep a graph, so that their results can be differentiated again."""

    def run() -> str:
        seen, grad = [], tg.grad

        def spy(
            output: Any, inputs: Any, seed: Any = None, create_graph: bool = False, **others: Any
        ) -> Any:
            seen.append("with a graph" if create_graph else "without")
            return grad(output, inputs, seed, create_graph, **others)

        with for_a_moment(tg, grad=spy), contextlib.suppress(RuntimeError):
            function(*map(own_copy, args))
        return ", ".join(seen[:8])

    return Probe("The calls of tg.grad", run)


# --- trainings --------------------------------------------------------------------------------


def clouds(n: int = 60, seed: int = 5) -> tuple[Any, Any]:
    """Points of the plane around four centres, (n, 2), and the number of each one's centre, (n,).

    The centres stand in a square, so that one unit alone cannot tell the four apart.
    """
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 4, n)
    centres = np.array([[2.0, 0.0], [0.0, 2.0], [-2.0, 0.0], [0.0, -2.0]])
    return centres[labels] + 0.3 * rng.normal(size=(n, 2)), labels


def training(
    train: Callable[..., Any],
    *data: Any,
    rounds: int,
    below: float,
    of_model: Callable[[Any], str] | None = None,
    coarse: bool = False,
) -> Iterator[Probe]:
    """What must hold of a training: `train(*data)` gives the model, and a list of losses.

    There are as many losses as `rounds`, the last one is `below` a number, and `of_model` says in
    words what the model has become.  The words are `coarse` where chance decides how far the loss
    falls.
    """
    run = functools.cache(functools.partial(trained, train, data))
    name = getattr(train, "__name__", "train")
    yield Probe(name, lambda: f"a list of {len(run()[1])} losses")
    yield Probe(name, lambda: loss_in_words(run()[1], below, coarse))
    yield Probe(name, lambda: (of_model or numbers_in_words)(run()[0]))


def trained(train: Callable[..., Any], data: tuple[Any, ...]) -> tuple[Any, list[float]]:
    """The model and the losses, which must be two things."""
    result = train(*map(own_copy, data))
    if not isinstance(result, tuple) or len(result) != 2:
        raise TypeError(f"it gives back a {type(result).__name__}, not two things: model, losses")
    model, losses = result
    return model, [float(loss) for loss in losses]


def loss_in_words(losses: list[float], below: float, coarse: bool = False) -> str:
    """What became of the loss, in few words, so that trainings can be compared."""
    first, last = losses[0], losses[-1]
    if not np.isfinite(last):
        return "a loss that is nan or inf"
    if last < -1e-6:
        return "a loss below 0"
    if last < below:
        return f"a loss that falls below {below}"
    if coarse:
        return f"a loss that stays above {below}"
    if max(losses) == min(losses):
        return "a loss that never moves"
    for factor, words in (
        (1e6, "grows more than a millionfold"),
        (1.1, "grows"),
        (0.9, "stays about where it began"),
        (0.5, "falls by less than half"),
    ):
        if last > factor * first:
            return f"a loss that {words}"
    return f"a loss that falls, and stays above {below}"


def numbers_in_words(model: Any) -> str:
    """Whether all parameters of a model are numbers."""
    good = all(np.isfinite(p.data).all() for p in model.parameters())
    return "a model with numbers in it" if good else "a model with nan or inf in it"


def noticed(
    train: Callable[..., Any], x: Any, *others: Any, rate: float | None = None
) -> Iterator[Probe]:
    """What can be seen of a training from outside; `rate` is the one given, if it matters."""
    run = functools.cache(functools.partial(watched, train, (x, *others)))
    yield Probe("What the warnings say", lambda: run().kinds)
    yield Probe("What tg.health says", lambda: health_in_words(run().model, x))
    yield Probe("The layers", lambda: " ".join(type(m).__name__ for m in run().model.layers))
    yield Probe("The input of the first layer", lambda: span_in_words(run().inputs[0]))
    if rate is not None:
        yield Probe("The learning rate", lambda: rate_in_words(run().optimizers[-1].lr, rate))
    yield Probe("What the optimiser holds", lambda: held_in_words(run()))


@dataclasses.dataclass
class Watched:
    """A training that was watched."""

    model: Any
    kinds: str  # of warnings
    inputs: list[Any]  # of linear layers
    optimizers: list[Any]  # that were made


def watched(train: Callable[..., Any], data: tuple[Any, ...]) -> Watched:
    """The training, while layers and optimisers note what they are used for."""
    inputs: list[Any] = []
    optimizers: list[Any] = []
    forward, init = Linear.forward, Optimizer.__init__
    notices.said_at.clear()  # what was said of an earlier run is said again

    def noting_forward(self: Any, x: Any) -> Any:
        inputs.append(tidy(x))
        return forward(self, x)

    def noting_init(self: Any, *args: Any, **named: Any) -> None:
        init(self, *args, **named)
        optimizers.append(self)

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with (
            for_a_moment(Linear, forward=noting_forward),
            for_a_moment(Optimizer, __init__=noting_init),
        ):
            model, _ = trained(train, data)
    told = [str(w.message) for w in caught if w.category is notices.TrainingWarning]
    kinds = sorted({text.split(":")[0] for text in told})
    return Watched(model, ", ".join(kinds) or "nothing", inputs, optimizers)


def health_in_words(model: Any, x: Any) -> str:
    """Which illnesses the layers of a model have."""
    layers = health(model, x).layers
    found = {
        "saturated": any((layer.saturated or 0) > MANY_SATURATED for layer in layers),
        "all dead": any(layer.dead == layer.units for layer in layers),
        "half dead": any(layer.units > (layer.dead or 0) >= layer.units / 2 for layer in layers),
        "alike": any(layer.alike for layer in layers),
    }
    return ", ".join(word for word, is_so in found.items() if is_so) or "nothing"


def span_in_words(x: Any) -> str:
    """How large the entries of an array are."""
    largest = float(np.abs(x).max())
    words = ", whole numbers" if (x == np.round(x)).all() else ""
    sizes = ((0.1, "below 0.1"), (8.0, "about 1"), (100.0, "tens"))
    return next((size for limit, size in sizes if largest < limit), "hundreds") + words


def rate_in_words(rate: float, given: float) -> str:
    """How a learning rate was changed."""
    if rate == given:
        return "as it was given"
    return "larger" if rate > given else "smaller"


def held_in_words(seen: Watched) -> str:
    """Whose parameters the last optimiser holds, and how often one was made."""
    held = {id(p) for p in seen.optimizers[-1].params}
    mine = {id(p) for p in seen.model.parameters()}
    many = "many optimisers, " if len(seen.optimizers) > 3 else ""
    return f"{many}{len(held & mine)} of {len(mine)}, and {len(held - mine)} others"
