"""You gave back how far each entry is off. When is that little enough, for all of them?"""

import numpy as np


def agrees(f, gradient, x, h=1e-5, tolerance=1e-6):
    claimed = gradient(x)
    errors = []
    for i, step in enumerate(h * np.eye(len(x))):
        errors.append(abs(claimed[i] - (f(x + step) - f(x - step)) / (2 * h)))
    return errors
