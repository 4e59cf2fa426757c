"""The value is right. The slope of an @tg.elementwise op takes no argument: the engine multiplies
by g itself. What stands before the colon of your lambda?
"""


@tg.elementwise
def swish(x, /):
    s = 1 / (1 + np.exp(-x))
    return x * s, lambda g: g * (s + x * s * (1 - s))
