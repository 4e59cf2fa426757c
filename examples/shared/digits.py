"""The handwritten digits, divided into training, validation and test images."""

from dataclasses import dataclass

import numpy as np

import tinygrad_edu as tg

VALIDATION = 5_000  # images that are not used for training


@dataclass(frozen=True)
class Digits:
    """Images (n, 784) in float32 and their labels; `mean` was subtracted from every pixel."""

    images: np.ndarray
    labels: np.ndarray
    validation: tuple[np.ndarray, np.ndarray]
    test: tuple[np.ndarray, np.ndarray]
    mean: np.float32


def load_digits(
    count: int | None = None,
    validation: int = VALIDATION,
    centred: bool = True,
) -> Digits:
    """MNIST: the last `validation` images for validation, the first `count` others for training.

    `centred` subtracts the mean pixel of the training images from all images.
    """
    (images, labels), (test_images, test_labels) = tg.datasets.mnist(dtype=np.float32)
    mean = images[:-validation].mean() if centred else np.float32(0)
    images = images - mean
    test_images = test_images - mean
    watched = images[-validation:], labels[-validation:]
    images, labels = images[:-validation][:count], labels[:-validation][:count]
    return Digits(images, labels, watched, (test_images, test_labels), mean)
