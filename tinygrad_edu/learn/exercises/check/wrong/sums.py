"""You compared sums or means over all entries. An error of +1 and one of −1 cancel there: what
has to be compared one by one?
"""


def agrees(f, gradient, x, h=1e-5, tolerance=1e-6):
    total = 0
    for i in range(len(x)):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        total += (f(up) - f(down)) / (2 * h)
    return abs(gradient(x).sum() - total) <= tolerance * max(1, abs(total))
