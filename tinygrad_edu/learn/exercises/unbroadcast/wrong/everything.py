"""You added up all of g for each entry. Which entries of g belong to the copies of one number?"""

import numpy as np


def unbroadcast(g, shape):
    return np.full(shape, g.sum())
