"""Your weights shrink like 1/n_in, as if all terms of a sum had the same sign. Random ones partly
cancel: how large is a sum of n of them?
"""


def deviation(n_in):
    return 1 / n_in
