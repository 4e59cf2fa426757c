"""Your weights are equally large at each width: that is right for 256 neurons, by accident, and too
small for 64.
"""


def deviation(n_in):
    return 0.06
