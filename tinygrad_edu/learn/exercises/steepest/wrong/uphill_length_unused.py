"""Your nudge points uphill, and has length 1. Which way is down, and how long should it be?"""


def steepest(gradient, length):
    return gradient / np.sqrt((gradient**2).sum())
