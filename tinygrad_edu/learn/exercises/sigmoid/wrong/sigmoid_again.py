"""You put a into the sigmoid. But a is its output already: which step is too many?"""

import numpy as np


def slope(a):
    s = 1 / (1 + np.exp(-a))
    return s * (1 - s)
