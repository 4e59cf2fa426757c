"""The step has the right length, and it goes uphill: which sign should it have?"""


def newton(f, w):
    x = tg.Tensor(w, requires_grad=True)
    slope = tg.grad(f(x), x, create_graph=True)
    return w + slope.item() / tg.grad(slope, x).item()
