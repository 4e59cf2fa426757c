"""Your referee refuses right gradients with a negative entry. How much may −3 be off: tolerance
times what?
"""


def agrees(f, gradient, x, h=1e-5, tolerance=1e-6):
    claimed = gradient(x)
    for i in range(len(x)):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        measured = (f(up) - f(down)) / (2 * h)
        if abs(claimed[i] - measured) > tolerance * measured:
            return False
    return True
