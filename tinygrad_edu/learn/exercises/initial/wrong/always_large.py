"""Your weights are equally large at each width, and too large: a sum of n_in terms of size 1 is
about √n_in. Then nearly all neurons are at ±1, where a tanh is flat.
"""


def deviation(n_in):
    return 1.0
