"""These are the right places, in the order in which they stand in the gradient. Which one
should come first?
"""


def most_important(gradient, k):
    return np.sort(np.argsort(-np.abs(gradient))[:k])
