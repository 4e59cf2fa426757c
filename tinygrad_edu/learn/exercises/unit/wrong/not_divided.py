"""The direction is right, and the size is not: if x is twice as long, a step in x turns y half as
far. Where is the length?
"""


@tg.differentiable
def unit(x, /):
    length = np.sqrt((x * x).sum())
    y = x / length
    return y, lambda g: g - y * (g * y).sum()
