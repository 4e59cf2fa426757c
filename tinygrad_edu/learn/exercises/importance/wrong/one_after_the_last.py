"""That is one place, and it has rank k, counted from 0. Asked for are the places with the ranks 0
to k − 1. What does `order[:k]` give, and what `order[k]`?
"""


def most_important(gradient, k):
    return np.argsort(-np.abs(gradient))[k]
