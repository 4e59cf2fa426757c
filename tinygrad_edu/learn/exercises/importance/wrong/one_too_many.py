"""You gave one place too many. How many were asked for?"""


def most_important(gradient, k):
    return np.argsort(-np.abs(gradient))[: k + 1]
