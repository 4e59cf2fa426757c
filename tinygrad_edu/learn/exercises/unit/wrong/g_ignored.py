"""Nothing of g is in your result: it is right only if all entries of g are 1. What comes in from
the loss?
"""


@tg.differentiable
def unit(x, /):
    length = np.sqrt((x * x).sum())
    y = x / length
    return y, lambda g: (1 - y * y.sum()) / length
