"""Your referee lets a gradient pass that is a thousandth off. How much may rounding explain?"""


def agrees(f, gradient, x, h=1e-5, tolerance=1e-6):
    claimed = gradient(x)
    for i in range(len(x)):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        measured = (f(up) - f(down)) / (2 * h)
        if abs(claimed[i] - measured) > 0.01 * max(1, abs(measured)):
            return False
    return True
