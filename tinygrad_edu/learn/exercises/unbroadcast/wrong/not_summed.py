"""You gave g itself, with the large shape. A gradient has the shape of its own array: what happens
to the copies?
"""


def unbroadcast(g, shape):
    return g
