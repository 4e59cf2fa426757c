"""Where x is 0, your result is not a number: 0 / 0. There you may choose a slope, but you have to
choose one.
"""

import numpy as np


def gradient(x, g):
    return np.maximum(x, 0) / x * g
