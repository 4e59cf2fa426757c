"""You kept one copy of each number, and its gradient. What did the other copies pass back?"""

import numpy as np


def unbroadcast(g, shape):
    while g.ndim > len(shape):
        g = g[0]
    for axis, size in enumerate(shape):
        if size == 1:
            g = np.take(g, [0], axis=axis)
    return g
