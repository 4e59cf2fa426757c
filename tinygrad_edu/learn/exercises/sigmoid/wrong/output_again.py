"""That is the sigmoid of a, so the sigmoid was used twice. Asked for is its slope, and a is
known already.
"""

import numpy as np


def slope(a):
    return 1 / (1 + np.exp(-a))
