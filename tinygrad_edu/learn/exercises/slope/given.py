"""How steep is x² at x?

Move x a little, by h: then x² grows by about slope · h.
At x = 3 it grows by about 6h, at x = 1 by about 2h, and at x = 0 by almost nothing.
"""

from tinygrad_edu.learn import check


def slope(x):
    """The slope of x² at x."""
    ...  # TODO: return it


check(__file__)
