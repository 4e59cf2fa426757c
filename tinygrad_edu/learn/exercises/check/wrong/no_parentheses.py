"""Your referee refuses all gradients, the right ones, too. Print what you measured, and
gradient(x) beside it: are they near each other? If so, look at the comparison.
"""


def agrees(f, gradient, x, h=1e-5, tolerance=1e-6):
    claimed = gradient(x)
    for i in range(len(x)):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        measured = f(up) - f(down) / (2 * h)
        if abs(claimed[i] - measured) > tolerance * max(1, abs(measured)):
            return False
    return True
