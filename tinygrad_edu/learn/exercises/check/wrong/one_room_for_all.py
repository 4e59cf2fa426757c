"""Your referee lets a small wrong entry pass, if it stands beside one of millions. With which
entry's size should an error be compared?
"""

import numpy as np


def agrees(f, gradient, x, h=1e-5, tolerance=1e-6):
    measured = []
    for step in h * np.eye(len(x)):
        measured.append((f(x + step) - f(x - step)) / (2 * h))
    largest = max(1, np.abs(measured).max())
    return bool((abs(gradient(x) - measured) <= tolerance * largest).all())
