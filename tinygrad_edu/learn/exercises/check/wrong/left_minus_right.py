"""Your referee accepts the gradient with the wrong sign, and refuses the right one. Which of the
two values is taken from which?
"""


def agrees(f, gradient, x, h=1e-5, tolerance=1e-6):
    claimed = gradient(x)
    for i in range(len(x)):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        measured = (f(down) - f(up)) / (2 * h)
        if abs(claimed[i] - measured) > tolerance * max(1, abs(measured)):
            return False
    return True
