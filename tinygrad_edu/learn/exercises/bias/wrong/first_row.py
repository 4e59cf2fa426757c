"""That is what the first row says alone. All rows used the same bias: what do they say together?"""


def bias_gradient(g):
    return g[0]
