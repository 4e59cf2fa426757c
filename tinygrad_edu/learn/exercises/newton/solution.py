import tinygrad_edu as tg


def newton(f, w):
    """The place after one step of Newton's method from w: a number."""
    x = tg.Tensor(w, requires_grad=True)
    slope = tg.grad(f(x), x, create_graph=True)
    curvature = tg.grad(slope, x)
    return w - slope.item() / curvature.item()
