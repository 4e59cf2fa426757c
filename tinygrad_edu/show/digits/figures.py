"""How a network does when its digits are broken: the figures that the drawing page quotes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np

from ..._tensor import Tensor
from ...engine.arrays import Array
from .export import PlainLayer, activations, passed

WORK = 400_000_000  # multiplications in one pass through all digits, at most
AMOUNTS, SHIFTS = (0.02, 0.05, 0.1, 0.2), (1, 2, 3, 4)  # of an attack; pixels to the right
SIDE, PATCH, PLACES = 28, 7, range(0, 22, 3)  # pixels: of a digit, of a patch; where patches lie
Figures = dict[str, Any]


def figures_of(
    layers: Sequence[PlainLayer], digits: Array, labels: Array, mean: float, seed: int = 0
) -> Figures:
    """What the page says of each way to break a digit, measured on digits (n, 784) from 0 to 1.

    They should be digits that the network was not trained on.  A large network gets fewer of them,
    drawn by chance; `tested` says how many.
    """
    rng = np.random.default_rng(seed)
    size = sum(x.weight.size for x in layers if x.weight is not None)
    tested = min(len(digits), max(WORK // max(size, 1), 500))
    chosen = rng.permutation(len(digits))[:tested]
    x, y, mean = digits[chosen].astype(np.float32), labels[chosen], float(mean)

    def asked(ink: Array) -> Array:
        return activations(layers, ink - mean)[-1]

    def right(ink: Array) -> float:
        return share_of(asked(ink).argmax(1) == y)

    empty = asked(np.zeros_like(x[:1]))
    noise, shuffled = asked(rng.random(x.shape, np.float32)), asked(rng.permuted(x, axis=1))
    names, most = noise.argmax(1), int(np.bincount(noise.argmax(1)).argmax())
    uphill = np.sign(pixel_slopes(layers, x, y, mean))  # for the output that should win
    signs = np.sign(rng.random(x.shape, np.float32) - 0.5)
    rough = rng.random((10, x.shape[1]), np.float32)
    unbiased = [replace(layer, bias=None) for layer in layers]
    return {
        "tested": tested,
        "right": right(x),
        "empty": {"answer": int(empty.argmax()), "sure": share_of(empty.max())},
        "noise": {"half": share_of(noise.max(1) > 0.5), "very": share_of(noise.max(1) > 0.9)},
        "often": {"answer": most, "share": share_of(names == most)},  # what noise is called
        "shuffled": {"half": share_of(shuffled.max(1) > 0.5)},
        "shift": [right(shifted(x, by)) for by in SHIFTS],
        "inverted": {"right": right(1 - x), "sure": share_of(asked(1 - x).max(1))},
        "amounts": AMOUNTS,
        "against": [right(np.clip(x - by * uphill, 0, 1)) for by in AMOUNTS],
        "chance": [right(np.clip(x + by * signs, 0, 1)) for by in AMOUNTS],
        "patch": {"changed": share_of(fooled(asked, x[:500])), "digits": len(x[:500])},
        "removed": list(without_one(layers, x - mean, y)),
        "biases": share_of(activations(unbiased, x - mean)[-1].argmax(1) == y),
        "grey": dreamt(layers, np.full_like(rough, 0.5), x, y, mean),
        "rough": dreamt(layers, rough, x, y, mean),
    }


def share_of(numbers: Any) -> float:
    """The mean of numbers, or the share of those that are true, in four decimals."""
    return round(float(np.mean(numbers)), 4)


def pixel_slopes(layers: Sequence[PlainLayer], ink: Array, wanted: Array, mean: float) -> Array:
    """∂output/∂pixel of each picture, for the output that is wanted of it, by the engine."""
    x = Tensor(ink - mean, requires_grad=True)
    passed(layers, x)[-1].backward(np.eye(10, dtype=np.float32)[wanted])
    return np.zeros_like(ink) if x.grad is None else x.grad


def shifted(ink: Array, by: int) -> Array:
    """The pictures some pixels further right; what leaves them is lost."""
    images = np.pad(ink.reshape(-1, SIDE, SIDE), [(0, 0), (0, 0), (by, 0)])
    return images[:, :, :SIDE].reshape(ink.shape)


def fooled(asked: Any, ink: Array) -> Array:
    """For each picture whether a patch without ink changes the answer, at any of 8 × 8 places."""
    answers, changed = asked(ink).argmax(1), np.zeros(len(ink), bool)
    for i, j in product(PLACES, PLACES):
        images = ink.copy().reshape(-1, SIDE, SIDE)
        images[:, i : i + PATCH, j : j + PATCH] = 0
        changed |= asked(images.reshape(ink.shape)).argmax(1) != answers
    return changed


def without_one(layers: Sequence[PlainLayer], x: Array, y: Array) -> Iterator[Figures]:
    """For each hidden layer: how much is read right while one of its neurons is removed."""
    for k, a in enumerate(activations(layers, x)[1:-1], 1):
        m = a.shape[1]
        a = a[: max(WORK // (20 * m**2), 200)]  # fewer digits where the layer is wide
        less = (np.where(np.arange(m) == neuron, 0, a) for neuron in range(m))
        found = [share_of(activations(layers[k:], a)[-1].argmax(1) == y[: len(a)]) for a in less]
        shares = {"worst": min(found), "median": share_of(np.median(found)), "best": max(found)}
        yield {**shares, "digits": len(a)}


def dreamt(layers: Sequence[PlainLayer], ink: Array, x: Array, y: Array, mean: float) -> Figures:
    """Ten pictures after 200 steps uphill: how sure, and the correlation with the digit's mean."""
    for _ in range(200):
        uphill = pixel_slopes(layers, ink, np.arange(10), mean)
        length = np.linalg.norm(uphill, axis=1, keepdims=True)
        ink = np.clip(ink + uphill / np.maximum(length, 1e-12), 0, 1)
    sure = np.diag(activations(layers, ink - mean)[-1])
    means = np.stack([x[y == k if k in y else ...].mean(0) for k in range(10)])
    with np.errstate(all="ignore"):  # a picture of one grey has no correlation
        like = np.nan_to_num(np.diag(np.corrcoef(ink, means)[:10, 10:]))
    return {"sure": [*map(share_of, sure)], "like": [*map(share_of, like)]}
