"""The value alone comes back. The engine needs the slope, too: a second result, after a comma."""


@tg.elementwise
def swish(x, /):
    return x / (1 + np.exp(-x))
