"""You divided the curvature by the slope. Where the slope is almost 0, you are almost there: would
that be a long step, or a short one?
"""


def newton(f, w):
    x = tg.Tensor(w, requires_grad=True)
    slope = tg.grad(f(x), x, create_graph=True)
    return w - tg.grad(slope, x).item() / slope.item()
