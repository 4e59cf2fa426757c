"""Your nudge has the right direction, and length 1. How long should it be?"""


def steepest(gradient, length):
    return -gradient / np.sqrt((gradient**2).sum())
