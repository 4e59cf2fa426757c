"""The value is right. The second result is called with g, and takes no argument yet: what comes
in from the loss?
"""


@tg.differentiable
def unit(x, /):
    length = np.sqrt((x * x).sum())
    return x / length, lambda: 1 / length
