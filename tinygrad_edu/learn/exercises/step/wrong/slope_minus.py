"""You subtracted w from the step. What is the start, and what is taken away from it?"""


def step(w, slope, rate):
    return rate * slope - w
