"""Your referee accepts what is equal to the last digit, and nothing else. What was measured is
rounded: how much may the two differ?
"""

import numpy as np


def agrees(f, gradient, x, h=1e-5, tolerance=1e-6):
    measured = []
    for step in h * np.eye(len(x)):
        measured.append((f(x + step) - f(x - step)) / (2 * h))
    return bool(np.all(gradient(x) == measured))
