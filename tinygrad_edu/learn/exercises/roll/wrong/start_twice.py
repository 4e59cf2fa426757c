"""The start is in your list twice, and the end is missing. In each round, what comes first: the
step, or writing down the place?
"""


def roll(slope, w, rate, steps):
    places = [w]
    for _ in range(steps):
        places.append(w)
        w = w - rate * slope(w)
    return places
