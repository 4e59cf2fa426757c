"""f was asked above x and at x, and never below x. Where is the nudge to the other side?"""


def agrees(f, gradient, x, h=1e-5, tolerance=1e-6):
    claimed = gradient(x)
    for i in range(len(x)):
        x[i] += h
        above = f(x)
        x[i] -= h
        below = f(x)
        measured = (above - below) / (2 * h)
        if abs(claimed[i] - measured) > tolerance * max(1, abs(measured)):
            return False
    return True
