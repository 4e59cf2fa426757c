"""Make the dark variants of README.md's PNGs: white becomes the dark page, and hues stay."""

from pathlib import Path

import numpy as np
from PIL import Image

PICTURES = Path(__file__).parents[1] / "pictures"
NAMES = ["learning_curve", "mistakes", "weights"]
PAGE = np.array([0x0D, 0x11, 0x17]) / 255  # GitHub's dark page


def dark(picture):
    """The picture with light for dark: the mean of the largest and least channel is mirrored."""
    colours = np.asarray(picture.convert("RGB")) / 255
    twice = colours.max(axis=2, keepdims=True) + colours.min(axis=2, keepdims=True)
    mirrored = colours + (1 - twice)
    return Image.fromarray(np.round(255 * (PAGE + mirrored * (1 - PAGE))).astype(np.uint8))


def main():
    """Write all variants."""
    for name in NAMES:
        with Image.open(PICTURES / f"{name}.png") as picture:
            dark(picture).quantize(256).save(PICTURES / f"{name}-dark.png", optimize=True)


if __name__ == "__main__":
    main()
