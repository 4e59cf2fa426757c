"""How does an epoch meet every row once, in an order of its own?

x and y hold n rows each; row i of x belongs to row i of y.
Give pairs of `size` rows of x and the same rows of y; the last pair may be shorter.
An epoch has each row once. Its order comes from rng, and is a new one in each call:
rng.permutation(n) gives the numbers 0 to n − 1 in a random order.
11 rows with size=4 make three pairs, of 4, 4 and 3 rows.
"""

import numpy as np

from tinygrad_edu.learn import check


def batches(x, y, size, rng):
    """The pairs of one epoch, as a list, or one after the other by `yield`."""
    ...  # TODO


check(__file__)
