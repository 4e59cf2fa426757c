"""Your steps are equally long at steep and at flat places. What makes them shorter where the
cost flattens?
"""

import numpy as np


def step(w, slope, rate):
    return w - rate * np.sign(slope)
