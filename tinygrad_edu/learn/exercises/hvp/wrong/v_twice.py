"""v is in there twice: you multiplied by it once more after H · v was made."""


def hvp(f, x, v):
    x = tg.Tensor(x, requires_grad=True)
    gradient = tg.grad(f(x), x, create_graph=True)
    return tg.grad((gradient * v).sum(), x).numpy() * v
