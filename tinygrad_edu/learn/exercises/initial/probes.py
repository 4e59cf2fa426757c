import functools

import numpy as np

from tinygrad_edu.learn.probing import Probe

LAYERS, IMAGES = 8, 3  # few, so that the products are quick


def accept(answer):
    for width in (64, 256):
        yield Probe(
            f"The size of the outputs behind 8 layers of {width} neurons",
            lambda width=width: in_words(size_behind(width, answer.deviation(width))),
        )


def look(answer):
    yield Probe(
        "The change from 64 inputs to 256",
        lambda: change(answer.deviation(64), answer.deviation(256)),
    )


def change(narrow, wide):
    """How the deviation changes if there are four times as many inputs."""
    if narrow == 0 or wide > 1.05 * narrow:
        return "all 0" if narrow == 0 else "it grows"
    if np.allclose([128 * narrow, 512 * wide], 1):
        return "half of 1/n"
    powers = {"not": 1, "like 1/√n": 1 / 2, "like 1/n": 1 / 4}
    near = [text for text, factor in powers.items() if abs(wide / narrow / factor - 1) < 0.05]
    return near[0] if near else f"{wide / narrow:.2f} times"


@functools.cache
def drawn(width):
    """Weights of deviation 1, and inputs."""
    rng = np.random.default_rng(0)
    return rng.normal(size=(LAYERS, width, width)), rng.normal(size=(IMAGES, width))


def size_behind(width, deviation):
    if deviation is None or deviation < 0:
        return deviation
    weights, x = drawn(width)
    for W in weights:
        x = np.tanh(x @ W * deviation)
    return np.sqrt(np.mean(x**2))


def in_words(size):
    if size is None or size < 0:
        return size if size is None else "a deviation below 0"
    if np.isnan(size):
        return "no number"
    return "below 0.15" if size < 0.15 else "from 0.15 to 0.65" if size <= 0.65 else "above 0.65"
