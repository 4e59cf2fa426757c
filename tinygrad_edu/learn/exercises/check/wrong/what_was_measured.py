"""You gave back what you measured. How does it compare with gradient(x)?"""

import numpy as np


def agrees(f, gradient, x, h=1e-5, tolerance=1e-6):
    measured = []
    for step in h * np.eye(len(x)):
        measured.append((f(x + step) - f(x - step)) / (2 * h))
    return measured
