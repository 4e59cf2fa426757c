"""That is relu(x), the value. What does the loss gain if an entry of x grows a little?"""

import numpy as np


def gradient(x, g):
    return np.maximum(x, 0)
