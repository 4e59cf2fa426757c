"""One number: the slope of f along v. That is the first half; the gradient of this number is
asked.
"""


def hvp(f, x, v):
    x = tg.Tensor(x, requires_grad=True)
    return (tg.grad(f(x), x).numpy() * v).sum()
