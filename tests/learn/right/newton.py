# --- the result is a tensor
def newton(f, w):
    w = tg.Tensor(w, requires_grad=True)
    slope = tg.grad(f(w), w, create_graph=True)
    return w - slope / tg.grad(slope, w)


# --- the slope by backward
def newton(f, w):
    x = tg.Tensor(w, requires_grad=True)
    slope = tg.grad(f(x), x, create_graph=True)
    slope.backward()
    return w - slope.item() / x.grad.item()


# --- a tensor with one entry
def newton(f, w):
    x = tg.Tensor([w], requires_grad=True)
    first = tg.grad(f(x).sum(), x, create_graph=True)
    second = tg.grad(first.sum(), x, create_graph=True)
    return float(w - (first / second).detach().numpy()[0])


# --- functions of functions
def newton(f, w):
    def slope(x):
        return tg.grad(f(x), x, create_graph=True)

    x = tg.Tensor(w, requires_grad=True)
    return x.item() - slope(x).item() / tg.grad(slope(x), x).item()
