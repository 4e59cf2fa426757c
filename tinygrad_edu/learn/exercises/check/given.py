"""Can your referee tell a right gradient from a wrong one?

f(x) is a number, for an array x of shape (n,). gradient(x) has shape (n,), right or wrong.
Measure each entry of the gradient: nudge this entry of x by h to both sides, as in `quotient`.
It agrees if it is off by at most tolerance, or tolerance times the measured size, if that is
more: a large number has a large rounding error.
Give back True if all entries agree, else False. x should stay as it is; x.copy() is an array
of its own.
For f(x) = sum of x² and x = [3, 5], the gradient [6, 10] agrees, and [6, 11] does not.
"""

import numpy as np

from tinygrad_edu.learn import check


def agrees(f, gradient, x, h=1e-5, tolerance=1e-6):
    """Whether gradient(x) is the gradient of f at x, up to rounding: True or False."""
    ...  # TODO: measure each entry, compare, and return the verdict


check(__file__)
