"""How would one answer of the network change with each pixel?

image is an array of shape (pixels,), and model takes a batch: (n, pixels) -> (n, digits).
Walk back from one output, that of `digit`, to the pixels of this one image.
An image is a leaf like any other: a Tensor with requires_grad=True gets a gradient.
image[None] is a batch of one row.
"""

import numpy as np

import tinygrad_edu as tg
from tinygrad_edu.learn import check


def gradient(model, image, digit):
    """∂(output of digit)/∂pixel: (pixels,) -> (pixels,)."""
    ...  # TODO: return it


check(__file__)
