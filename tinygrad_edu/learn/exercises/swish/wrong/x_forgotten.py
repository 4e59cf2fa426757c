"""The two terms of the product rule are there, but in one of them a factor is missing: while
σ(x) moves, what is it multiplied by?
"""


@tg.elementwise
def swish(x, /):
    s = 1 / (1 + np.exp(-x))
    return x * s, lambda: s + s * (1 - s)
