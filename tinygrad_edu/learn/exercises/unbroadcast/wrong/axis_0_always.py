"""You summed over axis 0, whatever `shape` is. Which axes were repeated to come from (4, 1) to (4,
3)?
"""


def unbroadcast(g, shape):
    return g.sum(axis=0)
