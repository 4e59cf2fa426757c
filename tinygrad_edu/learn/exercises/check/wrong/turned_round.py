"""Your referee says True where a gradient is wrong, and False where it is right. What does it
mean if an entry is off?
"""


def agrees(f, gradient, x, h=1e-5, tolerance=1e-6):
    claimed = gradient(x)
    for i in range(len(x)):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        measured = (f(up) - f(down)) / (2 * h)
        if abs(claimed[i] - measured) > tolerance * max(1, abs(measured)):
            return True
    return False
