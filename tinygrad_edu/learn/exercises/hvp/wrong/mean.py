"""You took the mean of gradient · v, and so divided by n. The rule has a sum."""


def hvp(f, x, v):
    x = tg.Tensor(x, requires_grad=True)
    gradient = tg.grad(f(x), x, create_graph=True)
    return tg.grad((gradient * v).mean(), x).numpy()
