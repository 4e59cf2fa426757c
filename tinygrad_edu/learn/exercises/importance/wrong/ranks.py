"""You gave the ranks of the first k weights: at which place each stands in the order. Asked for
is the opposite: which weight has rank 0, which rank 1?
"""


def most_important(gradient, k):
    return np.argsort(np.argsort(-np.abs(gradient)))[:k]
