"""All weights are 0, so that every output is 0, and every gradient, too."""


def deviation(n_in):
    return 0.0
