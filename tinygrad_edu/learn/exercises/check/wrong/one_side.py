"""You nudged to one side only. For a function that bends, the quotient is off by more than the
tolerance: what does a nudge to the other side add?
"""


def agrees(f, gradient, x, h=1e-5, tolerance=1e-6):
    claimed = gradient(x)
    for i in range(len(x)):
        up = x.copy()
        up[i] += h
        measured = (f(up) - f(x)) / h
        if abs(claimed[i] - measured) > tolerance * max(1, abs(measured)):
            return False
    return True
