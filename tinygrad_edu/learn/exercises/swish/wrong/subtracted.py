"""Both terms are there, and the second one is taken away. If x and σ(x) both grow, do they work
against each other?
"""


@tg.elementwise
def swish(x, /):
    s = 1 / (1 + np.exp(-x))
    return x * s, lambda: s - x * s * (1 - s)
