"""These are the places of all weights. How many were asked for?"""


def most_important(gradient, k):
    return np.argsort(-np.abs(gradient))
