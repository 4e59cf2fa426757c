"""The gradient came back without a graph, so it cannot be differentiated. What does tg.grad need,
so that its result can be differentiated again?
"""


def hvp(f, x, v):
    x = tg.Tensor(x, requires_grad=True)
    gradient = tg.grad(f(x), x)
    return tg.grad((gradient * v).sum(), x).numpy()
