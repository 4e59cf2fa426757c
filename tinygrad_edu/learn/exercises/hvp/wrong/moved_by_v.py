"""That is the gradient at x + v. H · v says how fast the gradient changes on the way there, at
the beginning of it.
"""


def hvp(f, x, v):
    x = tg.Tensor(x + v, requires_grad=True)
    return tg.grad(f(x), x).numpy()
