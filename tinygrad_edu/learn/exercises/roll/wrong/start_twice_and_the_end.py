"""The start is in your list twice. Is it written down before the loop, and again in the first
round?
"""


def roll(slope, w, rate, steps):
    places = [w]
    for _ in range(steps):
        places.append(w)
        w = w - rate * slope(w)
    places.append(w)
    return places
