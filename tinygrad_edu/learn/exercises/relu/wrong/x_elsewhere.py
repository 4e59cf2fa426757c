"""Where x is above 0 it is right. Elsewhere you gave a value of x: what does the loss gain there if
x grows a little?
"""

import numpy as np


def gradient(x, g):
    return np.where(x > 0, g, x)
