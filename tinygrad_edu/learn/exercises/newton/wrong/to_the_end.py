"""You went on step by step. Only the place after the first one is asked."""


def newton(f, w):
    for _ in range(50):
        x = tg.Tensor(w, requires_grad=True)
        slope = tg.grad(f(x), x, create_graph=True)
        w -= slope.item() / tg.grad(slope, x).item()
    return w
