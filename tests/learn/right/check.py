import numpy as np


# --- all entries into an array, and NumPy compares
def agrees(f, gradient, x, h=1e-5, tolerance=1e-6):
    measured = []
    for step in h * np.eye(len(x)):
        measured.append((f(x + step) - f(x - step)) / (2 * h))
    return np.allclose(gradient(x), measured, rtol=1e-5)


# --- x is moved in place, and put back
def agrees(f, gradient, x, h=1e-5, tolerance=1e-6):
    good = True
    for i in range(len(x)):
        kept = x[i]
        x[i] = kept + h
        above = f(x)
        x[i] = kept - h
        below = f(x)
        x[i] = kept
        measured = (above - below) / (2 * h)
        error = abs(gradient(x)[i] - measured) / max(1, abs(measured))
        good = good and error < tolerance
    return good


# --- the largest relative error, of lists
def agrees(f, gradient, x, h=1e-5, tolerance=1e-6):
    errors = []
    for i, slope in enumerate(gradient(x)):
        up = np.array([v + h * (k == i) for k, v in enumerate(x)])
        down = np.array([v - h * (k == i) for k, v in enumerate(x)])
        measured = (f(up) - f(down)) / h / 2
        errors.append(abs(slope - measured) / (abs(slope) + abs(measured) + 1))
    return max(errors) < tolerance
