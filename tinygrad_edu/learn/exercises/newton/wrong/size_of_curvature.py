"""You took the size of the curvature, without its sign. Below 0 it says that you are on a hill, and
Newton's step then goes to its top: the formula stays the same.
"""


def newton(f, w):
    x = tg.Tensor(w, requires_grad=True)
    slope = tg.grad(f(x), x, create_graph=True)
    return w - slope.item() / abs(tg.grad(slope, x).item())
