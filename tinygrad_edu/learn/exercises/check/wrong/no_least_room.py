"""Your referee refuses a right gradient with an entry of 0. What was measured is 0 only up to
rounding: how much room does your comparison leave there?
"""


def agrees(f, gradient, x, h=1e-5, tolerance=1e-6):
    claimed = gradient(x)
    for i in range(len(x)):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        measured = (f(up) - f(down)) / (2 * h)
        if abs(claimed[i] - measured) > tolerance * abs(measured):
            return False
    return True
