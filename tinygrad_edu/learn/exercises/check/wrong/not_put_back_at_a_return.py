"""After your referee said False, x is not as it was. What is skipped when the function returns
in the middle of the loop?
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
        x[i] += h
    return True
