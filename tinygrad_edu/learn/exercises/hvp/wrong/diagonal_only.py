"""You took each entry by itself: only Hᵢᵢ · vᵢ. If x₁ moves, the other entries of the gradient
move, too.
"""


def hvp(f, x, v):
    x = tg.Tensor(x, requires_grad=True)
    gradient = tg.grad(f(x), x, create_graph=True)
    rows = [tg.grad(gradient[i], x, retain_graph=True).numpy() for i in range(len(v))]
    return [row[i] * v[i] for i, row in enumerate(rows)]
