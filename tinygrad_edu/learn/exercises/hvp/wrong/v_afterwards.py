"""v came in too late: (H · 1) times v, entry by entry, is not H · v. Each entry of H · v holds all
entries of v.
"""


def hvp(f, x, v):
    x = tg.Tensor(x, requires_grad=True)
    gradient = tg.grad(f(x), x, create_graph=True)
    return tg.grad(gradient.sum(), x).numpy() * v
