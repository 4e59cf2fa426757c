"""You made w smaller by a factor. A step is a difference: at w = 0, where would your step end?"""


def step(w, slope, rate):
    return w * (1 - rate * slope)
