"""The function gives the height of the curve once more. How fast does it rise at x?"""


@tg.elementwise
def swish(x, /):
    s = 1 / (1 + np.exp(-x))
    return x * s, lambda: x * s
