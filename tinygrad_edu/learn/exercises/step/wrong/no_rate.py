"""You subtracted the whole slope. What is the learning rate there for?"""


def step(w, slope, rate):
    return w - slope
