"""Your verdict comes from the last entry alone. What happens to what you found out about the
others?
"""


def agrees(f, gradient, x, h=1e-5, tolerance=1e-6):
    claimed = gradient(x)
    for i in range(len(x)):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        measured = (f(up) - f(down)) / (2 * h)
        right = abs(claimed[i] - measured) <= tolerance * max(1, abs(measured))
    return right
