"""Below 0 you passed on −g: that is the slope of |x|. How much does relu(x) move there?"""

import numpy as np


def gradient(x, g):
    return g * np.sign(x)
