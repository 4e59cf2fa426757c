"""You multiplied the rate by w. How long a step is depends on how steep the cost is, not on
where w is.
"""


def step(w, slope, rate):
    return w - rate * w
