"""Your referee refuses a right gradient of minus millions. Its size is millions, too: how do you
get it from a negative number?
"""

import numpy as np


def agrees(f, gradient, x, h=1e-5, tolerance=1e-6):
    measured = []
    for step in h * np.eye(len(x)):
        measured.append((f(x + step) - f(x - step)) / (2 * h))
    room = tolerance * np.maximum(1, measured)
    return bool((abs(gradient(x) - measured) <= room).all())
