"""Your nudge has the right length, and raises the cost most. Which way is down?"""


def steepest(gradient, length):
    return length * gradient / np.sqrt((gradient**2).sum())
