"""That is the gradient of f. How does it change, if x moves along v?"""


def hvp(f, x, v):
    x = tg.Tensor(x, requires_grad=True)
    return tg.grad(f(x), x).numpy()
