"""Your referee accepts a gradient that is twice the right one. How far is it from x − h to
x + h?
"""


def agrees(f, gradient, x, h=1e-5, tolerance=1e-6):
    claimed = gradient(x)
    for i in range(len(x)):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        measured = (f(up) - f(down)) / h
        if abs(claimed[i] - measured) > tolerance * max(1, abs(measured)):
            return False
    return True
