"""Your list begins after the first step. Where was w before it?"""


def roll(slope, w, rate, steps):
    places = []
    for _ in range(steps):
        w = w - rate * slope(w)
        places.append(w)
    return places
