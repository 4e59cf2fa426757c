"""You gave one place too few. How many were asked for?"""


def most_important(gradient, k):
    return np.argsort(-np.abs(gradient))[: k - 1]
