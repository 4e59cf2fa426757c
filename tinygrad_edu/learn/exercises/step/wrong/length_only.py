"""That is rate · slope alone. Where does the step start, and on which side does it end?"""


def step(w, slope, rate):
    return rate * slope
