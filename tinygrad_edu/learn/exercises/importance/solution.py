import numpy as np


def most_important(gradient, k):
    """The places of the k weights that matter most, in order: (n,) -> (k,)."""
    return np.argsort(-abs(gradient))[:k]
