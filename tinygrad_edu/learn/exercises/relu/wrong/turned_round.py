"""You opened the doors where x is below 0. There y is 0 whatever x is: what does the loss see of
it?
"""


def gradient(x, g):
    return g * (x < 0)
