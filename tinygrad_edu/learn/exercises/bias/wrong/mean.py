"""That is the mean of the rows. Each row pushes the bias, and nobody divides here: if there is
a 1/n, it is in g already.
"""


def bias_gradient(g):
    return g.mean(axis=0)
