"""Value and slope fit together, but σ(x) falls here where it should rise: which sign has x in
the exponential?
"""


@tg.elementwise
def swish(x, /):
    s = 1 / (1 + np.exp(x))
    return x * s, lambda: s - x * s * (1 - s)
