"""The shape is right, but those are only the first entries of g. What did the other copies pass
back?
"""

import numpy as np


def unbroadcast(g, shape):
    return np.resize(g, shape)
