import numpy as np


def steepest(gradient, length):
    """The nudge of this length that lowers the cost most: (n,) -> (n,)."""
    return -length * gradient / np.sqrt((gradient**2).sum())
