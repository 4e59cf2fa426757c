"""That is one of the two factors of the slope, with a for z in it. But a is the output: where
do you still need e?
"""

import numpy as np


def slope(a):
    return np.exp(-a) / (1 + np.exp(-a))
