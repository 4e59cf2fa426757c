"""Your weights are 1 / (2 · n_in), far too small. If you meant a root: ** comes before /, so that
n_in ** -1 / 2 is half of 1 / n_in.
"""


def deviation(n_in):
    return n_in**-1 / 2
