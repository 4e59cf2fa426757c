"""You divided by the rate. Which rate should give the longer step, 0.1 or 0.3, and which one
does?
"""


def step(w, slope, rate):
    return w - slope / rate
