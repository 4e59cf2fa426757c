"""Your function hands out the places one by one: that is a generator. Which call makes a list of
it?
"""


def roll(slope, w, rate, steps):
    yield w
    for _ in range(steps):
        w = w - rate * slope(w)
        yield w
