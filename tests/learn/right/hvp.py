# --- a tensor
def hvp(f, x, v):
    x = tg.Tensor(x, requires_grad=True)
    gradient = tg.grad(f(x), x, create_graph=True)
    return tg.grad(tg.sum(gradient * tg.Tensor(v)), x)


# --- v as the incoming gradient
def hvp(f, x, v):
    x = tg.Tensor(x, requires_grad=True)
    return tg.grad(tg.grad(f(x), x, create_graph=True), x, v)


# --- by backward
def hvp(f, x, v):
    t = tg.Tensor(x, requires_grad=True)
    (tg.grad(f(t), t, create_graph=True) @ v).backward()
    return t.grad


# --- the rows of the Hessian, one after the other
def hvp(f, x, v):
    x = tg.Tensor(x, requires_grad=True)
    gradient = tg.grad(f(x), x, create_graph=True)
    return [
        float((tg.grad(gradient[i], x, retain_graph=True).numpy() * v).sum()) for i in range(len(v))
    ]
