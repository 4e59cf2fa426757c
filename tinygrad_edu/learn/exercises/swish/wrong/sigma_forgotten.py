"""The two terms of the product rule are there. In the second, 1 − σ(x) alone is not the slope of
σ(x): which factor is missing?
"""


@tg.elementwise
def swish(x, /):
    s = 1 / (1 + np.exp(-x))
    return x * s, lambda: s + x * (1 - s)
