"""Your rule changes x itself (x *= …), before the slope is taken: the slope then sees the value in
the place of x.
"""


@tg.elementwise
def swish(x, /):
    s = 1 / (1 + np.exp(-x))
    x *= s
    return x, lambda: s + x * s * (1 - s)
