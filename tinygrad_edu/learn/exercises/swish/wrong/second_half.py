"""That is the slope if only σ(x) moves. The factor in front of it is x, and it moves, too: how
much does the product owe to that?
"""


@tg.elementwise
def swish(x, /):
    s = 1 / (1 + np.exp(-x))
    return x * s, lambda: x * s * (1 - s)
