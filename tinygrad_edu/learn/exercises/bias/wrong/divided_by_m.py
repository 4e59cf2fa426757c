"""You took the mean along each row. A bias belongs to a column, and nobody divides: which entries
of g are in its column?
"""


def bias_gradient(g):
    return g.mean(axis=1)
