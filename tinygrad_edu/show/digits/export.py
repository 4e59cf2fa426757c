"""A trained network as plain layers, and as data for a page."""

from __future__ import annotations

import gzip
from binascii import b2a_base64
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ... import nn
from ..._no_grad import no_grad
from ..._tensor import Tensor
from ...engine.arrays import Array
from ...ops.activations import relu, sigmoid, softmax
from ...ops.elementwise import tanh

PIXELS, DIGITS = 784, 10
MOST = 1_000_000  # weights and biases: a page of some 6 MB
ACTIVATIONS = {nn.Sigmoid: "sigmoid", nn.Tanh: "tanh", nn.ReLU: "relu", nn.Softmax: "softmax"}
RULES: dict[str, Callable[[Tensor], Tensor]] = {
    "none": lambda z: z,
    "sigmoid": sigmoid,
    "tanh": tanh,
    "relu": relu,
    "softmax": softmax,
}
IDLE = (nn.Flatten, nn.Dropout)  # change nothing in a trained network that is given rows of pixels
WANTED = (
    "nn.Linear layers with nn.Sigmoid, nn.Tanh, nn.ReLU or nn.Softmax between them, one after the "
    "other: nn.Sequential(nn.Linear(784, 16), nn.Sigmoid(), nn.Linear(16, 10), nn.Sigmoid())"
)


@dataclass(frozen=True)
class PlainLayer:
    """z = weight @ x + bias, then an activation; without a weight, an activation alone."""

    n: int  # inputs
    m: int  # outputs
    weight: Array | None = None  # (m, n), float32
    bias: Array | None = None  # (m,)
    activation: str = "none"
    name: str = ""


def layers_of(model: nn.Module, who: str) -> list[PlainLayer]:
    """The layers of a network that reads digits; where it ends in scores, a softmax is added.

    Raises a TypeError or ValueError for what is no stack of Linear layers and activations.
    """
    if not isinstance(model, nn.Module):
        raise TypeError(f"{who}: {model!r:.60} is no network; give a Module of {WANTED}")
    layers = list(plain_layers(model, who))
    if not layers or (layers[0].n, layers[-1].m) != (PIXELS, DIGITS):
        given = f"from {layers[0].n} to {layers[-1].m} numbers" if layers else "empty"
        raise ValueError(
            f"{who}: the network is {given}, and the page draws 28 × 28 = 784 pixels and asks "
            "which of 10 digits they are; its first Linear needs 784 inputs, its last 10 outputs"
        )
    arrays = [array for x in layers for array in (x.weight, x.bias) if array is not None]
    if not all(np.isfinite(array).all() for array in arrays):
        raise ValueError(
            f"{who}: some weights are nan or infinite; train it again with a smaller rate"
        )
    if (count := sum(array.size for array in arrays)) > MOST:
        raise ValueError(
            f"{who}: {count:,} weights and biases would be a page of {5.4e-6 * count:.0f} MB; "
            f"up to {MOST:,} can be drawn. Take fewer neurons"
        )
    refuse_other_models(model, layers, who)
    if layers[-1].activation == "none":
        layers[-1] = replace(layers[-1], activation="softmax")
    named = [replace(x, name=f"hidden layer {k}") for k, x in enumerate(layers[:-1], 1)]
    return [*named, replace(layers[-1], name="output layer")]


def plain_layers(model: nn.Module, who: str) -> Iterator[PlainLayer]:
    """A layer for each Linear and the activation after it, one after the other."""
    waiting: PlainLayer | None = None  # for its activation
    for part in parts_in(model):
        kind = ACTIVATIONS.get(type(part), "")
        if kind and waiting and waiting.activation == "none":
            waiting = replace(waiting, activation=kind)
            continue
        if waiting:
            yield waiting
        if isinstance(part, nn.Linear):
            weight, bias = as_float32(part.weight), as_float32(part.bias)
            waiting = PlainLayer(part.weight.shape[1], part.weight.shape[0], weight, bias)
        elif kind:
            size = waiting.m if waiting else PIXELS
            waiting = PlainLayer(size, size, activation=kind)
        else:
            raise TypeError(
                f"{who}: the page has no rule for a {type(part).__name__}; it can show {WANTED}"
            )
    if waiting:
        yield waiting


