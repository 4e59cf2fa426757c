"""Your referee says True to all, and never asks f. How does it get to know how steep f is?"""


def agrees(f, gradient, x, h=1e-5, tolerance=1e-6):
    return True
