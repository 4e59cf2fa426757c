"""You counted the copies. That is right if each entry of g is 1: what should be added here?"""

import numpy as np


def unbroadcast(g, shape):
    return np.full(shape, g.size / np.prod(shape))
