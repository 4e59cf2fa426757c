"""You took the root of each image's sum. The cost of an image is the sum of squares itself."""

import numpy as np


def cost(outputs, targets):
    return np.sqrt(((outputs - targets) ** 2).sum(axis=1)).mean()
