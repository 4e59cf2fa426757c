"""You multiplied g by relu(x). Where x is above 0, y = x: how much does y grow there if x grows by
h?
"""

import numpy as np


def gradient(x, g):
    return g * np.maximum(x, 0)
