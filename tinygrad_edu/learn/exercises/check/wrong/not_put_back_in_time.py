"""The next entry was measured while an earlier one was still moved, and x is not as it was.
When does each entry have to go back?
"""


def agrees(f, gradient, x, h=1e-5, tolerance=1e-6):
    claimed = gradient(x)
    for i in range(len(x)):
        x[i] += h
        above = f(x)
        x[i] -= 2 * h
        measured = (above - f(x)) / (2 * h)
        if abs(claimed[i] - measured) > tolerance * max(1, abs(measured)):
            return False
    return True
