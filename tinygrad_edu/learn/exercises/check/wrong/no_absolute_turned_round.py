"""Your referee lets every gradient pass that is too large. The difference is negative there:
how large is it?
"""


def agrees(f, gradient, x, h=1e-5, tolerance=1e-6):
    claimed = gradient(x)
    for i in range(len(x)):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        measured = (f(up) - f(down)) / (2 * h)
        if measured - claimed[i] > tolerance * max(1, abs(measured)):
            return False
    return True
