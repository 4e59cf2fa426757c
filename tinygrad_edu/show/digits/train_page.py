"""The training page: a network that learns in the browser, and a recorded training beside it."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from string import Template
from typing import TYPE_CHECKING, Any

import numpy as np

from ...datasets import mnist
from ...engine.arrays import Array
from ..player.play import text
from .export import digits_of, ink_as_data
from .recording import Recording
from .sheet import Sheet, beside, sheet

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

TRAINED_ON, TESTED_ON = 5_000, 1_000  # digits on the page
BATCHES = (1, 8, 32, 128, 1_000, TRAINED_ON)
PICKED = ("", " selected")
COSTS = {
    "squared error": "The sum of (output − target)² over the ten outputs.",
    "cross-entropy": "−log of the output that should be 1.",
}
SCRIPTS = ("network.js", "picture.js", "train_pictures.js", "train.js")
STYLES = ("page.css", "train.css")


def train_page(
    recording: Recording | None = None,
    *,
    digits: tuple[ArrayLike, ArrayLike] | None = None,
    seed: int = 0,
) -> Sheet:
    """A page that trains the video's network while one watches: `.save("train.html")`.

    It learns from 5,000 of MNIST's digits and is tested on 1,000 others.  With `digits` = (images,
    labels), images (n, 784) from 0 to 1, the first five sixths of them are learned from, 5,000 at
    most.  `seed` draws the first weights and the order of the digits.  With a `Recording` of a
    training, the page can show that one, too.

    Raises a TypeError or ValueError for what is no recording, or for other kinds of digits.
    """
    if recording is not None and not isinstance(recording, Recording):
        raise TypeError(
            f"train_page: {type(recording).__name__} is no recording; give a tg.show.Recording "
            "whose step(cost) was called in the training, or nothing"
        )
    if seed not in range(10_000):
        raise ValueError(f"train_page: seed={seed} should be an integer from 0 to 9,999")
    train, test = parted(digits)
    film = recording and recording.as_data()
    goal, words = (0.96, 55_000), "For {} it takes {:,}. <code>make mnist</code> trains on them."
    if film:
        goal = film["frames"][-1]["accuracy"], film["images"]
        words = "The recorded training, on {1:,} digits, came to {0}."
    known = film["images"] if film else digits is None
    data = {
        "digits": {
            "train": ink_as_data(train[0]),
            "trainLabels": train[1].tolist(),
            "test": ink_as_data(test[0]),
            "testLabels": test[1].tolist(),
        },
        "mean": float(train[0].mean()),
        "goal": {"accuracy": goal[0], "words": f"from {goal[1]:,} digits"} if known else None,
        "recording": film,
    }
    texts = {
        "seed": seed,
        "batches": "".join(f'<option value="{n}"{PICKED[n == 32]}>{n:,}</option>' for n in BATCHES),
        "hidden": "" if film else " hidden",
        "images": f": {film['images']:,} digits" if film and known else "",
        "frames": len(film["frames"]) if film else 1,
        "settings": text("; ".join(film["settings"])) if film else "",
        "cost": COSTS[film["cost"]] if film else "",
        "tested": f"{len(test[1]):,}",
        "trained": f"{len(train[1]):,}",
        "goal": words.format(percent(goal[0]), goal[1]) if known else "",
    }
    body = Template(beside("train.html")).substitute(texts)
    return sheet("Watch a network learn", body, data, SCRIPTS, STYLES, worker=["train_worker.js"])


def percent(share: float) -> str:
    """As the script on the page writes it, with toFixed, which rounds a half up."""
    return f"{float(Decimal(100 * share).quantize(Decimal('0.1'), ROUND_HALF_UP)):g} %"


def parted(digits: Any) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Digits to learn from, and others for the test: each as images and labels."""
    if digits is None:
        train, test = mnist(dtype=np.float32)
        step = len(test[1]) // TESTED_ON  # from all of them: the first half is easier to read
        return (train[0][:TRAINED_ON], train[1][:TRAINED_ON]), (test[0][::step], test[1][::step])
    images, labels = digits_of(digits, "train_page")
    if len(images) < 12:
        raise ValueError(f"train_page: {len(images)} digits are too few to learn from; give more")
    cut = min(len(images) * 5 // 6, TRAINED_ON)
    end = cut + TESTED_ON
    return (images[:cut], labels[:cut]), (images[cut:end], labels[cut:end])
