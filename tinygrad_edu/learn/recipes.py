"""The last exercise: a recipe, which a learner writes, and the training on the real digits by it.

A recipe is a dictionary of five settings.  The network has ReLUs between its layers, the loss is
the cross-entropy, and each step is one of plain gradient descent.
"""

from __future__ import annotations

import dataclasses
import json
import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from .._no_grad import no_grad
from ..datasets import batches, mnist
from ..engine.arrays import Array
from ..nn import CrossEntropy, Linear, ReLU, Sequential
from ..optim import SGD

LIMIT = 180.0  # seconds
MOST_WEIGHTS = 500_000
KEPT, PIXELS, DIGITS = 5_000, 784, 10  # images that show the progress; the sizes of the network
SEED = 0  # of the first weights and of the order of the images
FAR_TOO_LONG = 3  # times the limit: what one epoch shows is enough then
RECORDED = Path(__file__).parent / "exercises/ninety_eight/recorded.json"

Recipe = dict[str, Any]


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What came of a training: shares of the digits, from 0 to 1.

    `curve` has the share of the 5,000 digits kept aside, after each epoch; `accuracy` is that of
    the 10,000 test digits.  There is a network only if the training has just been done.
    """

    curve: tuple[float, ...]
    accuracy: float
    seconds: float
    is_finished: bool = True
    network: Network | None = None


@dataclasses.dataclass(frozen=True)
class Network:
    """A trained network, and the test digits that it misreads."""

    model: Any
    mean: float  # which is subtracted from the pixels of each image
    misread: tuple[Misread, ...]  # the surest mistakes first

    @property
    def state(self) -> dict[str, Any]:
        """What is needed to use the network elsewhere."""
        return {"model": self.model.state_dict(), "mean": self.mean}


@dataclasses.dataclass(frozen=True)
class Misread:
    """A test digit that is read as another one, and how sure the network is of that."""

    image: Array
    label: int
    answer: int
    sure: float


# --- recipes ----------------------------------------------------------------------------------


def is_number(value: Any, kinds: Any) -> bool:
    """Whether this is a number of these kinds; True and False are none."""
    return isinstance(value, kinds) and not isinstance(value, bool)


def is_count(value: Any) -> bool:
    """Whether this is a whole number above 0."""
    return is_number(value, (int, np.integer)) and bool(value > 0)


def is_rate(value: Any, least: float) -> bool:
    """Whether this is a number that can be a learning rate."""
    return is_number(value, (int, float, np.number)) and bool(least <= value < math.inf)


SETTINGS: dict[str, tuple[Callable[[Any], bool], str]] = {  # what each must be, and its words
    "layers": (
        lambda v: isinstance(v, list | tuple) and 1 <= len(v) <= 6 and all(map(is_count, v)),
        "a list of one to six whole numbers above 0, the units of the hidden layers: [16, 16]",
    ),
    "rate": (lambda v: is_rate(v, 1e-12), "a number above 0, such as 0.1"),
    "last_rate": (lambda v: is_rate(v, 0), "a number that is 0 or larger"),
    "epochs": (is_count, "a whole number above 0"),
    "batch": (lambda v: is_count(v) and v <= 55_000, "a whole number from 1 to 55,000"),
}


def complaint(recipe: Any) -> tuple[str, str]:
    """What is wrong with a recipe: where, and what is needed there.  Two empty texts if nothing."""
    names = ", ".join(SETTINGS)
    if not isinstance(recipe, dict):
        return f"a {type(recipe).__name__}", "a dictionary"
    for name, (is_good, needed) in SETTINGS.items():
        if name not in recipe:
            return f"without {name!r}", f"a dictionary with the settings {names}"
        if not is_good(recipe[name]):
            return f"{name!r}: {recipe[name]!r}", needed
    if unknown := [name for name in recipe if name not in SETTINGS]:
        return (
            f"{unknown[0]!r}: {recipe[unknown[0]]!r}",
            f"a dictionary with only the settings {names}",
        )
    count = weights(recipe["layers"])
    if count > MOST_WEIGHTS:
        needed = f"a network of {MOST_WEIGHTS:,} weights and biases at most"
        return f"{count:,} weights and biases", needed
    return "", ""


def weights(layers: Any) -> int:
    """How many weights and biases a network with these hidden layers has."""
    sizes = [PIXELS, *map(int, layers), DIGITS]
    return sum((n_in + 1) * n_out for n_in, n_out in zip(sizes, sizes[1:], strict=False))


# --- training ---------------------------------------------------------------------------------


def train(
    recipe: Recipe,
    say: Callable[[str], None],
    seed: int = SEED,
    limit: float = LIMIT,
    count: int | None = None,
) -> Outcome:
    """The outcome of a recipe; `say` is told of each epoch.

    It ends early if it takes more than `limit` seconds, if it will certainly do so, or if the loss
    is no number any more.  `count` is for tests: so many images are trained on.
    """
    say("reading the digits")
    (images, labels), (test_images, test_labels) = mnist(dtype=np.float32)
    mean = images[:-KEPT].mean()
    x, y = images[:-KEPT][:count] - mean, labels[:-KEPT][:count]
    kept, kept_labels = images[-KEPT:] - mean, labels[-KEPT:]
    rng = np.random.default_rng(seed)
    model = network_of(recipe["layers"], rng)
    optimizer, cost = SGD(model.parameters(), lr=float(recipe["rate"])), CrossEntropy()
    epochs, size = int(recipe["epochs"]), int(recipe["batch"])
    steps, k = epochs * -(-len(x) // size), 0
    curve: list[float] = []
    start = time.monotonic()

    def outcome(is_finished: bool = True) -> Outcome:
        seconds = round(time.monotonic() - start, 1)
        outputs = scores_of(model, test_images - mean)
        accuracy = float((outputs.argmax(axis=1) == test_labels).mean())
        misread = misread_of(test_images, test_labels, outputs)
        network = Network(model, float(mean), misread)
        return Outcome(tuple(curve), accuracy, seconds, is_finished, network)

    for epoch in range(1, epochs + 1):
        for xb, yb in batches(x, y, size, rng):
            way = k / max(steps - 1, 1)  # from 0 in the first step to 1 in the last
            optimizer.lr = (1 - way) * float(recipe["rate"]) + way * float(recipe["last_rate"])
            loss = cost(model(xb), yb)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            k += 1
            if not math.isfinite(loss.item()):
                return outcome()
            if time.monotonic() - start > limit:
                return outcome(is_finished=False)
        answers = scores_of(model, kept).argmax(axis=1)
        curve.append(float((answers == kept_labels).mean()))
        passed = time.monotonic() - start
        say(f"epoch {epoch} of {epochs}: {curve[-1]:.2%} of the digits kept aside, {passed:.0f} s")
        if passed / epoch * epochs > FAR_TOO_LONG * limit:
            return outcome(is_finished=False)
    return outcome()


def network_of(layers: Any, rng: np.random.Generator) -> Sequential:
    """Linear layers of these sizes, with a ReLU between any two."""
    sizes = [PIXELS, *map(int, layers), DIGITS]
    parts: list[Any] = []
    for n_in, n_out in zip(sizes, sizes[1:], strict=False):
        parts += [Linear(n_in, n_out, dtype=np.float32, rng=rng), ReLU()]
    return Sequential(*parts[:-1])


def scores_of(model: Any, images: Array) -> Array:
    """The ten outputs for each image."""
    with no_grad():
        return np.asarray(model(images).numpy())


def misread_of(images: Array, labels: Array, outputs: Array) -> tuple[Misread, ...]:
    """The digits that are read as others, the surest mistakes first."""
    outputs = np.nan_to_num(outputs.astype(np.float64))
    powers = np.exp(outputs - outputs.max(axis=1, keepdims=True))
    sure = powers.max(axis=1) / powers.sum(axis=1)
    answers = outputs.argmax(axis=1)
    rows = np.flatnonzero(answers != labels)
    rows = rows[np.argsort(-sure[rows], kind="stable")]
    return tuple(Misread(images[i], int(labels[i]), int(answers[i]), float(sure[i])) for i in rows)


# --- what was measured already ----------------------------------------------------------------


def as_plain(recipe: Recipe) -> Recipe:
    """A recipe as it is kept in a file."""
    plain = {name: float(recipe[name]) for name in SETTINGS if name != "layers"}
    return {"layers": [int(n) for n in recipe["layers"]], **plain}


def recorded(recipe: Recipe) -> Outcome | None:
    """What came of this recipe when it was trained for the package; None if it never was."""
    for run in json.loads(RECORDED.read_text("utf-8")):
        if run["recipe"] == as_plain(recipe) and run["seed"] == SEED:
            return Outcome(tuple(run["curve"]), run["accuracy"], run["seconds"], run["is_finished"])
    return None
