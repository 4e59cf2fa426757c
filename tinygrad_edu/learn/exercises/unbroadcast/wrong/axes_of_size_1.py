"""The new axes in front are summed. What about an axis that was there, with size 1, and was
repeated?
"""


def unbroadcast(g, shape):
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    return g
