"""That is the slope if σ(x) is held fixed. σ(x) changes with x, too: how much does the product
owe to that?
"""


@tg.elementwise
def swish(x, /):
    s = 1 / (1 + np.exp(-x))
    return x * s, lambda: s
