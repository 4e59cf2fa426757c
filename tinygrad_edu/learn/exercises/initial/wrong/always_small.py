"""Your weights are equally large at each width, and too small: each layer passes on only a part of
what came in, eight times over.
"""


def deviation(n_in):
    return 0.01
