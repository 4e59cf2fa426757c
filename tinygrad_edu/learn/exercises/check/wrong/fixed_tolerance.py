"""Your referee refuses a right gradient of millions. There, rounding alone is more than
tolerance: what should the error be compared with?
"""


def agrees(f, gradient, x, h=1e-5, tolerance=1e-6):
    claimed = gradient(x)
    for i in range(len(x)):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        measured = (f(up) - f(down)) / (2 * h)
        if abs(claimed[i] - measured) > tolerance:
            return False
    return True
