"""That is what the last row says alone. All rows used the same bias: what do they say together?"""


def bias_gradient(g):
    return g[-1]
