"""Your places count from 1. From which number does Python count?"""


def most_important(gradient, k):
    return np.argsort(-np.abs(gradient))[:k] + 1
