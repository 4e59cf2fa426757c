"""That is the way to go, with the right sign. Where does the step start, and where does it end?"""


def step(w, slope, rate):
    return -rate * slope
