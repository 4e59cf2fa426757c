"""`reshape` puts the same numbers into rows of another length, and needs as many as there are. Of
the copies, fewer numbers should be left: how do they become one?
"""


def unbroadcast(g, shape):
    return g.reshape(shape)
