"""The first slope came back as a number without a graph, so it has no slope of its own. What does
tg.grad need, so that its result can be differentiated again?
"""


def newton(f, w):
    x = tg.Tensor(w, requires_grad=True)
    slope = tg.grad(f(x), x)
    return w - slope.item() / tg.grad(slope, x).item()
