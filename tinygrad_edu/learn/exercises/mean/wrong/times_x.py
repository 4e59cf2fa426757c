"""Large entries get more from you. Does a large entry move the mean more than a small one, if both
grow by h?
"""


def gradient(x, g):
    return g * x / x.size
