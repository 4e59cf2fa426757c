"""How steep is the sigmoid, if you know only its output a?

The sigmoid makes a number a between 0 and 1 of any number z: a = 1 / (1 + e⁻ᶻ).
Your function gets a, and not z. It gives back ∂a/∂z: how steep the sigmoid is at that z.
At z = 0 the output is a = 0.5, and the slope there is 0.25.
"""

import numpy as np

from tinygrad_edu.learn import check


def slope(a):
    """The slope ∂a/∂z of the sigmoid, where its output is a."""
    ...  # TODO: return it


check(__file__)
