"""You went all the way from x to x + v, and took the difference of the two gradients. On the way H
changes, and H at x is asked: the slope of gradient · v there.
"""


def hvp(f, x, v):
    def gradient(place):
        place = tg.Tensor(place, requires_grad=True)
        return tg.grad(f(place), place).numpy()

    return gradient(x + v) - gradient(x)
