"""That is where w is at the end. Which places did it come to before?"""


def roll(slope, w, rate, steps):
    for _ in range(steps):
        w = w - rate * slope(w)
    return w