def parts_in(model: nn.Module) -> Iterator[nn.Module]:
    """The modules that hold no others, in the order of their use or, at least, definition."""
    if isinstance(model, nn.Sequential):
        for part in model:
            yield from parts_in(part)
    elif len(inside := model.named_modules()) > 1:
        yield from (part for _, part in inside if len(part.named_modules()) == 1)
    elif not isinstance(model, IDLE):
        yield model


def as_float32(parameter: Tensor | None) -> Array | None:
    """The numbers of a parameter, in the precision of the page."""
    return None if parameter is None else np.array(parameter.data, np.float32)


def refuse_other_models(model: nn.Module, layers: Sequence[PlainLayer], who: str) -> None:
    """Refuse a model that does something else than its layers one after the other."""
    pixels = np.random.default_rng(0).random((3, PIXELS), np.float32)
    training = model.training
    model.eval()
    try:
        with no_grad():
            out = model(Tensor(pixels)).data
    finally:
        model.train(training)
    ours = activations(layers, pixels)[-1]
    if out.shape != ours.shape or not np.allclose(out, ours, 1e-3, 1e-4):
        raise ValueError(
            f"{who}: the network computes something else than its layers one after the other, so "
            f"the page cannot compute it. It can show {WANTED}"
        )


def activations(
    layers: Sequence[PlainLayer], x: Array, removed: Sequence[Collection[int]] = ()
) -> list[Array]:
    """[x, a₁, a₂, …] for pixels (n, 784) less their mean; `removed` neurons are 0 in each layer."""
    with no_grad():
        return [tensor.data for tensor in passed(layers, Tensor(x), removed)]


def passed(
    layers: Sequence[PlainLayer], x: Tensor, removed: Sequence[Collection[int]] = ()
) -> list[Tensor]:
    """The same with Tensors, which know how they were computed."""
    found = [x]
    for k, layer in enumerate(layers):
        a = found[-1]
        a = a if layer.weight is None else a @ layer.weight.T
        a = a if layer.bias is None else a + layer.bias
        a = RULES[layer.activation](a)
        if k < len(removed) and removed[k]:
            a = a * ~np.isin(np.arange(layer.m), list(removed[k]))
        found.append(a)
    return found


def cost_of(layers: Sequence[PlainLayer]) -> str:
    """The cost that fits the outputs: for probabilities cross-entropy, else the squared error."""
    return "cross-entropy" if layers[-1].activation == "softmax" else "squared error"


def digits_of(digits: Any, who: str) -> tuple[Array, Array]:
    """Images (n, 784) and labels (n,) that a page can show; an error for others."""
    try:
        images, labels = (np.asarray(array) for array in digits)
    except (TypeError, ValueError):
        raise TypeError(f"{who}: digits are a pair: digits=(images, labels)") from None
    if images.ndim != 2 or images.shape[1] != PIXELS or labels.shape != images.shape[:1]:
        raise ValueError(
            f"{who}: digits need images (n, {PIXELS}) and as many labels (n,), not {images.shape} "
            f"and {labels.shape}; try images.reshape(-1, {PIXELS})"
        )
    if not len(images) or not (images.min() >= 0 and images.max() <= 1):  # nan is neither
        raise ValueError(
            f"{who}: digits have pixels from 0 to 1, and there is at least one; give them before "
            "the mean is subtracted: images / 255"
        )
    if labels.dtype.kind not in "iu" or labels.min() < 0 or labels.max() >= DIGITS:
        raise ValueError(f"{who}: each label is an integer from 0 to 9; try labels.astype(int)")
    return images.astype(np.float32), labels.astype(np.int64)


# --- as data ----------------------------------------------------------------------------------


def layers_as_data(layers: Sequence[PlainLayer]) -> list[dict[str, Any]]:
    """The layers for `unpack` of network.js."""
    return [{**vars(x), "weight": packed(x.weight), "bias": packed(x.bias)} for x in layers]


def in_base64(content: bytes) -> str:
    """Bytes as text."""
    return b2a_base64(content, newline=False).decode()


def packed(array: Array | None) -> str | None:
    """Numbers as float32, little-endian, row by row."""
    return None if array is None else in_base64(np.ascontiguousarray(array, "<f4").tobytes())


def ink_as_data(images: Array) -> str:
    """Pixels from 0 to 1 as bytes, compressed."""
    return zipped(np.rint(255 * images).astype(np.uint8))


def zipped(array: Array) -> str:
    """An array of bytes, compressed; the same array gives the same text."""
    return in_base64(gzip.compress(np.ascontiguousarray(array).tobytes(), mtime=0))
