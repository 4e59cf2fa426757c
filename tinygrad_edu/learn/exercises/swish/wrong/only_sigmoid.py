"""That is σ(x) with its slope. swish is the product of σ(x) with something."""


@tg.elementwise
def swish(x, /):
    s = 1 / (1 + np.exp(-x))
    return s, lambda: s * (1 - s)
