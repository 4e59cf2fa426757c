"""The drawing page of a trained network: draw a digit, and see which neurons light up."""

from __future__ import annotations

from string import Template
from typing import TYPE_CHECKING, Any

import numpy as np

from ... import nn
from ...datasets import mnist
from ...engine.arrays import Array
from ..player.play import text
from .export import PIXELS, activations, cost_of, digits_of, ink_as_data, layers_as_data, layers_of
from .figures import figures_of
from .sheet import Sheet, beside, sheet

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

KEPT, SAMPLES, MISTAKES = 200, 12, 4  # digits on the page; those shown as samples; wrong ones there
FILES = ("network", "picture", "preprocess", "canvas", "layers", "draw", "experiments")
SCRIPTS = [f"{name}.js" for name in FILES]
STYLES = ("page.css", "draw.css", "experiments.css")


def draw_page(
    model: nn.Module,
    *,
    mean: float = 0.0,
    digits: tuple[ArrayLike, ArrayLike] | None = None,
    settings: str = "",
    seed: int = 0,
) -> Sheet:
    """A page on which one draws a digit and sees the network think: `.save("draw.html")`.

    `model` is any stack of Linear layers and activations, from 784 pixels to 10 outputs; `mean` is
    what was subtracted from the pixels in training.  `digits` = (images, labels) that it was not
    trained on, (n, 784) from 0 to 1 and (n,); without them, MNIST's 10,000 test digits.  `settings`
    says how it was trained, a line for each fact.  `seed` picks the digits that the page keeps.

    Raises a TypeError or ValueError for another kind of network, or of digits.
    """
    layers, mean = layers_of(model, "draw_page"), float(mean)
    if not -1 <= mean <= 1:  # nan, too
        raise ValueError(
            f"draw_page: mean={mean} cannot be the mean of pixels from 0 to 1; give what was "
            "subtracted from them in training, such as images.mean()"
        )
    given = mnist(dtype=np.float32)[1] if digits is None else digits
    images, labels = digits_of(given, "draw_page")
    right = activations(layers, images - np.float32(mean))[-1].argmax(1) == labels
    kept = picked(right, np.random.default_rng(seed))
    wrong, others = np.flatnonzero(~right[kept])[:MISTAKES], np.flatnonzero(right[kept])
    data = {
        "layers": layers_as_data(layers),
        "cost": cost_of(layers),
        "mean": mean,
        "accuracy": float(right.mean()),
        "tested": len(right),
        "settings": [line.strip() for line in settings.splitlines() if line.strip()],
        "kept": {"pixels": ink_as_data(images[kept]), "labels": labels[kept].tolist()},
        "samples": np.sort([*wrong, *others[: SAMPLES - len(wrong)]]).tolist(),
        "figures": figures_of(layers, images, labels, mean, seed),
    }
    experiments = Template(beside("experiments.html")).substitute(morals_of(data))
    parts = {**facts_of(data), "experiments": experiments}
    body = Template(beside("draw.html")).substitute(parts)
    return sheet("Draw a digit and watch the network think", body, data, SCRIPTS, STYLES)


def picked(right: Array, rng: np.random.Generator) -> Array:
    """The digits that the page keeps: as large a share of mistakes as among all, in any order."""
    count, read, missed = min(KEPT, len(right)), np.flatnonzero(right), np.flatnonzero(~right)
    wrong = max(round(count * len(missed) / len(right)), min(MISTAKES, len(missed)))
    some = [rng.choice(missed, wrong, False), rng.choice(read, count - wrong, False)]
    return rng.permutation(np.concatenate(some))


def morals_of(data: dict[str, Any]) -> dict[str, str]:
    """Hides each sentence that draws a conclusion which the figures of this network do not bear."""
    figures, layers = data["figures"], data["layers"]
    holds = {
        "sure": figures["shuffled"]["half"] > 0.1,
        "weak": figures["chance"][2] - figures["against"][2] > 0.1,
        "few": figures["patch"]["changed"] > 0.3,
        "loop": figures["removed"],
        "biases": any(layer.get("bias") for layer in layers),
    }
    return {name: "" if true else " hidden" for name, true in holds.items()}


def facts_of(data: dict[str, Any]) -> dict[str, str]:
    """What the page says about the network, without a script too."""
    layers, share = data["layers"], f"{100 * data['accuracy']:.2f} % of {data['tested']:,}"
    sizes = " → ".join(str(n) for n in (PIXELS, *(layer["m"] for layer in layers)))
    facts = [
        ("Neurons", sizes),
        ("Activations", ", ".join(layer["activation"] for layer in layers)),
        ("Read right", f"{share} digits that it never saw in training"),
        *(("Training", line) for line in data["settings"]),
        ("Mean", f"{data['mean']:.4f}: you see ink from 0 to 1; the network gets ink − mean"),
    ]
    rows = (f'<tr><th scope="row">{text(a)}</th><td>{text(b)}</td></tr>' for a, b in facts)
    headline = f"{sizes} neurons: this network reads {share} unseen digits right."
    return {"headline": text(headline), "facts": "".join(rows)}
