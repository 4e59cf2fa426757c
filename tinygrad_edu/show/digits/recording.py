"""A film of a training: some forty frames of the weights, each weight in one byte."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...engine.arrays import Array
from ...nn import Module
from .export import PlainLayer, activations, cost_of, layers_of, plain_layers, zipped

MOST_FRAMES, FEWEST_FRAMES = 40, 8
ROOM = 560_000  # bytes of all frames together: at most 0.75 MB on the page
Frame = tuple[int, float, list[PlainLayer]]  # the step, its cost, the weights


class Recording:
    """A film of a training for `tg.show.train_page`: call `step(cost)` after each step downhill.

    It keeps the weights up to 40 times, often at first, when they change fast; then less and less
    often until the last of `steps` steps.  A network of more than 14,000 weights gets fewer frames,
    so that the page stays small; one of more than 70,000 gets 8.  `images` is how many there are
    to train on, `digits` are others, less their mean, and their labels: the accuracy of each frame
    is that of these.  `settings` are lines about the training.  Raises a TypeError or ValueError
    for a network that the page cannot show.
    """

    saved: dict[str, Any] | None = None  # what another recording gave as its data

    def __init__(
        self,
        model: Module,
        *,
        steps: int,
        digits: tuple[Array, Array],
        epochs: float = 1,
        images: int = 0,
        settings: str = "",
    ) -> None:
        self.model, self.layers, self.digits = model, layers_of(model, "Recording"), digits
        size = sum(array.size for array in arrays_of(self.layers))
        count = min(max(ROOM // size, FEWEST_FRAMES), MOST_FRAMES)
        self.due = {round(steps * (k / (count - 1)) ** 3) for k in range(count)}
        self.taken, self.epochs_a_step = 0, epochs / max(steps, 1)
        self.about = {
            "cost": cost_of(self.layers),
            "images": images,
            "settings": settings.splitlines(),
        }
        self.frames: list[Frame] = []
        self.costs: list[float] = []  # since the last frame

    def step(self, cost: Any) -> None:
        """Note a step that the optimiser has taken, and the cost before it; nearly always fast."""
        if not self.frames:
            self.frames.append((0, float(cost), self.layers))
        self.taken += 1
        self.costs.append(float(cost))
        if self.taken in self.due:
            self.frames.append(self.frame())
            self.costs = []

    def frame(self) -> Frame:
        """The weights as they are now."""
        cost = float(np.mean(self.costs)) if self.costs else self.frames[-1][1]
        return self.taken, cost, list(plain_layers(self.model, "Recording"))

    def back_to(self, step: int) -> None:
        """Forget what came after this step: the model has its weights of then again."""
        self.taken, self.costs = step, []
        self.frames = [frame for frame in self.frames if frame[0] <= step]

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Recording:
        """The recording that gave these data, to be shown: no more steps can be added."""
        if not {"layers", "frames", "weights", "cost", "images", "settings"} <= data.keys():
            raise ValueError("Recording: these are no data of a recording; give what as_data gave")
        recording = cls.__new__(cls)
        recording.saved = data
        return recording

    def as_data(self) -> dict[str, Any]:
        """The film as lists, numbers and texts, which `tg.save` can write; it ends as of now."""
        if self.saved is not None:
            return self.saved
        if not self.frames:
            raise ValueError("Recording: there is no step; call step(cost) after optimizer.step()")
        now = [] if self.frames[-1][0] == self.taken else [self.frame()]
        frames, weights = [], list[Array]()
        for step, cost, layers in [*self.frames, *now]:
            arrays = arrays_of(layers)
            scales = [float(np.abs(array).max()) / 127 or 1.0 for array in arrays]
            if not np.isfinite([cost, *scales]).all():  # from here on the training has failed
                break
            for array, scale in zip(arrays, scales, strict=True):
                weights.append(np.rint(array / scale).astype(np.int8).ravel())
            answers = activations(layers, self.digits[0])[-1].argmax(axis=1)
            shares = {"cost": cost, "accuracy": float((answers == self.digits[1]).mean())}
            epoch = step * self.epochs_a_step
            frames.append({"step": step, "epoch": epoch, **shares, "scales": scales})
        kinds = [
            {"n": x.n, "m": x.m, "activation": x.activation, "weight": x.weight is not None}
            for x in self.layers
        ]
        weights_of_all = zipped(np.concatenate(weights))
        return {**self.about, "layers": kinds, "frames": frames, "weights": weights_of_all}


def arrays_of(layers: list[PlainLayer]) -> list[Array]:
    """Weight and bias of each layer in turn; zeros stand for a bias that it does not have."""
    pairs = [(x.weight, np.zeros(x.m) if x.bias is None else x.bias) for x in layers]
    return [array for weight, bias in pairs if weight is not None for array in (weight, bias)]
