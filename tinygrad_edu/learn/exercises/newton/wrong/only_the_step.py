"""That is the way to go, from w. The place where it ends is asked."""


def newton(f, w):
    x = tg.Tensor(w, requires_grad=True)
    slope = tg.grad(f(x), x, create_graph=True)
    return -slope.item() / tg.grad(slope, x).item()
