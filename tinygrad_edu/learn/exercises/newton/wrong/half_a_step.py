"""That is half of the step. The 1/2 of the parabola is gone once it is differentiated twice."""


def newton(f, w):
    x = tg.Tensor(w, requires_grad=True)
    slope = tg.grad(f(x), x, create_graph=True)
    return w - 0.5 * slope.item() / tg.grad(slope, x).item()
