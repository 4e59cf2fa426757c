import numpy as np

import tinygrad_edu as tg
from tinygrad_edu.learn.probing import Probe

N, ROWS = 40, 1000


def accept(answer):
    model = Model()
    yield Probe("sure(model, rng, n=40)", lambda: answer.sure(model, np.random.default_rng(0), N))
    yield Probe("The number of images that the model got", lambda: len(model.images()))
    yield Probe("A look at the pixels", lambda: in_words(model.images()))
    yield Probe("A second run with the same seed", lambda: repeated(answer, 7, 7))
    yield Probe("A run with another seed", lambda: repeated(answer, 7, 8))


class Model:
    """A model that keeps what it gets; its outputs have nothing to do with it.

    So a right answer gives the same share for all noise, in one batch or image by image.
    """

    def __init__(self):
        outputs = np.random.default_rng(2).random((ROWS, 10)) * 0.48
        rows = np.arange(ROWS)
        outputs[rows % 8 > 5] *= 0.1  # small, and their sum, too
        sure = rows[rows % 8 < 3]
        outputs[sure, sure * 3 % 7] = 0.83  # never the last three digits
        outputs[sure[::4], (sure[::4] * 3 + 1) % 7] = 0.6  # two above 0.5
        self.outputs, self.seen = outputs, []

    def __call__(self, x):
        x = np.array(getattr(x, "data", x))
        if x.shape[-1:] != (784,):
            raise ValueError(f"the images have shape {x.shape}, but the last axis must be 784")
        start = len(self.images())
        self.seen.append(np.atleast_2d(x))
        rows = self.outputs[start : start + len(self.seen[-1])]
        return tg.Tensor(rows if x.ndim == 2 else rows[0])

    def images(self):
        return np.concatenate([*self.seen, np.zeros((0, 784))])


def in_words(images):
    """What the pixels are like."""
    if not len(images):
        return "no pixel"
    if len(images) > 1 and (images == images[0]).all():
        return "all images are the same"
    if images.min() < 0:
        return "some are negative"
    if images.max() > 1:
        return "some are above 1"
    if np.isin(images, (0, 1)).all():
        return "they are 0 or 1"
    even = abs(images.mean() - 0.5) < 0.05 and abs(images.std() - 12**-0.5) < 0.05
    return "they are from 0 to 1" if even else "they are not drawn evenly"


def repeated(answer, *seeds):
    """Whether two seeds make the same images."""
    one, two = Model(), Model()
    for model, seed in zip((one, two), seeds):
        answer.sure(model, np.random.default_rng(seed), 3)
    return "the same images" if np.array_equal(one.images(), two.images()) else "other images"
