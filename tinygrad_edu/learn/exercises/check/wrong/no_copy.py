"""f was asked at x itself, and never beside it. Which arrays did you move? (`up = x` makes a
second name for one array, not a second array.)
"""


def agrees(f, gradient, x, h=1e-5, tolerance=1e-6):
    claimed = gradient(x)
    for i in range(len(x)):
        up, down = x, x
        up[i] += h
        down[i] -= h
        measured = (f(up) - f(down)) / (2 * h)
        if abs(claimed[i] - measured) > tolerance * max(1, abs(measured)):
            return False
    return True
