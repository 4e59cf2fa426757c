"""You moved all entries of x at once. That gives one number: which entry of the gradient is it?"""

import numpy as np


def agrees(f, gradient, x, h=1e-5, tolerance=1e-6):
    measured = (f(x + h) - f(x - h)) / (2 * h)
    return bool(np.all(np.abs(gradient(x) - measured) <= tolerance * max(1, abs(measured))))
