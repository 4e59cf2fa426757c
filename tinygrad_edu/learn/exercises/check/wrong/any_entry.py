"""One entry that agrees was enough for you. How many have to agree?"""


def agrees(f, gradient, x, h=1e-5, tolerance=1e-6):
    claimed = gradient(x)
    right = []
    for i in range(len(x)):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        measured = (f(up) - f(down)) / (2 * h)
        right.append(abs(claimed[i] - measured) <= tolerance * max(1, abs(measured)))
    return any(right)
