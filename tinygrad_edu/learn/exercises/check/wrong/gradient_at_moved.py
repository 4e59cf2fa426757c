"""You asked for the gradient while an entry of x was moved. At which place should it be
compared?
"""


def agrees(f, gradient, x, h=1e-5, tolerance=1e-6):
    for i in range(len(x)):
        x[i] += h
        above = f(x)
        x[i] -= 2 * h
        measured = (above - f(x)) / (2 * h)
        if abs(gradient(x)[i] - measured) > tolerance * max(1, abs(measured)):
            return False
        x[i] += h
    return True
