"""The next entry was measured while an earlier one was still moved, in your copy of x. When does
each entry have to go back, or when is a new copy needed?
"""


def agrees(f, gradient, x, h=1e-5, tolerance=1e-6):
    claimed, moved = gradient(x), x.copy()
    for i in range(len(x)):
        moved[i] += h
        above = f(moved)
        moved[i] -= 2 * h
        measured = (above - f(moved)) / (2 * h)
        if abs(claimed[i] - measured) > tolerance * max(1, abs(measured)):
            return False
    return True
