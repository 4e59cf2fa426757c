"""You gave one number, v · H · v: how strongly f bends along v. H · v has an entry for each x."""


def hvp(f, x, v):
    x = tg.Tensor(x, requires_grad=True)
    gradient = tg.grad(f(x), x, create_graph=True)
    return (tg.grad((gradient * v).sum(), x).numpy() * v).sum()
