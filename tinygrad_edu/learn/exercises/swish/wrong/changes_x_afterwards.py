"""The value and the slope are right, and x itself has changed, so all others that use x get
something else. Which line writes into x, where a new array was wanted?
"""


@tg.elementwise
def swish(x, /):
    s = 1 / (1 + np.exp(-x))
    slope = s + x * s * (1 - s)
    x *= s
    return x, lambda: slope
