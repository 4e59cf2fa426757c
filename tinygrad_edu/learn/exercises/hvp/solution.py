import tinygrad_edu as tg


def hvp(f, x, v):
    """The Hessian of f at x, times v: an array of shape (n,)."""
    x = tg.Tensor(x, requires_grad=True)
    gradient = tg.grad(f(x), x, create_graph=True)
    return tg.grad((gradient * v).sum(), x).numpy()
