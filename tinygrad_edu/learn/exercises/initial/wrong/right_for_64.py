"""Your weights are equally large at each width: that is right for 64 neurons, by accident, and too
large for 256.
"""


def deviation(n_in):
    return 0.12
