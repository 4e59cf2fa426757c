"""You took the smallest slopes, the negative ones first. A large positive slope moves the cost
as well: what is the same for −3 and 3?
"""


def most_important(gradient, k):
    return np.argsort(gradient)[:k]
