"""You went along the slope. That is where the cost rises: which way is down?"""


def step(w, slope, rate):
    return w + rate * slope
