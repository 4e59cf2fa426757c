"""This step has length 1 wherever you are. How long it should be, the slope of the slope knows."""


def newton(f, w):
    x = tg.Tensor(w, requires_grad=True)
    slope = tg.grad(f(x), x).item()
    return w - slope / slope
