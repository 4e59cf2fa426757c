"""That is the whole Hessian. It is right, and n times as large as needed: what is still to be done
with v? And could it be done without the whole matrix?
"""


def hvp(f, x, v):
    x = tg.Tensor(x, requires_grad=True)
    gradient = tg.grad(f(x), x, create_graph=True)
    return [tg.grad(gradient[i], x, retain_graph=True).numpy() for i in range(len(v))]
