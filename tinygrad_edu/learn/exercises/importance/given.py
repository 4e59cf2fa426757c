"""Which k weights matter most?

gradient is an array with the slope of the cost for each weight, of shape (n,).
A weight matters much if a nudge of it moves the cost much, up or down.
Give back the places of the k weights that matter most, the most important first.
np.argsort(a) gives the places of all entries of a, from the smallest entry to the largest.
Places count from 0. For gradient = [0.5, −2, 1] and k = 2 they are [1, 2].
"""

import numpy as np

from tinygrad_edu.learn import check


def most_important(gradient, k):
    """The places of the k weights that matter most, in order: (n,) -> (k,)."""
    ...  # TODO: return them


check(__file__)
