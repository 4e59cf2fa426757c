"""Value and slope came back as a pair: nobody made an op of them. What stood above `def`?"""


def swish(x, /):
    s = 1 / (1 + np.exp(-x))
    return x * s, lambda: s + x * s * (1 - s)
