"""You gave a verdict for each entry. When is the gradient right as a whole?"""


def agrees(f, gradient, x, h=1e-5, tolerance=1e-6):
    claimed = gradient(x)
    right = []
    for i in range(len(x)):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        measured = (f(up) - f(down)) / (2 * h)
        right.append(abs(claimed[i] - measured) <= tolerance * max(1, abs(measured)))
    return right
