"""Which nudge of a given length lowers the cost most?

gradient is an array with the slope of the cost for each weight, of shape (n,).
length is a positive number. Give back the nudge of all weights, as an array of shape (n,).
Its length, the root of the sum of its squares, should be the one that is given.
For gradient = [3, −4] and length = 10 it is [−6, 8].
"""

import numpy as np

from tinygrad_edu.learn import check


def steepest(gradient, length):
    """The nudge of this length that lowers the cost most: (n,) -> (n,)."""
    ...  # TODO: return it


check(__file__)
