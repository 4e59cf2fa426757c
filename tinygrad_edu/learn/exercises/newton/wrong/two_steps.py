"""You took two steps. Only the place after the first one is asked."""


def newton(f, w):
    for _ in range(2):
        x = tg.Tensor(w, requires_grad=True)
        slope = tg.grad(f(x), x, create_graph=True)
        w = w - slope.item() / tg.grad(slope, x).item()
    return w
