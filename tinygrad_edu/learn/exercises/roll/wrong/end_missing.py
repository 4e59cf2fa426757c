"""The place after the last step is not in your list. Is a place written down before the step or
after it, and how many steps are there?
"""


def roll(slope, w, rate, steps):
    places = []
    for _ in range(steps):
        places.append(w)
        w = w - rate * slope(w)
    return places
