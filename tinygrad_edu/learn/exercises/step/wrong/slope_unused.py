"""You subtracted the rate alone. What changes if the cost is steeper, or falls to the other
side?
"""


def step(w, slope, rate):
    return w - rate
