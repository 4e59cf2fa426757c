"""After your referee, x is not as it was. You moved its entries: where do they get back, or who
has a copy?
"""


def agrees(f, gradient, x, h=1e-5, tolerance=1e-6):
    claimed = gradient(x)
    for i in range(len(x)):
        x[i] += h
        above = f(x)
        x[i] -= 2 * h
        measured = (above - f(x)) / (2 * h)
        if abs(claimed[i] - measured) > 1e-3 * max(1, abs(measured)):
            return False
    return True
