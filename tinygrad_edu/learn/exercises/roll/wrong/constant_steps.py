"""All your steps have the same length, whatever the slope is. What should happen to them where
the cost flattens?
"""

import numpy as np


def roll(slope, w, rate, steps):
    places = [w]
    for _ in range(steps):
        w = w - rate * np.sign(slope(w))
        places.append(w)
    return places
