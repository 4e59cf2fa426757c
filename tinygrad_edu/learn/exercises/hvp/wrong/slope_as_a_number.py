"""You gave one number, gradient · v: how fast f rises along v. How does that number change with
each entry of x?
"""


def hvp(f, x, v):
    x = tg.Tensor(x, requires_grad=True)
    return (tg.grad(f(x), x, create_graph=True) * v).sum().item()
